import * as messages from "../messages";
import type { Context } from "./context";
import { hasFailed } from "./imageStatus";
import { fingerprintOf } from "./takeovers";
import { isBorrowed, type CheckedInputs, type ImageState } from "./state";
import type { Replacement } from "./processState";
import { isUnknown } from "./unknown";
import { parseReference } from "../imageReference";

export type Kind = "update" | "replace";

export interface Difference {
  /** What a change of each property means; no entry, no change. */
  properties: Record<string, Kind>;
  deleteBeforeReplace: boolean;
  /** The old image, if a new one takes its place: for the check of that one. */
  replacement?: Replacement;
}

/**
 * What `up` has to do about an image. Exact: no property is named that does not differ.
 * @param olds stored outputs
 * @param news checked inputs; values may be unknown
 */
export function diff(ctx: Context, id: string, olds: ImageState, news: CheckedInputs): Difference {
  return compare(ctx, id, olds, news, changes(olds, news));
}

/**
 * What is the same for images of every product once it is known what a change of each property means.
 * @param properties gets what is to be done about an image that has failed
 */
export function compare(
  ctx: Context,
  id: string,
  olds: ImageState,
  news: CheckedInputs,
  properties: Record<string, Kind>,
): Difference {
  const failed = hasFailed(olds) && !isBorrowed(olds);
  if (failed && olds.__record?.wasAvailable) ctx.report.warn(messages.becameUnavailable(olds));
  // An image that never came to life is no use to anybody: make room for a new one.
  const neverLived = failed && !olds.__record?.wasAvailable;
  if (neverLived) properties.imageStatus = "replace";
  // A borrowed image that is let go stays, and so does its name and its slot.
  const isReplaced = Object.values(properties).includes("replace") && !isBorrowed(olds);
  const replacement = isReplaced ? { imageId: id, zoneId: olds.zoneId, deleteFirst: neverLived } : undefined;
  if (replacement) ctx.process.replaced.set(id, replacement);
  noteOwnership(ctx, id, olds, news, properties);
  return { properties, deleteBeforeReplace: neverLived, ...(replacement && { replacement }) };
}

function changes(olds: ImageState, news: CheckedInputs): Record<string, Kind> {
  const found: Record<string, Kind | undefined> = {
    imageName: nameChange(olds, news),
    instanceId: instanceChange(olds, news),
    imageDescription: descriptionChange(olds, news),
    adoptImageId: adoptionChange(olds, news),
    __timeouts: timeoutsChange(olds, news),
    imageStatus: isUnfinished(olds) ? "update" : undefined,
  };
  return onlyChanges(found);
}

export const onlyChanges = (found: Record<string, Kind | undefined>): Record<string, Kind> =>
  Object.fromEntries(Object.entries(found).filter((entry): entry is [string, Kind] => entry[1] !== undefined));

function nameChange(olds: ImageState, news: CheckedInputs): Kind | undefined {
  const { imageName: declared } = news;
  if (declared === undefined) return undefined;
  if (declared === olds.imageName) {
    // Not recorded as given by us (after an adoption): an update does so, else a later drift could not be told. Nothing to
    // record where a refresh compares: its inputs hold the name that was found, which need not be the program's.
    const isRecorded = news.__givenName === undefined || news.__givenName === olds.__givenName;
    return isRecorded ? undefined : "update";
  }
  // A borrowed image is never made again for its name: the update refuses, or renames it if it is owned from now on.
  if (isBorrowed(news) || isBorrowed(olds)) return "update";
  if (isUnknown(declared)) return "replace";
  // The program still says what we gave: somebody else renamed the image.
  return declared === (olds.__givenName ?? olds.imageName) ? "update" : "replace";
}

export function instanceChange(olds: ImageState, news: CheckedInputs): Kind | undefined {
  if (news.instanceId === undefined || news.instanceId === olds.instanceId) return undefined;
  // An image that was imported or adopted does not know its machine until the program names it.
  return olds.instanceId === undefined ? "update" : "replace";
}

function descriptionChange(olds: ImageState, news: CheckedInputs): Kind | undefined {
  if (isBorrowed(news) && news.imageDescription === undefined) return undefined;
  return (news.imageDescription ?? "") === (olds.imageDescription ?? "") ? undefined : "update";
}

export function adoptionChange(olds: ImageState, news: CheckedInputs): Kind | undefined {
  if (news.adoptImageId === olds.adoptImageId) return undefined;
  return news.adoptImageId === undefined || isSame(news.adoptImageId, olds) ? "update" : "replace";
}

function isSame(adoptImageId: string, olds: ImageState): boolean {
  const { imageId, zoneId = olds.zoneId } = parseReference(adoptImageId);
  return imageId === olds.imageId && zoneId === olds.zoneId;
}

/** Delete sees stored outputs only, so new time-outs have to be stored by an update. */
export function timeoutsChange(
  olds: Pick<ImageState, "__timeouts">,
  news: Pick<CheckedInputs, "__timeouts">,
): Kind | undefined {
  if (news.__timeouts === undefined) return undefined;
  const differs = (["create", "update", "delete"] as const).some(
    (verb) => news.__timeouts?.[verb] !== olds.__timeouts?.[verb],
  );
  return differs ? "update" : undefined;
}

/** A run ended before the image was created and named, or the instance that it stopped was started again: `up` goes on. */
export const isUnfinished = ({ imageStatus, __record: record }: ImageState): boolean =>
  imageStatus === "CREATING" || record?.stoppedInstance !== undefined || record?.workingName !== undefined;

/** Who has the image after this run, and what of it the user may not expect. */
function noteOwnership(
  ctx: Context,
  imageId: string,
  olds: ImageState,
  news: CheckedInputs,
  properties: Record<string, Kind>,
): void {
  const { resource } = ctx;
  const { takeovers } = ctx.process;
  const isReplaced = Object.values(properties).includes("replace");
  const becomesOwned = isBorrowed(olds) && !isBorrowed(news) && !isReplaced;
  if (becomesOwned && news.instanceId !== undefined) ctx.report.warn(messages.ownedFromNowOn(imageId));
  // A refresh compares, too: of resources that the program may not declare any more.
  if (resource === undefined) return;
  if (takeovers.statusOf(imageId, resource) === "wanted" && !isBorrowed(news)) confirmImport(ctx, imageId, properties);
  // Whatever becomes of the update, the image is in this resource's state. A failed one is not adopted again.
  const keeps = news.adoptImageId !== undefined && isSame(news.adoptImageId, olds) && !properties.imageStatus;
  if (keeps || becomesOwned) takeovers.record({ imageId, resource, status: "held" });
  if (isReplaced || isBorrowed(news)) return;
  if (takeovers.statusOf(imageId, resource) === undefined) {
    // Two owners: one has created the image, the others have adopted or imported it some time. Only these are worth a file.
    const hasCreated = olds.createRequestId !== undefined;
    takeovers.record({ imageId, resource, status: "held", outputs: fingerprintOf(olds) }, hasCreated);
  }
  const owners = ctx.process.noteOwner(imageId, resource, becomesOwned ? "borrowed" : "owned");
  if (owners) ctx.report.warn(messages.ownedTwice(imageId, owners));
}

/** An import without differences is done; one with differences waits for its update, and is never a replacement. */
function confirmImport(ctx: Context, imageId: string, properties: Record<string, Kind>): void {
  const { resource } = ctx;
  const differing = Object.keys(properties);
  if (differing.length === 0) ctx.process.takeovers.record({ imageId, resource, status: "held" });
  else if (Object.values(properties).includes("replace")) {
    ctx.process.takeovers.record({ imageId, resource, status: "failed", reason: messages.importDiffers(differing) });
  }
}
