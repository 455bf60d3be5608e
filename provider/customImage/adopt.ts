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
import { startAgain } from "./instanceLease";
import { NameChanged, renameImage } from "./rename";
import { sendWithinMs } from "./sendWithin";
import { watchAbandoned } from "./continueImage";
import { qualifiedNameOf } from "./qualifiedName";
import { hasFailed, isBusy } from "./imageStatus";
import { isUnknown } from "./unknown";
import { isWorkingName, parseOwner, parseWorkingName, stopsInstance } from "./workingName";

interface Adopted {
  id: string;
  outs: ImageState;
}

/**
 * Adopts an existing image instead of creating one. It is borrowed as long as `adoptImageId` is set.
 * @param checkAdopted throws for an image that must not be adopted
 * @throws UserError when there is no such image, it is public or failed, or the program declares something else than it
 * has
 * @throws PartialFailure when it is still being created and the wait for it ends early
 */
export async function adopt(
  ctx: Context,
  session: Session,
  inputs: CheckedInputs,
  checkAdopted?: (image: ImageInfo) => void,
): Promise<Adopted> {
  const { imageId } = parseReference(inputs.adoptImageId ?? "");
  const resource = qualifiedNameOf(ctx);
  const { takeovers } = ctx.process;
  try {
    const adopted = await adoptImage(ctx, session, inputs, checkAdopted);
    takeovers.record({ imageId, resource, status: "held" });
    return adopted;
  } catch (error) {
    takeovers.record({ imageId, resource, status: "failed", reason: describeError(error, session) });
    throw error;
  }
}

/** {@link adopt}, without recording the takeover. */
export async function adoptImage(
  ctx: Context,
  session: Session,
  inputs: CheckedInputs,
  checkAdopted: (image: ImageInfo) => void = () => undefined,
): Promise<Adopted> {
  const { image, zoneId } = await findAdoptable(session, inputs, ctx.signal);
  // One that is being created or copied is compared once that has ended.
  if (!isBusy(image)) checkAdopted(image);
  const again = () => adoptImage(ctx, session, inputs, checkAdopted);
  if (isWorkingName(image.imageName))
    return adoptUnfinished(ctx, session, inputs, { image, zoneId, again, checkAdopted });
  const state = observe(echoInputs(inputs), image, zoneId, session);
  if (image.imageStatus === "AVAILABLE") return { id: image.imageId, outs: state };
  const outcome = await waitUntilCreated(ctx, session, state, timeoutMs("create", inputs.__timeouts));
  const outs = outcome.state;
  if (outcome.kind !== "available") throw new PartialFailure(image.imageId, outs, [outcome.reason]);
  checkAdopted(outcome.image ?? image);
  return { id: image.imageId, outs };
}

/**
 * An image that a run began to create and did not finish. It is finished under the declared name, once that run is
 * known to have ended; if that run finishes it, the finished image is adopted.
 * @param again adopts it as it is by then
 */
async function adoptUnfinished(
  ctx: Context,
  session: Session,
  inputs: CheckedInputs,
  {
    image,
    zoneId,
    again,
    checkAdopted,
  }: { image: ImageInfo; zoneId: string; again: () => Promise<Adopted>; checkAdopted: (image: ImageInfo) => void },
): Promise<Adopted> {
  const { imageId } = image;
  if (isOfOtherStack(image, inputs)) ctx.report.warn(messages.otherStacksUnfinished(image));
  const { imageName = "" } = inputs;
  const known = { ...echoInputs(inputs), imageName, __record: { workingName: image.imageName } };
  const state = observe(known, image, zoneId, session);
  const outcome = await waitUntilCreated(ctx, session, state, timeoutMs("create", inputs.__timeouts));
  if (outcome.kind === "continuedElsewhere") return again();
  if (outcome.kind !== "available") throw messages.notAdopted(imageId, outcome.reason);
  checkAdopted(outcome.image ?? image);
  const stoppedInstance = stopsInstance(image) ? inputs.instanceId : undefined;
  const fate = await watchAbandoned(ctx, session, { image, zoneId, stoppedInstance });
  if (fate.kind === "renamed" || fate.kind === "busy") return again();
  if (fate.kind === "gone") throw messages.noImageToAdopt(imageId, messages.placeOf(session.scope, zoneId));
  const rename = { imageId, zoneId, from: image.imageName, change: { imageName }, withinMs: sendWithinMs(session) };
  try {
    await renameImage(ctx, session, rename);
  } catch (error) {
    if (!(error instanceof NameChanged)) throw error;
    if (error.imageName === undefined) throw messages.noImageToAdopt(imageId, messages.placeOf(session.scope, zoneId));
    return again();
  }
  const { workingName: _, ...record } = outcome.state.__record ?? {};
  const outs = { ...outcome.state, __record: { ...record, wasAvailable: true } };
  if (stoppedInstance !== undefined) await startInstance(ctx, session, stoppedInstance);
  return { id: imageId, outs };
}

/** Whether the name of an unfinished image says that it is another stack's. Nothing says that of a finished one. */
export function isOfOtherStack({ imageName }: ImageInfo, { __owner }: CheckedInputs): boolean {
  const working = parseWorkingName(imageName);
  if (working === undefined || __owner === undefined || isUnknown(__owner)) return false;
  const { stack } = parseOwner(__owner);
  return stack.length === working.stack.length && stack !== working.stack;
}

/** Starts the instance that the ended run had stopped. A failure is only reported: the image is adopted. */
async function startInstance(ctx: Context, session: Session, instanceId: string): Promise<void> {
  try {
    await startAgain(ctx, session, instanceId, { note: () => undefined, signal: ctx.signal });
  } catch (error) {
    ctx.report.warn(messages.leftStopped(instanceId, describeError(error, session)));
  }
}

/** The image that `adoptImageId` names. @throws UserError if it cannot be adopted */
export async function findAdoptable(
  session: Session,
  inputs: CheckedInputs,
  signal: AbortSignal,
): Promise<{ image: ImageInfo; zoneId: string }> {
  const reference = parseReference(inputs.adoptImageId ?? "");
  const found = await findImage(session, reference, signal);
  if (found === undefined)
    throw messages.noImageToAdopt(reference.imageId, messages.placeOf(session.scope, reference.zoneId), session.scope);
  const { image } = found;
  if (image.imageType !== "CUSTOM_IMAGE") throw messages.publicImage(image, session.scope);
  if (hasFailed(image)) throw messages.adoptedFailed(image);
  if (!isWorkingName(image.imageName)) rejectOtherText(image, inputs);
  else if (inputs.imageName === undefined) throw messages.adoptUnfinished(image);
  else if (stopsInstance(image) && inputs.instanceId === undefined) throw messages.adoptNeedsInstance(image);
  else rejectOtherText({ ...image, imageName: inputs.imageName }, inputs);
  return found;
}

/** A borrowed image is not changed, so a program that declares another name or description cannot be satisfied. */
export function rejectOtherText(image: ImageInfo, inputs: CheckedInputs): void {
  const declares = (property: "imageName" | "imageDescription") =>
    inputs[property] !== undefined && inputs[property] !== (image[property] ?? "");
  const differing = (["imageName", "imageDescription"] as const).filter(declares);
  if (differing.length > 0) throw messages.borrowedDiffers(image, inputs, differing);
}
