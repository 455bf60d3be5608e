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

/** Those that belong to Elastic Compute themselves. */
const isZec = new WeakSet<ProcessState>();

/** The context of the same process in Elastic Compute; the same for one that is that already. */
export function zecContext(ctx: Context): ZecContext {
  const { process } = ctx;
  if (isZec.has(process)) return ctx as ZecContext;
  const own = states.get(process) ?? new ProcessState(process.takeovers);
  states.set(process, own);
  isZec.add(own);
  return { ...ctx, type: "ZecImage", session: () => ctx.session().zec(), process: own };
}

export { PartialFailure };
