import * as messages from "../messages";
import type { Context } from "./context";
import { hasFailed, isBeingDeleted } from "./imageStatus";
import { fingerprintOf } from "./takeovers";
import { qualifiedNameOf } from "./qualifiedName";
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

/** Outputs that diff names for what a run left unfinished; everything else that it names is an input. */
export const diffOutputs = ["imageStatus"];

/**
 * What `up` has to change. Exact: only properties that differ are named.
 * @param olds stored outputs
 * @param news checked inputs; values may be unknown
 */
export function diff(ctx: Context, id: string, olds: ImageState, news: CheckedInputs): Difference {
  return compare(ctx, id, olds, news, changes(olds, news));
}

/**
 * The part of diff that is the same for images of every product.
 * @param properties what a change of each property means; a failed image is added to it
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
  // An image that never became usable is deleted first, so that its slot is free for the new one.
  const neverLived = failed && !olds.__record?.wasAvailable;
  // One that is being deleted, by a run that was killed or outside Pulumi, is gone soon. The new one comes first: should
  // the service not delete it after all, it stays as long as there is no other.
  const isGoing = isBeingDeleted(olds) && !isBorrowed(olds);
  if (neverLived || isGoing) properties.imageStatus = "replace";
  // A borrowed image is not deleted, so its name and its slot stay in use.
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
    // After an adoption, an update records the name as given by us, so that a later drift can be recognized. The inputs
    // of a refresh hold the name that was found, which need not be the program's.
    const isRecorded = news.__givenName === undefined || news.__givenName === olds.__givenName;
    return isRecorded ? undefined : "update";
  }
  // A borrowed image is never replaced because of its name: the update rejects it, or renames it if it becomes owned.
  if (isBorrowed(news) || isBorrowed(olds)) return "update";
  if (isUnknown(declared)) return "replace";
  // The program still declares the name that we gave: the image was renamed outside Pulumi.
  return declared === (olds.__givenName ?? olds.imageName) ? "update" : "replace";
}

export function instanceChange(olds: ImageState, news: CheckedInputs): Kind | undefined {
  if (news.instanceId === undefined || news.instanceId === olds.instanceId) return undefined;
  // The source instance of an image that was imported or adopted is not known until the program declares it.
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

/** Delete receives stored outputs only, so an update has to store new timeouts. */
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

/**
 * A run ended before the image was created and renamed, or before the instance that it stopped was started again. The
 * next `up` continues.
 */
export const isUnfinished = ({ imageStatus, __record: record }: ImageState): boolean =>
  imageStatus === "CREATING" || record?.stoppedInstance !== undefined || record?.workingName !== undefined;

/** Records who owns the image after this run, and warns of what the user may not expect. */
function noteOwnership(
  ctx: Context,
  imageId: string,
  olds: ImageState,
  news: CheckedInputs,
  properties: Record<string, Kind>,
): void {
  const resource = qualifiedNameOf(ctx);
  const { takeovers } = ctx.process;
  const isReplaced = Object.values(properties).includes("replace");
  const becomesOwned = isBorrowed(olds) && !isBorrowed(news) && !isReplaced;
  if (becomesOwned && news.instanceId !== undefined) ctx.report.warn(messages.ownedFromNowOn(imageId));
  // A refresh also calls diff, for resources that the program may no longer declare.
  if (resource === undefined) return;
  if (takeovers.statusOf(imageId, resource) === "wanted" && !isBorrowed(news)) confirmImport(ctx, imageId, properties);
  // The image is in this resource's state even if the update fails. A failed image is not adopted again.
  const keeps = news.adoptImageId !== undefined && isSame(news.adoptImageId, olds) && !properties.imageStatus;
  if (keeps || becomesOwned) takeovers.record({ imageId, resource, status: "held" });
  if (isReplaced || isBorrowed(news)) return;
  if (takeovers.statusOf(imageId, resource) === undefined) {
    // Of two owners, one has created the image, and the other has adopted or imported it. Only the latter is shared
    // with other processes.
    const hasCreated = olds.createRequestId !== undefined;
    takeovers.record({ imageId, resource, status: "held", outputs: fingerprintOf(olds), urn: ctx.urn }, hasCreated);
  }
  const owners = ctx.process.noteOwner(imageId, resource, becomesOwned ? "borrowed" : "owned");
  if (owners) ctx.report.warn(messages.ownedTwice(imageId, owners));
}

/** An import without differences is done; one with differences waits for its update. A replacement makes it fail. */
function confirmImport(ctx: Context, imageId: string, properties: Record<string, Kind>): void {
  const resource = qualifiedNameOf(ctx);
  const differing = Object.keys(properties);
  if (differing.length === 0) ctx.process.takeovers.record({ imageId, resource, status: "held" });
  else if (Object.values(properties).includes("replace")) {
    ctx.process.takeovers.record({ imageId, resource, status: "failed", reason: messages.importDiffers(differing) });
  }
}
