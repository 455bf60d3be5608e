import * as messages from "../messages";
import { DeadlineExceeded, hasCode, ZenlayerError } from "../zenlayer/apiError";
import { LIMIT_PATIENCE_MS, MIN_ATTEMPTS_WHEN_LIMITED } from "../zenlayer/retryPolicy";
import type { Session } from "../session";
import type { ImageInfo } from "../zenlayer/types";
import type { Context } from "./context";
import { describeError } from "./describeError";
import { sendWithinMs } from "./sendWithin";
import { compact, type ImageState } from "./state";

/**
 * How long the service may reject the rename of an image that has just become AVAILABLE. An assumption, not documented.
 */
export const REFUSED_MS = 2 * 60_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;

/** The image no longer has the name that was to be replaced, so another run has continued with it; or it is gone. */
export class NameChanged extends Error {
  constructor(
    imageId: string,
    /** Its name now; absent for an image that is gone. */
    readonly imageName: string | undefined,
  ) {
    super(`image ${imageId} ${imageName === undefined ? "is gone" : `is named "${imageName}" by now`}`);
  }
}

/** A rename, and how long after the image was last read it may be sent. */
export interface Rename {
  imageId: string;
  zoneId: string;
  /** The name that it has. */
  from: string;
  change: { imageName: string; imageDescription?: string };
  withinMs: number;
}

/**
 * Renames an image and confirms it: if the response is lost, the image is read again. The rename is never sent long
 * after the image was read with the old name, since another run may rename it in the meantime.
 * @throws NameChanged; ZenlayerError when the service rejects it, or the outcome is unknown; the reason of the
 * context's signal when the call was not sent
 */
export async function renameImage(ctx: Context, session: Session, rename: Rename): Promise<void> {
  const { imageId, zoneId, from, change, withinMs } = rename;
  const { clock, signal } = ctx;
  const start = clock.now();
  let throttled = 0;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await session.api.modifyImage(imageId, change, signal, clock.now() + withinMs, start);
    } catch (error) {
      if (isAmbiguous(error)) return await confirm(ctx, session, rename, error);
      const waitedMs = clock.now() - start;
      if (error instanceof DeadlineExceeded) {
        // Not sent in time because of other requests: it keeps its place in the queue.
        if (error.last) throttled++;
        if (throttled >= MIN_ATTEMPTS_WHEN_LIMITED && waitedMs >= LIMIT_PATIENCE_MS) throw error.last ?? error;
      } else if (!hasCode(error, "INVALID_IMAGE_STATUS") || waitedMs >= REFUSED_MS) throw error;
    } finally {
      session.images.noteWrite(zoneId);
    }
    await clock.sleep(pauseMs, signal);
    const image = await session.images.find(zoneId, imageId, signal);
    if (image?.imageName !== from) throw new NameChanged(imageId, image?.imageName);
  }
}

const isAmbiguous = (error: unknown): error is ZenlayerError =>
  error instanceof ZenlayerError && (error.outcome === "unknown" || error.afterAmbiguous === true);

/**
 * Determines the outcome of a rename: polls for `settleSeconds`, or once after a cancel.
 * @throws ZenlayerError, a rejection if the image is known to have kept its name
 */
async function confirm(
  { clock, signal }: Context,
  session: Session,
  { imageId, zoneId, change }: Rename,
  error: ZenlayerError,
): Promise<void> {
  const until = clock.now() + session.settings.settleMs;
  for (;;) {
    const image = await session.images.find(zoneId, imageId).catch(() => undefined);
    if (image?.imageName === change.imageName) return;
    const left = until - clock.now();
    if (left <= 0 && image) throw new ZenlayerError({ ...error, outcome: "rejected", afterAmbiguous: undefined });
    if (left <= 0 || signal.aborted) throw error;
    await clock.sleep(Math.min(LONGEST_PAUSE_MS / 2, left), signal).catch(() => undefined);
  }
}

/** An image after the attempt to give it its real name: `problem` says why it still has its working name. */
export interface Named {
  state: ImageState;
  problem?: string;
  /** Another run has taken over the image, or it was renamed outside Pulumi. */
  isTakenOver?: boolean;
}

/**
 * Renames a usable image from its working name to its real name: the last call of a create. Never throws: the image
 * exists, and its id must not be lost.
 * @param image as it was last read; absent if that may be outdated
 */
export async function giveRealName(
  ctx: Context,
  session: Session,
  state: ImageState,
  image: ImageInfo | undefined,
): Promise<Named> {
  const { imageId, zoneId, __givenName: imageName = state.imageName, __record: record } = state;
  if (record?.workingName === undefined) return { state };
  try {
    const seen = image ?? (await session.images.find(zoneId, imageId, ctx.signal));
    if (seen === undefined || !isStillOurs(state, seen)) throw new NameChanged(imageId, seen?.imageName);
    const withinMs = sendWithinMs(session);
    const rename = { imageId, zoneId, from: seen.imageName, change: { imageName }, withinMs };
    if (seen.imageName !== imageName) await renameImage(ctx, session, rename);
    return { state: withRecord(state, { workingName: undefined, renameSent: undefined, wasAvailable: true }) };
  } catch (error) {
    if (error instanceof NameChanged) return somebodyElses(state, error, messages.placeOf(session.scope, zoneId));
    const renameSent = isAmbiguous(error) ? imageName : record.renameSent;
    const problem = messages.notRenamed(imageId, imageName, describeError(error, session));
    return { state: withRecord(state, { renameSent }), problem };
  }
}

function somebodyElses(state: ImageState, { imageName }: NameChanged, place: string): Named {
  const { imageId } = state;
  if (imageName === undefined) return { state, problem: messages.imageVanished(imageId, place) };
  return { state, problem: messages.continuedElsewhere(imageId, imageName).message, isTakenOver: true };
}

/**
 * Whether an unfinished image still belongs to this state: it carries the same attempt, or the name of a rename of ours
 * whose response was lost. Otherwise it was renamed by another run, or outside Pulumi.
 */
export function isStillOurs(state: ImageState, { imageName }: Pick<ImageInfo, "imageName">): boolean {
  const { workingName, renameSent } = state.__record ?? {};
  return workingName === undefined || imageName === workingName || imageName === renameSent;
}

const withRecord = (state: ImageState, change: Partial<ImageState["__record"] & object>): ImageState =>
  compact(state, { __record: compact(state.__record ?? {}, change) });
