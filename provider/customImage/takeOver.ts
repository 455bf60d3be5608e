import * as messages from "../messages";
import { isImageNotFound } from "../zenlayer/apiError";
import type { Session } from "../session";
import type { ImageInfo } from "../zenlayer/types";
import { Timeout } from "../zenlayer/zoneImages";
import type { Context } from "./context";
import { describeError } from "./describeError";
import { IN_BETWEEN } from "./powerStates";
import { renameImage } from "./rename";
import { compact, echoInputs, observe, type CheckedInputs, type ImageState } from "./state";
import { formatWorkingName, parseWorkingName } from "./workingName";
import { waitUntilCreated } from "./wait";

/** A live run looks at its image at least so often, and finishes it within moments of seeing it AVAILABLE. */
const SLOWEST_LOOK_MS = 15_000;
/** Two runs that take over at the same time both rename: after so long it is known whose name the image kept. */
const CLAIM_MS = 5_000;

/** An unfinished image of this resource, and what this run makes of it. */
export interface Unfinished {
  image: ImageInfo;
  zoneId: string;
  instanceId: string;
  /** What the program declares, with the real name. */
  inputs: CheckedInputs & { imageName: string };
  /** This run's attempt. */
  attempt: string;
  /** How long to wait for it to become AVAILABLE, by the monotonic clock. */
  deadline: number;
}

/**
 * Goes on with an image that an earlier run has created and not finished: waits until it is AVAILABLE, makes sure that
 * the earlier run is dead, and makes the image this run's by giving it this run's attempt.
 * @returns its state, with the instance that the earlier run stopped; nothing if the image is gone or has failed
 * @throws UserError when it is not AVAILABLE in time, or another run has finished it. This run then has no image.
 */
export async function takeOver(
  ctx: Context,
  session: Session,
  unfinished: Unfinished,
): Promise<ImageState | undefined> {
  const { image, zoneId, instanceId, inputs, attempt, deadline } = unfinished;
  ctx.report.warn(messages.continues(image));
  const known = compact<Partial<ImageState>>(echoInputs(inputs), {
    imageName: inputs.imageName,
    __record: { workingName: image.imageName },
  });
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
    case "taken":
      throw messages.finishedByOther(image, outcome.image?.imageName ?? inputs.imageName);
    case "unsettled":
      throw messages.earlierStillCreating(outcome.image ?? image, outcome.reason);
  }
  const name = parseWorkingName(image.imageName);
  if (name === undefined) throw new Error(`${image.imageName} is no working name`);
  const status = await watchAbandoned(ctx, session, {
    image,
    zoneId,
    stoppedInstance: name.hasStopped ? instanceId : undefined,
  });
  if (status.kind === "gone") return undefined;
  if (status.kind === "renamed") throw messages.finishedByOther(image, status.imageName);
  const workingName = formatWorkingName({ ...name, attempt });
  if (!(await claim(ctx, session, image, zoneId, workingName))) return undefined;
  const record = { ...outcome.state.__record, workingName, ...(name.hasStopped && { stoppedInstance: instanceId }) };
  return compact(outcome.state, { __record: record });
}

/** What became of an unfinished image while it was watched. */
export type Fate = { kind: "abandoned" } | { kind: "gone" } | { kind: "renamed"; imageName: string };

/**
 * Watches an AVAILABLE image that carries a working name until its run is known to be dead. A live run renames it within
 * moments; it may first start the instance that it has stopped, so the time begins again while that is starting.
 */
export async function watchAbandoned(
  ctx: Context,
  session: Session,
  { image, zoneId, stoppedInstance }: { image: ImageInfo; zoneId: string; stoppedInstance?: string },
): Promise<Fate> {
  const { imageId, imageName } = image;
  const { settleMs, pollIntervalMs = SLOWEST_LOOK_MS } = session.settings;
  for (;;) {
    const since = ctx.clock.now();
    const end = await session.images.watchImage<Fate>(zoneId, {
      imageId,
      since,
      deadline: since + settleMs + Math.max(pollIntervalMs, Math.min(settleMs, SLOWEST_LOOK_MS)),
      signal: ctx.signal,
      judge(seen) {
        if (seen === undefined) return { done: true, value: { kind: "gone" } };
        if (seen.imageName === imageName) return { done: false };
        return { done: true, value: { kind: "renamed", imageName: seen.imageName } };
      },
    });
    if (end !== Timeout) return end;
    if (stoppedInstance === undefined) return { kind: "abandoned" };
    const [instance] = await session.api.describeInstances([stoppedInstance], ctx.signal);
    if (instance === undefined || !IN_BETWEEN.includes(instance.instanceStatus)) return { kind: "abandoned" };
  }
}

/**
 * Gives the image this run's attempt.
 * @returns false if the image is gone
 * @throws UserError when another run claims it at the same time, and has it
 */
async function claim(
  ctx: Context,
  session: Session,
  image: ImageInfo,
  zoneId: string,
  workingName: string,
): Promise<boolean> {
  const { imageId } = image;
  try {
    await renameImage(ctx, session, { imageId, zoneId }, workingName);
  } catch (error) {
    if (isImageNotFound(error)) return false;
    ctx.signal.throwIfAborted();
    throw new messages.UserError(describeError(error, session));
  }
  await ctx.clock.sleep(Math.min(session.settings.settleMs, CLAIM_MS), ctx.signal);
  const seen = await session.images.find(zoneId, imageId, ctx.signal);
  if (seen === undefined) return false;
  if (seen.imageName !== workingName) throw messages.finishedByOther(image, seen.imageName);
  return true;
}

/** Deletes an image of an earlier run that never became usable, and reports it. A failure does no harm: it is reported. */
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
