import * as messages from "../errors";
import type { Session } from "../zenlayer/session";
import { refuseOtherText } from "./adopt";
import type { Context } from "./context";
import { finish } from "./finish";
import { compact, echoInputs, isBorrowed, observe, type CheckedInputs, type ImageState } from "./state";
import { fingerprintOf } from "./takeovers";
import { makingTimeoutMs } from "./timeouts";
import { why } from "./why";

/**
 * Goes on where an interrupted run left off, and makes name and description what the program declares. The engine
 * calls it for a difference that needs no replacement, and without any after a partial failure.
 * @returns every output
 * @throws PartialFailure when the image is not what it should be but has to be kept in state
 */
export async function update(ctx: Context, olds: ImageState, news: CheckedInputs): Promise<ImageState> {
  const session = ctx.session();
  // The machine is kept unless the program says otherwise, and so are the time-outs.
  const declared = compact({ ...echoInputs(news), instanceId: news.instanceId ?? olds.instanceId });
  const { adoptImageId: _adopt, __givenName: _name, stopInstance: _stop, forceShutdown: _force, ...kept } = olds;
  const start = { ...kept, ...declared, __timeouts: news.__timeouts ?? olds.__timeouts } as ImageState;
  const state = await settle(ctx, session, start);
  const outs = isBorrowed(news) ? keep(state, news) : await change(ctx, session, state, news);
  ctx.run.takeovers.noteOutputs(outs.imageId, ctx.resource, fingerprintOf(outs));
  return outs;
}

/** The image once it is made and its machine runs again: at once, unless an earlier run was interrupted. */
async function settle(ctx: Context, session: Session, state: ImageState): Promise<ImageState> {
  const images = await session.images.list(state.zoneId, { signal: ctx.signal });
  const image = images.find(({ imageId }) => imageId === state.imageId);
  const seen = image ? observe(state, image, state.zoneId, session) : state;
  const stopped = seen.__record?.stoppedInstance;
  const isMade = image !== undefined && (image.imageStatus === "AVAILABLE" || seen.__record?.wasAvailable);
  if (isMade && stopped === undefined) return seen;
  const timeout = makingTimeoutMs("update", state.__timeouts);
  const machineId = stopped ?? seen.instanceId;
  if (machineId === undefined) return finish(ctx, session, undefined, seen, timeout);
  return ctx.run.machines.hold(ctx, session, machineId, stopped !== undefined, (machine) =>
    finish(ctx, session, machine, seen, timeout),
  );
}

/** A borrowed image is left as it is. */
function keep(state: ImageState, news: CheckedInputs): ImageState {
  refuseOtherText(state, news);
  return compact(state);
}

/** Makes name and description of an image of ours what the program declares. */
async function change(ctx: Context, session: Session, state: ImageState, news: CheckedInputs): Promise<ImageState> {
  const { imageId, zoneId } = state;
  const wanted = { imageName: news.imageName ?? state.imageName, imageDescription: news.imageDescription ?? "" };
  const differing = {
    ...(wanted.imageName !== state.imageName && { imageName: wanted.imageName }),
    ...(wanted.imageDescription !== (state.imageDescription ?? "") && { imageDescription: wanted.imageDescription }),
  };
  if (Object.keys(differing).length > 0) {
    try {
      await session.api.modifyImage(imageId, differing, ctx.signal);
    } catch (error) {
      throw messages.cannotChange(imageId, why(error, session));
    } finally {
      session.images.noteWrite(zoneId);
    }
  }
  return compact(state, { imageName: wanted.imageName, imageDescription: wanted.imageDescription || undefined });
}
