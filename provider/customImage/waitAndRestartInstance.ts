import * as messages from "../messages";
import { ZenlayerError } from "../zenlayer/apiError";
import type { Session } from "../session";
import type { Context } from "./context";
import { PartialFailure } from "./partialFailure";
import { confirmDeleted } from "./confirmDeleted";
import { giveRealName, type Named } from "./rename";
import type { InstanceLease } from "./instanceLease";
import { compact, type ImageState } from "./state";
import { isUnsettled, waitUntilCreated, type WaitOutcome } from "./wait";
import { describeError } from "./describeError";

/**
 * The second half of making an image, where its id is known: waits until it is usable, then starts the machine
 * again if we stopped it, whatever became of the image. Shared by create and by the update that goes on with an
 * interrupted create.
 * @param options.createdAt when this run's CreateImage call was answered, by the monotonic clock; absent where another run has
 * sent it, or the response was lost: then how long the image took is not known
 * @param options.complete what has to be done to a usable image before it gets its real name
 * @throws PartialFailure with all that is known of the image, and what to do
 */
export async function waitAndRestartInstance(
  ctx: Context,
  session: Session,
  machine: InstanceLease | undefined,
  state: ImageState,
  timeoutMs: number,
  { createdAt, complete }: { createdAt?: number; complete?: Complete } = {},
): Promise<ImageState> {
  const waited = measure(ctx, await waitUntilCreated(ctx, session, state, timeoutMs), createdAt);
  const outcome = await doubtVanishing(ctx, session, waited);
  const hadToStart = machine?.stoppedByUs === true;
  const stillStopped = machine && (await letGo(ctx, machine, session, isUnsettled(outcome)));
  const latest = noteStopped(outcome.state, stillStopped && machine.stoppedByUs ? machine.instanceId : undefined);
  const isUsable = outcome.kind === "available";
  const completed: Completed = isUsable && complete ? await complete(latest) : { state: latest, problems: [] };
  const reasonsSoFar = [...completed.problems, ...(stillStopped === undefined ? [] : [stillStopped])];
  if (isUsable && completed.problems.length > 0 && ctx.signal.aborted)
    throw new PartialFailure(completed.state.imageId, completed.state, reasonsSoFar);
  // The start of an instance and what completes the image take their time, so what was seen before is old.
  const isFresh = !hadToStart && !completed.hasActed;
  const { state: outs, problem, isTaken } = await name(ctx, session, { ...outcome, state: completed.state }, isFresh);
  const reasons = [...(problem === undefined ? [] : [problem]), ...reasonsSoFar];
  if (isTaken) throw new TakenByOther(outs.imageId, outs, reasons);
  if (reasons.length > 0) throw new PartialFailure(outs.imageId, outs, reasons);
  return outs;
}

/** With the time that the image took, if this run has seen it from beginning to end. */
function measure({ clock }: Context, outcome: WaitOutcome, createdAt: number | undefined): WaitOutcome {
  if (createdAt === undefined || outcome.kind !== "available" || !outcome.wasWatched) return outcome;
  const creationSeconds = Math.round((clock.now() - createdAt) / 1000);
  return { ...outcome, state: compact(outcome.state, { creationSeconds }) };
}

/** An image after what completes it. */
export interface Completed {
  state: ImageState;
  /** What could not be done; it does not keep the image from getting its real name. */
  problems: string[];
  /** It took time or changed the image. */
  hasActed?: boolean;
}

/**
 * What has to be done to a usable image before it is finished, such as copies to other regions. It comes before the real
 * name, since a run that is killed after that leaves an image that nobody goes on with. Never throws.
 */
export type Complete = (state: ImageState) => Promise<Completed>;

/** Another run, or somebody else, has the image now. */
export class TakenByOther extends PartialFailure {}

/** The real name is given last, so that a run that is killed before leaves an image that says whose it is. */
function name(ctx: Context, session: Session, outcome: WaitOutcome, isFresh: boolean): Promise<Named> | Named {
  const { kind, state } = outcome;
  if (kind !== "available") return { state, problem: outcome.reason, isTaken: kind === "taken" };
  return giveRealName(ctx, session, outcome.state, isFresh ? outcome.image : undefined);
}

/** An image that this key or endpoint may simply not see is not taken for gone, nor its machine for settled. */
async function doubtVanishing(ctx: Context, session: Session, outcome: WaitOutcome): Promise<WaitOutcome> {
  if (outcome.kind !== "vanished") return outcome;
  try {
    await confirmDeleted(ctx, session, outcome.state);
    return outcome;
  } catch (error) {
    return { kind: "unsettled", state: outcome.state, reason: describeError(error, session) };
  }
}

/** Starts the machine again if that is up to us. Answers why it is still stopped, or why nobody saw it run. */
async function letGo(
  ctx: Context,
  machine: InstanceLease,
  session: Session,
  unsettled: boolean,
): Promise<string | undefined> {
  if (unsettled) {
    // The machine may not be touched while it is being imaged (the service's rule).
    machine.leaveUnsettled();
    return machine.stoppedByUs ? messages.startsLater(machine.instanceId) : undefined;
  }
  try {
    await machine.release(ctx.signal);
    return undefined;
  } catch (error) {
    const isCanceled = ctx.signal.aborted && !(error instanceof ZenlayerError);
    if (machine.stoppedByUs && isCanceled) return messages.startsLater(machine.instanceId);
    const say = machine.stoppedByUs ? messages.notStarted : messages.startNotSeen;
    return say(machine.instanceId, describeError(error, session));
  }
}

/** With the machine that is still stopped because of us, or without any. */
export function noteStopped(state: ImageState, stoppedInstance: string | undefined): ImageState {
  return compact(state, { __record: compact(state.__record ?? {}, { stoppedInstance }) });
}
