import * as messages from "../messages";
import type { Session } from "../session";
import type { ImageInfo } from "../zenlayer/types";
import type { Context } from "./context";
import { PartialFailure } from "./partialFailure";
import { findImage } from "./findImage";
import { echoInputs, observe, type CheckedInputs, type ImageState } from "./state";
import { timeoutMs } from "./timeouts";
import { waitUntilCreated } from "./wait";
import { describeError } from "./describeError";
import { parseReference } from "../imageReference";

interface Adopted {
  id: string;
  outs: ImageState;
}

/**
 * Takes an existing image instead of making one. It is borrowed as long as `adoptImageId` is set.
 * @throws UserError when there is no such image, it is public or failed, or the program declares something else than it has
 * @throws PartialFailure when it is still being made and the wait for it ends early
 */
export async function adopt(ctx: Context, session: Session, inputs: CheckedInputs): Promise<Adopted> {
  const { imageId } = parseReference(inputs.adoptImageId ?? "");
  const { resource } = ctx;
  const { takeovers } = ctx.process;
  try {
    const adopted = await take(ctx, session, inputs);
    takeovers.record({ imageId, resource, status: "held" });
    return adopted;
  } catch (error) {
    takeovers.record({ imageId, resource, status: "failed", reason: describeError(error, session) });
    throw error;
  }
}

async function take(ctx: Context, session: Session, inputs: CheckedInputs): Promise<Adopted> {
  const { image, zoneId } = await findAdoptable(session, inputs, ctx.signal);
  const state = observe(echoInputs(inputs), image, zoneId, session);
  if (image.imageStatus === "AVAILABLE") return { id: image.imageId, outs: state };
  const outcome = await waitUntilCreated(ctx, session, state, timeoutMs("create", inputs.__timeouts));
  const outs = outcome.state;
  if (outcome.kind !== "available") throw new PartialFailure(image.imageId, outs, [outcome.reason]);
  return { id: image.imageId, outs };
}

/** The image that `adoptImageId` names. Throws a UserError if it cannot be adopted. */
export async function findAdoptable(
  session: Session,
  inputs: CheckedInputs,
  signal: AbortSignal,
): Promise<{ image: ImageInfo; zoneId: string }> {
  const reference = parseReference(inputs.adoptImageId ?? "");
  const found = await findImage(session, reference, signal);
  if (found === undefined) throw messages.noImageToAdopt(reference);
  const { image } = found;
  if (image.imageType !== "CUSTOM_IMAGE") throw messages.publicImage(image);
  if (image.imageStatus === "UNAVAILABLE") throw messages.adoptedFailed(image);
  refuseOtherText(image, inputs);
  return found;
}

/** A borrowed image is not changed, so a program that declares another name or description cannot be satisfied. */
export function refuseOtherText(image: ImageInfo, inputs: CheckedInputs): void {
  const declares = (property: "imageName" | "imageDescription") =>
    inputs[property] !== undefined && inputs[property] !== (image[property] ?? "");
  const differing = (["imageName", "imageDescription"] as const).filter(declares);
  if (differing.length > 0) throw messages.borrowedDiffers(image, inputs, differing);
}
