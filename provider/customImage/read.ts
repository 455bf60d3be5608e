import * as messages from "../messages";
import { isImageNotFound } from "../zenlayer/apiError";
import type { Session } from "../session";
import type { ImageInfo } from "../zenlayer/types";
import type { Context } from "./context";
import { locateOrConfirmDeleted } from "./confirmDeleted";
import { hasFailed } from "./imageStatus";
import { findImage } from "./findImage";
import { compact, echoInputs, isBorrowed, observe, type CheckedInputs, type ImageState } from "./state";
import { qualifiedNameOf } from "./qualifiedName";
import { reportUnreadable } from "./reportUnreadable";
import { describeError } from "./describeError";
import { isReference, parseReference } from "../imageReference";
import { isWorkingName } from "./workingName";

export interface ReadResult {
  id: string;
  outs: ImageState;
  inputs: CheckedInputs;
  /** What an interrupted or failed run left unfinished, and how it is finished; empty if nothing is. */
  undone: string[];
}

/**
 * The image as the service has it now, with inputs to match, so that a change outside Pulumi shows up as a difference
 * from the program.
 * @param known stored outputs; for a `get` what the program gave, and for an import nothing
 * @returns nothing if the image of stored outputs is gone
 * @throws UserError for an unknown image without stored outputs, and if the image may exist although it was not found
 */
export async function read(ctx: Context, id: string, known?: Partial<ImageState>): Promise<ReadResult | undefined> {
  const session = ctx.session();
  if (known?.imageId !== undefined) return readAgain(ctx, session, known as ImageState);
  return known === undefined ? readImported(ctx, session, id) : readOnly(ctx, session, id, known);
}

/** What the resource option `import` and the command of that name do first; the engine's diff confirms it. */
async function readImported(ctx: Context, session: Session, id: string): Promise<ReadResult> {
  const { imageId } = parseReference(id);
  const resource = qualifiedNameOf(ctx);
  const { takeovers } = ctx.process;
  takeovers.record({ imageId, resource, status: "wanted" });
  try {
    const found = await findCustomImage(ctx, session, id);
    if (isWorkingName(found.image.imageName)) throw messages.importUnfinished(found.image);
    return firstResult(session, found, {});
  } catch (error) {
    takeovers.record({ imageId, resource, status: "failed", reason: describeError(error, session) });
    throw error;
  }
}

/** A `get`: the program uses the image, and does not take it over. */
async function readOnly(ctx: Context, session: Session, id: string, given: Partial<ImageState>): Promise<ReadResult> {
  const { imageId } = parseReference(id);
  ctx.process.takeovers.record({ imageId, resource: qualifiedNameOf(ctx), status: "read" });
  return firstResult(session, await findCustomImage(ctx, session, id), given);
}

interface Found {
  image: ImageInfo;
  zoneId: string;
}

/** An image that Pulumi has no outputs of: nothing is known but the id. */
async function findCustomImage(ctx: Context, session: Session, id: string): Promise<Found> {
  if (!isReference(id)) {
    const unfit = session.scope === "zone" ? messages.unfitReference : messages.unfitZecReference;
    throw new messages.UserError(unfit("The id", id));
  }
  const reference = parseReference(id);
  const found = await findImage(session, reference, ctx.signal);
  if (found === undefined)
    throw messages.noSuchImage(reference.imageId, messages.placeOf(session.scope, reference.zoneId), session.scope);
  if (found.image.imageType !== "CUSTOM_IMAGE") throw messages.publicImage(found.image, session.scope);
  return found;
}

function firstResult(session: Session, found: Found, given: Partial<ImageState>): ReadResult {
  const outs = observe(echoInputs(given), found.image, found.zoneId, session);
  // The name that a later drift is compared with. Not an input, since an import prints inputs as a program.
  const __givenName = found.image.imageName;
  return { ...result(outs), outs: compact(outs, { __givenName }), undone: [] };
}

async function readAgain(ctx: Context, session: Session, known: ImageState): Promise<ReadResult | undefined> {
  const state = await refreshState(ctx, session, known);
  if (state) return result(state);
  ctx.report.warn(messages.dropped(known, messages.placeOf(session.scope, known.zoneId)));
  const stopped = known.__record?.stoppedInstance;
  if (stopped !== undefined) ctx.report.warn(messages.droppedWhileStopped(stopped, known.imageId));
  return undefined;
}

/**
 * What is known of the image by now. All images of a zone that are read within seconds share one list.
 * @returns nothing if the image is gone
 * @throws UserError if the image may exist although it was not found
 */
export async function refreshState(ctx: Context, session: Session, known: ImageState): Promise<ImageState | undefined> {
  const image = await find(ctx, session, known);
  if (image) return observe(known, image, known.zoneId, session);
  const found = await locateOrConfirmDeleted(ctx, session, known);
  switch (found.kind) {
    case "there":
      return observe(known, found.image, known.zoneId, session);
    case "young":
      return known;
    case "gone":
      return undefined;
  }
}

async function find(ctx: Context, session: Session, { imageId, zoneId }: ImageState) {
  try {
    const images = await session.images.list(zoneId, { signal: ctx.signal });
    reportUnreadable(ctx, session, zoneId);
    return images.find((image) => image.imageId === imageId);
  } catch (error) {
    if (isImageNotFound(error)) return undefined;
    throw error;
  }
}

function result(outs: ImageState): ReadResult {
  const clean = compact(outs);
  return { id: clean.imageId, outs: clean, inputs: inputsOf(clean), undone: undone(clean) };
}

function undone(outs: ImageState): string[] {
  const { imageId, imageName, imageStatus, __record: record } = outs;
  const stopped = record?.stoppedInstance;
  const failed = hasFailed(outs) && !record?.wasAvailable && !isBorrowed(outs);
  return [
    ...(imageStatus === "CREATING" ? [messages.waitInterrupted(imageId, imageStatus)] : []),
    ...(failed ? [messages.imageFailed(imageId, imageStatus)] : []),
    ...(imageStatus === "AVAILABLE" && record?.workingName !== undefined
      ? [messages.notNamedYet(imageId, imageName)]
      : []),
    ...(stopped === undefined ? [] : [messages.startsLater(stopped)]),
  ];
}

/** The inputs that a program would have to give for these outputs. */
function inputsOf(outs: ImageState): CheckedInputs {
  const { imageName, imageDescription } = outs;
  return compact<CheckedInputs>(echoInputs(outs), { imageName, imageDescription });
}
