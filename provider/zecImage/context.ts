import { PartialFailure } from "../customImage/partialFailure";
import { ProcessState } from "../customImage/processState";
import type { Context } from "../customImage/context";
import type { ZecSession } from "../session";

/** A context whose session is the account's in Elastic Compute. */
export interface ZecContext extends Context {
  session(): ZecSession;
}

/** What this process did in Elastic Compute, by what it did for `vm`: lists and plans of one say nothing of the other. */
const states = new WeakMap<ProcessState, ProcessState>();

export function zecContext(ctx: Context): ZecContext {
  const { process } = ctx;
  const own = states.get(process) ?? new ProcessState(process.takeovers);
  states.set(process, own);
  return { ...ctx, session: () => ctx.session().zec(), process: own };
}

export { PartialFailure };
