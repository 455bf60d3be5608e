import { sanitize } from "../zenlayer/sanitize";
import type { ImageInfo } from "../zenlayer/types";
import { capitalize, sentence } from "./parts";
import { UserError } from "./userError";

export function cannotChange(imageId: string, why: string): UserError {
  return new UserError(`Image ${imageId} was not changed: ${sentence(why)}`);
}

export function brokeLater(state: { imageId: string; imageName: string; imageStatus: string }): string {
  return sanitize(
    `Image ${state.imageId} ("${state.imageName}") was usable once and is ${state.imageStatus} now. It is left as it is, since only you can tell ` +
      `whether it is needed. Ask Zenlayer's support about it, or make it again with \`pulumi up --replace <urn>\`.`,
  );
}

/** @param place where it was listed: {@link placeOf} */
export function dropped(state: { imageId: string; imageName: string }, place: string): string {
  return sanitize(
    `Image ${state.imageId} ("${state.imageName}") is not in ${place} any more. A refresh drops it from state, ` +
      "and the next `pulumi up` creates it again if the program still declares it.",
  );
}

/** Reading starts no machine, since a preview reads too. */
export function droppedWhileStopped(instanceId: string, imageId: string): string {
  return sanitize(
    `Virtual machine ${instanceId} was stopped for image ${imageId} and is not started again, since the image is dropped ` +
      "from state. Start it in the console.",
  );
}

/** @param others how many more images of the place cannot be read */
export function unreadableImages(place: string, why: string, others: number): string {
  const more = others > 0 ? ` The same goes for ${others} more.` : "";
  return sanitize(
    `${capitalize(place)} lists an image that cannot be read, and that is skipped: ${sentence(why)}${more} ` +
      "Commands that need such an image fail; all others work.",
  );
}

export function notVisible(
  state: { imageId: string; endpoint: string },
  endpoint: string,
  source: string,
  sameEndpoint: boolean,
): UserError {
  const where = sameEndpoint
    ? `it was last seen with another key than the one from ${source}`
    : `it was last seen at ${state.endpoint}, and this is ${endpoint}`;
  return new UserError(
    `Image ${state.imageId} is not visible here, but ${where}, so it may well exist; it stays in state. ` +
      "Use the endpoint and account it belongs to, or remove it from state yourself with `pulumi state delete <urn>`.",
  );
}

export function noSuchImage(imageId: string, place: string): UserError {
  return new UserError(
    `There is no image ${imageId} in ${place} that this account can see. ` +
      "Check the id, and that the credentials belong to the account of the image.",
  );
}

/** The service finds it by its id, so the zone may have been passed over. */
export function unlistedImage({ imageId, zoneId }: { imageId: string; zoneId?: string }): UserError {
  return new UserError(
    `Image ${imageId} was found by its id, but ${zoneId ? `zone ${zoneId} does not list it` : "no zone lists it"}, so its ` +
      "zone could not be determined. Check the zone, or run the same command again in a minute if the image is new.",
  );
}

export function publicImage({ imageId, imageName }: ImageInfo): UserError {
  return new UserError(
    `Image ${imageId} ("${imageName}") is one of Zenlayer's public images, and only custom images can be managed. ` +
      "Look it up with getImage to use its id.",
  );
}

export function cannotDelete(imageId: string, why: string): UserError {
  return new UserError(
    `Image ${imageId} was not deleted: ${sentence(why)} It stays in state; run the same command again once that is put right.`,
  );
}

export function deleteInterrupted(imageId: string): UserError {
  return new UserError(
    `The deletion of image ${imageId} was interrupted before it was known to be gone. It stays in state: run the same ` +
      "command again.",
  );
}

export function stillBusy(imageId: string): UserError {
  return new UserError(
    `Image ${imageId} is still being made and cannot be deleted before that has ended. It stays in state: run the same ` +
      "command again later, or allow more time with customTimeouts.delete.",
  );
}

export function stillThere(imageId: string): UserError {
  return new UserError(
    `Image ${imageId} was deleted, but the service still lists it. It stays in state; run the same command again later.`,
  );
}

export function goneAlready(imageId: string, place: string): string {
  return sanitize(
    `Image ${imageId} was not in ${place} any more when it was to be deleted; it is dropped from state, and nothing is left to do.`,
  );
}
