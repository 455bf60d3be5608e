import { isDeepStrictEqual } from "node:util";

import * as messages from "../messages";
import { ZenlayerError } from "../zenlayer/apiError";
import type { Session } from "../session";
import { isStopped } from "./powerStates";
import { rejectOtherText } from "./adopt";
import type { Context } from "./context";
import { PartialFailure } from "./partialFailure";
import { waitAndRestartInstance, noteStopped } from "./waitAndRestartInstance";
import { compact, echoInputs, isBorrowed, observe, withoutEchoes, type CheckedInputs, type ImageState } from "./state";
import { fingerprintOf } from "./takeovers";
import { qualifiedNameOf } from "./qualifiedName";
import { creationTimeoutMs } from "./timeouts";
import { reportUnreadable } from "./reportUnreadable";
import { describeError } from "./describeError";

/**
 * Continues an interrupted run, and sets name and description as declared. The engine calls it for a difference that
 * needs no replacement, and without a difference after a partial failure.
 * @returns every output
 * @throws PartialFailure when the image is not what it should be but has to be kept in state, and when something that
 * state must record happened before the failure. What the program declares is recorded only on success: until then a
 * borrowed image stays borrowed, and is not deleted.
 */
export async function update(ctx: Context, olds: ImageState, news: CheckedInputs): Promise<ImageState> {
  const session = ctx.session();
  confirmImport(ctx, olds);
  const adoptImageId = news.adoptImageId ?? olds.adoptImageId;
  const __timeouts = news.__timeouts ?? olds.__timeouts;
  const start = compact(olds, { adoptImageId, __timeouts });
  const state = await finishInterruptedRun(ctx, session, start, news);
  let text: Pick<ImageState, "imageName" | "imageDescription">;
  try {
    text = isBorrowed(news) ? keep(state, news) : await change(ctx, session, state, news);
  } catch (error) {
    const shown = isBorrowed(news) ? error : messages.cannotChange(state.imageId, describeError(error, session));
    const known = await afterFailure(ctx, session, state, error);
    // If nothing has changed, the engine keeps the old state.
    throw isDeepStrictEqual(known, start)
      ? shown
      : new PartialFailure(known.imageId, known, [describeError(shown, session)]);
  }
  // The instance is kept unless the program declares another.
  const declared = compact({ ...echoInputs(news), instanceId: news.instanceId ?? olds.instanceId });
  const outs = compact(withoutEchoes(state), declared, { __timeouts }, text);
  ctx.process.takeovers.noteOutputs(outs.imageId, qualifiedNameOf(ctx), fingerprintOf(outs));
  return outs;
}

/** The engine updates only what is in state, so an import with differences has been done. */
function confirmImport(ctx: Context, { imageId }: ImageState): void {
  const { takeovers } = ctx.process;
  const resource = qualifiedNameOf(ctx);
  if (takeovers.statusOf(imageId, resource) === "wanted") takeovers.record({ imageId, resource, status: "held" });
}

/** The image, once it is created and its instance runs again: at once, unless an earlier run was interrupted. */
async function finishInterruptedRun(
  ctx: Context,
  session: Session,
  state: ImageState,
  news: CheckedInputs,
): Promise<ImageState> {
  // Another run may have taken over an unfinished image: an older list is not enough.
  const isUnfinished = state.__record?.workingName !== undefined;
  const images = await session.images.list(state.zoneId, { ...(isUnfinished && { maxAgeMs: 0 }), signal: ctx.signal });
  reportUnreadable(ctx, session, state.zoneId);
  const image = images.find(({ imageId }) => imageId === state.imageId);
  const seen = image ? observe(state, image, state.zoneId, session) : state;
  const stopped = seen.__record?.stoppedInstance;
  const isCreated = image !== undefined && (image.imageStatus === "AVAILABLE" || seen.__record?.wasAvailable);
  if (isCreated && stopped === undefined && !isUnfinished) return seen;
  const timeout = creationTimeoutMs("update", state.__timeouts);
  const instanceId = stopped ?? news.instanceId ?? seen.instanceId;
  if (instanceId === undefined || (isCreated && stopped === undefined))
    return waitAndRestartInstance(ctx, session, undefined, seen, timeout);
  try {
    return await ctx.process.instances.hold(
      ctx,
      session,
      { instanceId, stoppedBefore: stopped !== undefined },
      (lease) => waitAndRestartInstance(ctx, session, lease, seen, timeout),
    );
  } catch (error) {
    throw stopped === undefined || error instanceof PartialFailure
      ? error
      : await afterLettingGo(session, seen, stopped, error);
  }
}

/** A cancel while waiting for the instance may have started it again: then its record is dropped. */
async function afterLettingGo(session: Session, state: ImageState, stopped: string, error: unknown): Promise<unknown> {
  const instances = await session.api.describeInstances([stopped]).catch(() => undefined);
  if (instances === undefined || instances.some(isStopped)) return error;
  return new PartialFailure(state.imageId, noteStopped(state, undefined), [describeError(error, session)]);
}

/** A borrowed image is not changed. */
function keep(state: ImageState, news: CheckedInputs): Pick<ImageState, "imageName" | "imageDescription"> {
  rejectOtherText(state, news);
  const { imageName, imageDescription } = state;
  return { imageName, imageDescription };
}

/** Sets name and description of an owned image as declared. */
async function change(
  ctx: Context,
  session: Session,
  state: ImageState,
  news: CheckedInputs,
): Promise<Pick<ImageState, "imageName" | "imageDescription">> {
  const { imageId, zoneId } = state;
  const wanted = { imageName: news.imageName ?? state.imageName, imageDescription: news.imageDescription ?? "" };
  const differing = {
    ...(wanted.imageName !== state.imageName && { imageName: wanted.imageName }),
    ...(wanted.imageDescription !== (state.imageDescription ?? "") && { imageDescription: wanted.imageDescription }),
  };
  if (Object.keys(differing).length > 0) {
    try {
      await session.api.modifyImage(imageId, differing, ctx.signal);
    } finally {
      session.images.noteWrite(zoneId);
    }
  }
  return { imageName: wanted.imageName, imageDescription: wanted.imageDescription || undefined };
}

/**
 * The image after a failed change. If the response was lost, the change may have been applied, so the image is read
 * again.
 */
async function afterFailure(ctx: Context, session: Session, state: ImageState, error: unknown): Promise<ImageState> {
  const { imageId, zoneId } = state;
  const isClear = !(error instanceof ZenlayerError) || (error.outcome === "rejected" && !error.afterAmbiguous);
  const image = isClear ? undefined : await session.images.find(zoneId, imageId, ctx.signal).catch(() => undefined);
  return image ? observe(state, image, zoneId, session) : compact(state);
}
