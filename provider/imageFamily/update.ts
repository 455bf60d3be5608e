import { FamilyRun } from "./familyRun";
import type { FamilyContext } from "./kind";
import { planOrThrow } from "./planOrThrow";
import type { FamilyInputs, FamilyState } from "./state";

/**
 * Makes the family what the program declares, and continues an interrupted run. A rollback to a version that is kept
 * calls nothing.
 * @returns every output
 * @throws PartialFailure when something is left to do and state has to know what was done; UserError when nothing was
 */
export async function update(ctx: FamilyContext, olds: FamilyState, news: FamilyInputs): Promise<FamilyState> {
  const plan = planOrThrow(ctx.kind, olds, news);
  return new FamilyRun(ctx, ctx.session(), news, olds).follow(plan);
}
