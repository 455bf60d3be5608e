import * as messages from "../messages";
import { hasCode, ZenlayerError } from "../zenlayer/apiError";
import type { Session } from "../session";
import type { ImageInfo } from "../zenlayer/types";
import type { Context } from "./context";
import { describeError } from "./describeError";
import { compact, type ImageState } from "./state";

/** How long the service may refuse to rename an image that has just become AVAILABLE. Our guess; documented nowhere. */
const REFUSED_MS = 2 * 60_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Gives an image another name, and makes sure of it: a rename whose response was lost is looked up.
 * @throws ZenlayerError when the service refuses, or what became of the call is not known; the reason of the context's
 * signal when the call was not sent
 */
export async function renameImage(
  ctx: Context,
  session: Session,
  { imageId, zoneId }: { imageId: string; zoneId: string },
  imageName: string,
): Promise<void> {
  const until = ctx.clock.now() + REFUSED_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await session.api.modifyImage(imageId, { imageName }, ctx.signal);
    } catch (error) {
      if (isAmbiguous(error)) return await confirm(session, { imageId, zoneId }, imageName, error);
      if (!hasCode(error, "INVALID_IMAGE_STATUS") || ctx.clock.now() >= until) throw error;
    } finally {
      session.images.noteWrite(zoneId);
    }
    await ctx.clock.sleep(pauseMs, ctx.signal);
  }
}

const isAmbiguous = (error: unknown): error is ZenlayerError =>
  error instanceof ZenlayerError && (error.outcome === "unknown" || error.afterAmbiguous === true);

/** Goes on after a cancel: it is one look, and what is known by then is in state. */
async function confirm(
  session: Session,
  { imageId, zoneId }: { imageId: string; zoneId: string },
  imageName: string,
  error: ZenlayerError,
): Promise<void> {
  const image = await session.images.find(zoneId, imageId).catch(() => undefined);
  if (image?.imageName !== imageName) throw error;
}

/** An image after the attempt to give it its real name: `problem` says why it still has its working name. */
export interface Named {
  state: ImageState;
  problem?: string;
}

/**
 * Gives a usable image its real name in place of its working name: the last call of a create. Never throws: the image
 * exists, and its id must not be lost.
 * @param image as it was seen last; absent where that is not known to be fresh
 */
export async function giveRealName(
  ctx: Context,
  session: Session,
  state: ImageState,
  image: ImageInfo | undefined,
): Promise<Named> {
  if (state.__record?.workingName === undefined) return { state };
  try {
    const seen = image ?? (await session.images.find(state.zoneId, state.imageId, ctx.signal));
    if (seen === undefined) return { state, problem: messages.imageVanished(state.imageId, state.zoneId) };
    if (!isStillOurs(state, seen)) {
      return { state, problem: messages.takenByOther(state.imageId, seen.imageName).message };
    }
    if (seen.imageName !== state.imageName) await renameImage(ctx, session, state, state.imageName);
    return { state: withRecord(state, { workingName: undefined, renameSent: undefined }) };
  } catch (error) {
    const renameSent = isAmbiguous(error) || state.__record.renameSent;
    const problem = messages.notRenamed(state.imageId, state.imageName, describeError(error, session));
    return { state: withRecord(state, { renameSent: renameSent || undefined }), problem };
  }
}

/**
 * Whether an image of a state that holds a working name is still what that state left: it carries this very attempt, or
 * the real name, if a rename was sent whose response was lost. Anything else is another run's, or somebody else's.
 */
export function isStillOurs(state: ImageState, { imageName }: Pick<ImageInfo, "imageName">): boolean {
  const { workingName, renameSent } = state.__record ?? {};
  if (workingName === undefined || imageName === workingName) return true;
  return renameSent === true && imageName === state.imageName;
}

const withRecord = (state: ImageState, change: Partial<ImageState["__record"] & object>): ImageState =>
  compact(state, { __record: compact(state.__record ?? {}, change) });
