import { formatFamilyId } from "./familyId";
import { FamilyRun } from "./familyRun";
import type { FamilyContext } from "./kind";
import { planOrThrow } from "./planOrThrow";
import type { FamilyInputs, FamilyState } from "./state";

/**
 * Takes in the images that `adoptVersions` names, creates the first version unless it is among them, and waits until it
 * is usable.
 * @throws UserError before there is a version: nothing was created
 * @throws PartialFailure once there is one: the engine keeps the family, and the next `up` continues with it
 */
export async function create(ctx: FamilyContext, inputs: FamilyInputs): Promise<{ id: string; outs: FamilyState }> {
  const plan = planOrThrow(ctx.kind, undefined, inputs);
  const outs = await new FamilyRun(ctx, ctx.session(), inputs).follow(plan);
  return { id: formatFamilyId(outs), outs };
}
