import * as messages from "../messages";
import { toWallTime } from "../zenlayer/clock";
import { isImageNotFound } from "../zenlayer/apiError";
import type { Settings } from "../configuration/settings";
import type { Session } from "../session";
import type { ImageInfo } from "../zenlayer/types";
import { Timeout } from "../zenlayer/zoneImages";
import type { Context } from "./context";
import { describeError } from "./describeError";
import { PartialFailure } from "./partialFailure";
import { LONGEST_INTERVAL_MS } from "../zenlayer/poller";
import { isInBetween } from "./powerStates";
import { isBusy } from "./imageStatus";
import { NameChanged, renameImage, type Rename } from "./rename";
import { sendWithinMs } from "./sendWithin";
import { compact, echoInputs, observe, type CheckedInputs, type ImageState } from "./state";
import { formatWorkingName, parseWorkingName } from "./workingName";
import { waitUntilCreated } from "./wait";

/** Calls that a live run sends to finish an image. Its rate limit, assumed to be the same as ours, delays each. */
const CALLS_TO_FINISH = 20;
/** Two runs that take over at the same time both claim the image, each within this time after it was read. */
const CLAIM_WITHIN_MS = 5_000;

/** An unfinished image of this resource, and what this run needs to finish it. */
export interface Unfinished {
  image: ImageInfo;
  zoneId: string;
  instanceId: string;
  /** What the program declares, with the real name. */
  inputs: CheckedInputs & { imageName: string };
  /** This run's attempt. */
  attempt: string;
  /** This run has stopped the instance, so that any run that continues has to start it. */
  hasStopped: boolean;
  /** How long to wait for it to become AVAILABLE, by the monotonic clock. */
  deadline: number;
}

/**
 * Continues with an image that an earlier run has created and not finished: waits until it is AVAILABLE, makes sure
 * that the earlier run has ended, and claims the image by giving it this run's attempt.
 * @returns its state, with the instance that the earlier run stopped; nothing if the image is gone or has failed
 * @throws UserError when it is not AVAILABLE in time, or another run has finished it. This run then has no image.
 */
export async function continueImage(
  ctx: Context,
  session: Session,
  unfinished: Unfinished,
): Promise<ImageState | undefined> {
  const { image, zoneId, instanceId, inputs, attempt } = unfinished;
  const { imageDescription = "" } = inputs;
  ctx.report.warn(messages.continues(image));
  const name = parseWorkingName(image.imageName);
  if (name === undefined) throw new Error(`${image.imageName} is no working name`);
  const state = await untilAbandoned(ctx, session, unfinished, name.hasStopped ? instanceId : undefined);
  if (state === undefined) return undefined;
  const hasStopped = name.hasStopped || unfinished.hasStopped;
  const workingName = formatWorkingName({ ...name, hasStopped, attempt });
  const isDescribed = imageDescription === (image.imageDescription ?? "");
  const change = { imageName: workingName, ...(!isDescribed && { imageDescription }) };
  const record = { ...state.__record, workingName, ...(name.hasStopped && { stoppedInstance: instanceId }) };
  const claimed = compact(state, { imageDescription: imageDescription || undefined, __record: record });
  if (!(await claim(ctx, session, image, zoneId, change))) return undefined;
  return (await isClaimed(ctx, session, image, claimed)) ? claimed : undefined;
}

/**
 * Waits until the image is AVAILABLE and the run that creates it has certainly ended.
 * @returns what is known of it; nothing if it is gone or has failed
 */
async function untilAbandoned(
  ctx: Context,
  session: Session,
  { image, zoneId, inputs, deadline }: Unfinished,
  stoppedInstance: string | undefined,
): Promise<ImageState | undefined> {
  const known = compact<Partial<ImageState>>(echoInputs(inputs), {
    imageName: inputs.imageName,
    __record: { workingName: image.imageName },
  });
  for (;;) {
    const outcome = await waitUntilCreated(
      ctx,
      session,
      observe(known, image, zoneId, session),
      Math.max(0, deadline - ctx.clock.now()),
    );
    switch (outcome.kind) {
      case "available":
        break;
      case "failed":
      case "vanished":
        return undefined;
      case "continuedElsewhere":
        throw messages.finishedByOther(image, outcome.image?.imageName ?? inputs.imageName);
      case "undetermined":
        throw messages.earlierStillCreating(outcome.image ?? image, outcome.reason);
    }
    const { settleMs } = session.settings;
    ctx.report.progress(
      messages.confirmingRunEnded(
        image,
        toWallTime(ctx.clock, ctx.clock.now() + patienceMs(session.settings) + settleMs),
      ),
    );
    const fate = await watchAbandoned(ctx, session, { image, zoneId, stoppedInstance });
    switch (fate.kind) {
      case "abandoned":
        return outcome.state;
      case "gone":
        return undefined;
      case "renamed":
        throw messages.finishedByOther(image, fate.imageName);
      case "busy": // it is waited for again
    }
  }
}

/** What happened to an unfinished image while it was watched. */
export type Fate =
  | { kind: "abandoned" }
  | { kind: "gone" }
  | { kind: "renamed"; imageName: string }
  /** It is being processed, for a run that may be alive. */
  | { kind: "busy" };

/** How long a live run takes at most from AVAILABLE to its rename, if it has nothing else to do. */
export function patienceMs({
  settleMs,
  pollIntervalMs = LONGEST_INTERVAL_MS,
  maxRequestsPerSecond,
}: Pick<Settings, "settleMs" | "pollIntervalMs" | "maxRequestsPerSecond">): number {
  // The other run may have no such setting.
  const pollMs = Math.max(pollIntervalMs, Math.min(settleMs, LONGEST_INTERVAL_MS));
  return settleMs + pollMs + (CALLS_TO_FINISH * 1_000) / maxRequestsPerSecond;
}

/**
 * Watches an AVAILABLE image that carries a working name until its run has certainly ended. A live run renames it
 * within moments, but may first start the instance that it has stopped: while that is starting, the time begins again.
 * @param watched.longerMs more time, for an image that is deleted rather than claimed: a live run would not notice a
 * claim
 */
export async function watchAbandoned(
  ctx: Context,
  session: Session,
  {
    image,
    zoneId,
    stoppedInstance,
    longerMs = 0,
  }: { image: ImageInfo; zoneId: string; stoppedInstance?: string; longerMs?: number },
): Promise<Fate> {
  const { imageId, imageName } = image;
  for (;;) {
    const since = ctx.clock.now();
    const end = await session.images.watchImage<Fate>(zoneId, {
      imageId,
      since,
      deadline: since + patienceMs(session.settings) + longerMs,
      signal: ctx.signal,
      evaluate(seen) {
        if (seen === undefined) return { done: true, value: { kind: "gone" } };
        if (seen.imageName !== imageName) return { done: true, value: { kind: "renamed", imageName: seen.imageName } };
        return isBusy(seen) ? { done: true, value: { kind: "busy" } } : { done: false };
      },
    });
    if (end !== Timeout) return end;
    if (stoppedInstance === undefined) return { kind: "abandoned" };
    const [instance] = await session.api.describeInstances([stoppedInstance], ctx.signal);
    if (instance === undefined || !isInBetween(instance)) return { kind: "abandoned" };
  }
}

/**
 * Gives the image this run's attempt.
 * @returns false if the image is gone
 * @throws UserError when another run has continued with it in the meantime, or the service rejects it
 */
async function claim(
  ctx: Context,
  session: Session,
  image: ImageInfo,
  zoneId: string,
  change: Rename["change"],
): Promise<boolean> {
  const { imageId, imageName: from } = image;
  const withinMs = Math.min(sendWithinMs(session), CLAIM_WITHIN_MS);
  try {
    await renameImage(ctx, session, { imageId, zoneId, from, change, withinMs });
  } catch (error) {
    if (isImageNotFound(error)) return false;
    if (error instanceof NameChanged) {
      if (error.imageName === undefined) return false;
      throw messages.finishedByOther(image, error.imageName);
    }
    ctx.signal.throwIfAborted();
    throw new messages.UserError(describeError(error, session));
  }
  return true;
}

/**
 * Whether the image still has this run's attempt once claims of other runs must have arrived.
 * @throws UserError when another run has it
 * @throws PartialFailure after a cancel, or if that cannot be determined. A state with this claim does no harm: it
 * applies only to an image that carries it.
 */
async function isClaimed(ctx: Context, session: Session, image: ImageInfo, claimed: ImageState): Promise<boolean> {
  const { imageId, zoneId, __record: record } = claimed;
  let seen: ImageInfo | undefined;
  try {
    await ctx.clock.sleep(session.settings.settleMs, ctx.signal);
    seen = await session.images.find(zoneId, imageId, ctx.signal);
  } catch (error) {
    const reason = messages.earlierStillCreating(image, describeError(error, session)).message;
    throw new PartialFailure(imageId, claimed, [reason]);
  }
  if (seen === undefined) return false;
  if (seen.imageName !== record?.workingName) throw messages.finishedByOther(image, seen.imageName);
  return true;
}

/** Deletes an image of an earlier run that never became usable, and reports it. A failure is only reported. */
export async function deleteFailed(ctx: Context, session: Session, image: ImageInfo, zoneId: string): Promise<void> {
  try {
    await session.api.deleteImage({ imageId: image.imageId, zoneId }, ctx.signal);
    ctx.report.warn(messages.deletedFailed(image));
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (!isImageNotFound(error)) ctx.report.warn(messages.failedNotDeleted(image, describeError(error, session)));
  } finally {
    session.images.noteWrite(zoneId);
  }
}
