import type { Context, Difference, ProgramInputs } from "../customImage";
import type { Failure } from "../schemaValidation";
import { check, type CheckResult } from "./check";
import { create } from "./create";
import { remove } from "./delete";
import { diff } from "./diff";
import type { FamilyContext, FamilyKind } from "./kind";
import { preflight, type Hints } from "./preflight";
import { previewCreate, previewUpdate } from "./previewOutputs";
import { read, type ReadResult } from "./read";
import type { FamilyInputs, FamilyState } from "./state";
import { update } from "./update";

/** What families of one kind offer a host, verb by verb. */
export interface FamilyVerbs {
  check: (ctx: Context, olds: FamilyInputs | undefined, news: ProgramInputs) => Promise<CheckResult>;
  diff: (ctx: Context, id: string, olds: FamilyState, news: FamilyInputs) => Difference;
  create: (ctx: Context, inputs: FamilyInputs) => Promise<{ id: string; outs: FamilyState }>;
  read: (ctx: Context, id: string, known?: Partial<FamilyState>) => Promise<ReadResult | undefined>;
  update: (ctx: Context, olds: FamilyState, news: FamilyInputs) => Promise<FamilyState>;
  remove: (ctx: Context, state: FamilyState) => Promise<void>;
  preflight: (ctx: Context, inputs: FamilyInputs, hints: Hints) => Promise<Failure[]>;
  preflightUpdate: (ctx: Context, olds: FamilyState, news: FamilyInputs) => Promise<Failure[]>;
  previewCreate: (inputs: FamilyInputs) => Record<string, unknown>;
  previewUpdate: (olds: FamilyState, news: FamilyInputs) => Record<string, unknown>;
}

/** The rules of families, for one product. */
export function familyVerbs(kind: FamilyKind): FamilyVerbs {
  const own = (ctx: Context): FamilyContext => ({ ...kind.contextOf(ctx), kind, type: kind.type });
  return {
    check: (ctx, olds, news) => check(own(ctx), olds, news),
    diff: (ctx, id, olds, news) => diff(own(ctx), id, olds, news),
    create: (ctx, inputs) => create(own(ctx), inputs),
    read: (ctx, id, known) => read(own(ctx), id, known),
    update: (ctx, olds, news) => update(own(ctx), olds, news),
    remove: (ctx, state) => remove(own(ctx), state),
    preflight: (ctx, inputs, hints) => preflight(own(ctx), undefined, inputs, hints),
    preflightUpdate: (ctx, olds, news) => preflight(own(ctx), olds, news, {}),
    previewCreate: (inputs) => previewCreate(kind, inputs),
    previewUpdate: (olds, news) => previewUpdate(kind, olds, news),
  };
}
