import { sanitize } from "../zenlayer/sanitize";
import type { ImageInfo, Scope } from "../zenlayer/types";
import { occupation, sentence, otherProduct } from "./parts";
import { UserError } from "./userError";

export function cannotChange(imageId: string, why: string): UserError {
  return new UserError(`Image ${imageId} was not changed: ${sentence(why)}`);
}

export function becameUnavailable(state: { imageId: string; imageName: string; imageStatus: string }): string {
  return sanitize(
    `Image ${state.imageId} ("${state.imageName}") was usable and is now ${state.imageStatus}. It is neither deleted nor replaced automatically. ` +
      `Contact Zenlayer support, or create it again with \`pulumi up --replace <urn>\`.`,
  );
}

/** @param place where it was listed: {@link placeOf} */
export function dropped(state: { imageId: string; imageName: string }, place: string): string {
  return sanitize(
    `Image ${state.imageId} ("${state.imageName}") is no longer in ${place}. A refresh drops it from state, ` +
      "and the next `pulumi up` creates it again if the program still declares it.",
  );
}

/** Read starts no instance, since a preview reads, too. */
export function droppedWhileStopped(instanceId: string, imageId: string): string {
  return sanitize(
    `Instance ${instanceId} was stopped to create image ${imageId} and is not started again, because the image is dropped ` +
      "from state. Start it in the console.",
  );
}

/** @param others how many more images of the place cannot be read */
export function unreadableImages(place: string, why: string, others: number): string {
  const more = others > 0 ? ` Images affected in the same way: ${others} more.` : "";
  return sanitize(
    `An image in ${place} could not be read and is skipped: ${sentence(why)}${more} ` +
      "Commands that need such an image fail; all others work.",
  );
}

export function notVisible(state: { imageId: string; endpoint: string }, endpoint: string, source: string): UserError {
  const where =
    state.endpoint === endpoint
      ? `it was last seen with another key than the one from ${source}`
      : `it was last seen at ${state.endpoint}, and this is ${endpoint}`;
  return new UserError(
    `Image ${state.imageId} was not found, but ${where}, so it may still exist. It stays in state. ` +
      "Use the endpoint and account it belongs to, or remove it from state with `pulumi state delete <urn>`.",
  );
}

export function noSuchImage(imageId: string, place: string, scope: Scope): UserError {
  const where = scope === "account" ? "Elastic Compute" : place;
  return new UserError(
    `There is no image ${imageId} in ${where} that this account can see. ` +
      `Check the id, and that the credentials belong to the account of the image.${otherProduct("image", scope)}`,
  );
}

/** The service finds the image by its id, so the list of its zone may be incomplete. */
export function unlistedImage({ imageId, zoneId }: { imageId: string; zoneId?: string }): UserError {
  return new UserError(
    `Image ${imageId} was found by its id, but ${zoneId ? `zone ${zoneId} does not list it` : "no zone lists it"}, so its ` +
      "zone could not be determined. Check the zone, or, if the image is new, run the same command again in a minute.",
  );
}

export function publicImage({ imageId, imageName }: ImageInfo, scope: Scope): UserError {
  return new UserError(
    `Image ${imageId} ("${imageName}") is a public image, and only custom images can be managed. ` +
      `To use its id, look it up with ${scope === "account" ? "getZecImage" : "getImage"}.`,
  );
}

export function cannotDelete(imageId: string, why: string): UserError {
  return new UserError(
    `Image ${imageId} was not deleted: ${sentence(why)} It stays in state; run the same command again once that is corrected.`,
  );
}

export function deleteInterrupted(imageId: string): UserError {
  return new UserError(
    `The deletion of image ${imageId} was interrupted before it was confirmed. It stays in state: run the same ` +
      "command again.",
  );
}

export function stillBusy(imageId: string, imageStatus: string): UserError {
  return new UserError(
    `Image ${imageId} ${occupation(imageStatus)} and cannot be deleted until that has ended. It stays in state: run the same ` +
      "command again later, or increase customTimeouts.delete.",
  );
}

export function stillListed(imageId: string): UserError {
  return new UserError(
    `Image ${imageId} was deleted, but the service still lists it. It stays in state; run the same command again later.`,
  );
}

export function alreadyDeleted(imageId: string, place: string): string {
  return sanitize(
    `Image ${imageId} was to be deleted, but is no longer in ${place}. It is dropped from state; nothing is left to do.`,
  );
}
