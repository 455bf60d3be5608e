import * as messages from "../messages";
import { ZenlayerError } from "../zenlayer/apiError";
import type { Session } from "../session";
import type { Context } from "./context";
import { PartialFailure } from "./partialFailure";
import { confirmDeleted } from "./confirmDeleted";
import { giveRealName, type Named } from "./rename";
import type { InstanceLease } from "./instanceLease";
import { compact, type ImageState } from "./state";
import { waitUntilCreated, type WaitOutcome } from "./wait";
import { describeError } from "./describeError";

/**
 * The second half of a creation, once the id is known: waits until the image is usable, then starts the instance again
 * if we stopped it, whatever the outcome. Used by create, and by the update that continues an interrupted create.
 * @param options.createdAt when this run's CreateImage call returned, by the monotonic clock; absent if another run has
 * sent it, or the response was lost: then the time that the image took is not known
 * @param options.complete what has to be done to a usable image before it gets its real name
 * @throws PartialFailure with all that is known of the image, and what to do
 */
export async function waitAndRestartInstance(
  ctx: Context,
  session: Session,
  lease: InstanceLease | undefined,
  state: ImageState,
  timeoutMs: number,
  { createdAt, complete }: { createdAt?: number; complete?: Complete } = {},
): Promise<ImageState> {
  const waited = measure(ctx, await waitUntilCreated(ctx, session, state, timeoutMs), createdAt);
  const outcome = await verifyVanished(ctx, session, waited);
  const hadToStart = lease?.stoppedByUs === true;
  const stillStopped = lease && (await restartInstance(ctx, lease, session, outcome));
  const latest = noteStopped(outcome.state, stillStopped && lease.stoppedByUs ? lease.instanceId : undefined);
  const isUsable = outcome.kind === "available";
  const completed: Completed = isUsable && complete ? await complete(latest) : { state: latest, problems: [] };
  const reasonsSoFar = [...completed.problems, ...(stillStopped === undefined ? [] : [stillStopped])];
  if (isUsable && completed.problems.length > 0 && ctx.signal.aborted)
    throw new PartialFailure(completed.state.imageId, completed.state, reasonsSoFar);
  // Starting the instance and completing the image take time, so what was read before is outdated.
  const isFresh = !hadToStart && !completed.hasActed;
  const {
    state: outs,
    problem,
    isTakenOver,
  } = await nameFinished(ctx, session, { ...outcome, state: completed.state }, isFresh);
  const reasons = [...(problem === undefined ? [] : [problem]), ...reasonsSoFar];
  if (isTakenOver) throw new TakenOverByOther(outs.imageId, outs, reasons);
  if (reasons.length > 0) throw new PartialFailure(outs.imageId, outs, reasons);
  return outs;
}

/** Adds the time that the image took, if this run has watched it from beginning to end. */
function measure({ clock }: Context, outcome: WaitOutcome, createdAt: number | undefined): WaitOutcome {
  if (createdAt === undefined || outcome.kind !== "available" || !outcome.wasWatched) return outcome;
  const creationSeconds = Math.round((clock.now() - createdAt) / 1000);
  return { ...outcome, state: compact(outcome.state, { creationSeconds }) };
}

/** An image after its completion. */
export interface Completed {
  state: ImageState;
  /** What failed; the image is renamed nevertheless. */
  problems: string[];
  /** It took time or changed the image. */
  hasActed?: boolean;
}

/**
 * What has to be done to a usable image before it is renamed, such as copies to other regions: no run continues with an
 * image that has its real name. Never throws.
 */
export type Complete = (state: ImageState) => Promise<Completed>;

/** Another run has taken over the image, or it was renamed outside Pulumi. */
export class TakenOverByOther extends PartialFailure {}

/** The image is renamed last, so that a killed run leaves an image whose working name says whose it is. */
function nameFinished(ctx: Context, session: Session, outcome: WaitOutcome, isFresh: boolean): Promise<Named> | Named {
  const { kind, state } = outcome;
  if (kind !== "available") return { state, problem: outcome.reason, isTakenOver: kind === "continuedElsewhere" };
  return giveRealName(ctx, session, outcome.state, isFresh ? outcome.image : undefined);
}

/** An image that this key or endpoint may not see does not count as gone, and its instance may still be imaged. */
async function verifyVanished(ctx: Context, session: Session, outcome: WaitOutcome): Promise<WaitOutcome> {
  if (outcome.kind !== "vanished") return outcome;
  try {
    await confirmDeleted(ctx, session, outcome.state);
    return outcome;
  } catch (error) {
    return { kind: "undetermined", state: outcome.state, reason: describeError(error, session) };
  }
}

/** Starts the instance again if we stopped it. @returns why it is still stopped, or was not seen running */
async function restartInstance(
  ctx: Context,
  lease: InstanceLease,
  session: Session,
  outcome: WaitOutcome,
): Promise<string | undefined> {
  if (outcome.kind === "undetermined") {
    // The instance must not be started while it is being imaged (the service's rule).
    lease.leaveImaging();
    return lease.stoppedByUs ? messages.startsLater(lease.instanceId) : undefined;
  }
  try {
    await lease.release(ctx.signal);
    return undefined;
  } catch (error) {
    const isCanceled = ctx.signal.aborted && !(error instanceof ZenlayerError);
    if (lease.stoppedByUs && isCanceled) return messages.startsLater(lease.instanceId);
    const say = lease.stoppedByUs ? messages.notStarted : messages.startNotSeen;
    return say(lease.instanceId, describeError(error, session));
  }
}

/** The state, with the instance that is still stopped because of us, or without one. */
export function noteStopped(state: ImageState, stoppedInstance: string | undefined): ImageState {
  return compact(state, { __record: compact(state.__record ?? {}, { stoppedInstance }) });
}
