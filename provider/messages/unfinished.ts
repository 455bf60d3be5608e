/** Images that are not finished: they still carry a working name, which says whose they are. */
import type { ZenlayerError } from "../zenlayer/apiError";
import { sanitize } from "../zenlayer/sanitize";
import type { ImageInfo } from "../zenlayer/types";
import { reasonOf, reference } from "./apiErrors";
import { capitalize, duration, sentence } from "./parts";
import { UserError } from "./userError";

const list = (images: readonly Pick<ImageInfo, "imageId" | "imageStatus">[]): string =>
  images.map(({ imageId, imageStatus }) => `${imageId} (${imageStatus})`).join(", ");

/** A name of that form would have the image taken for an unfinished one. */
export function workingNameDeclared(): string {
  return "is of the form that images have while they are being created (…-z1 and 17 or 33 more characters). Choose another name.";
}

/** In the preview: the image of a killed run. */
export function willContinue({ imageId, imageStatus }: ImageInfo): string {
  return sanitize(
    `image ${imageId} (${imageStatus}) was created for this resource by an earlier run that ended before the image was ` +
      "finished. `pulumi up` goes on with it instead of creating another one.",
  );
}

export function continues({ imageId, imageName, imageStatus }: ImageInfo): string {
  return sanitize(
    `image ${imageId} (${imageStatus}, working name ${imageName}) was created for this resource by an earlier run that ` +
      "ended before the image was finished. This run goes on with it instead of creating another one.",
  );
}

/** In the preview: an image of an earlier run that never became usable. */
export function willDeleteFailed({ imageId, imageStatus }: ImageInfo): string {
  return sanitize(
    `image ${imageId} was created for this resource by an earlier run and is ${imageStatus}: the service could not create ` +
      "it. `pulumi up` deletes it and creates a new one.",
  );
}

export function deletedFailed({ imageId, imageStatus }: ImageInfo): string {
  return sanitize(
    `image ${imageId} was created for this resource by an earlier run and was ${imageStatus}: the service could not create ` +
      "it. It has been deleted, and a new one is created.",
  );
}

export function failedNotDeleted({ imageId, imageStatus }: ImageInfo, why: string): string {
  return sanitize(
    `image ${imageId} was created for this resource by an earlier run and is ${imageStatus}: the service could not create ` +
      `it. It could not be deleted: ${sentence(why)} It counts against the quota: delete it in the console.`,
  );
}

export function severalUnfinishedText(images: readonly ImageInfo[]): string {
  return sanitize(
    `earlier runs have left several unfinished images of this resource: ${list(images)}. No other one is created. ` +
      "Delete all but one in the console, then run `pulumi up` again: it goes on with the one that is left.",
  );
}

export const severalUnfinished = (images: readonly ImageInfo[]): UserError =>
  new UserError(sentence(severalUnfinishedText(images)));

/** Of this resource, but of another instance or for another name than the program declares now. */
export function otherUnfinished(images: readonly ImageInfo[]): string {
  return sanitize(
    `earlier runs have left unfinished images of this resource that are of another instance, or for another name, than ` +
      `the program declares now: ${list(images)}. They are left as they are. To go on with one, undo the change to the ` +
      "program, or take it with adoptImageId and an imageName; otherwise delete it in the console.",
  );
}

/** The time of this run is up while the image of an earlier one is still being created. */
export function earlierStillCreating({ imageId, imageStatus }: ImageInfo, why: string): UserError {
  return new UserError(
    `Image ${imageId} (${imageStatus}), which an earlier run created for this resource, is not finished yet: ` +
      `${sentence(why)} No other image was created. Run \`pulumi up\` again to go on with it.`,
  );
}

/** The run that created the image was alive after all. */
export function finishedByOther({ imageId }: ImageInfo, imageName: string): UserError {
  return new UserError(
    `Image ${imageId} was being created for this resource by another run, and that run has finished it meanwhile: it is ` +
      `now named "${imageName}", and belongs to that run's state. Nothing was created by this run. Wait for the other ` +
      "run to end, then run `pulumi refresh` and `pulumi up`. If the other run keeps its state in another backend, only " +
      "one of the two can have the image: give one of the stacks another name.",
  );
}

/** @param imageName the name that the image has now */
export function takenByOther(imageId: string, imageName: string): UserError {
  return new UserError(
    `Image ${imageId}, which this resource began to create, now has the name "${imageName}": another run of the resource, or ` +
      "somebody else, has finished or changed it, so it is no longer modified or deleted from here. If another stack has " +
      "the image in its state, remove this resource with `pulumi state delete <urn>`. Otherwise do that and take the " +
      "image back with adoptImageId.",
  );
}

/** A delete from a state that holds a working name. */
export function letGoTaken(imageId: string, imageName: string): string {
  return sanitize(
    `Image ${imageId} is not deleted: it was not finished when state was written, and now has the name "${imageName}", so ` +
      "another resource or run has gone on with it. If it is not wanted, delete it in the console.",
  );
}

/** An old state's delete, where a create of the same run has gone on with the image. */
export function goneOnWith(imageId: string): string {
  return sanitize(
    `Image ${imageId} is not deleted with the old state of its resource: this run has gone on with it, and it is in the ` +
      "state now. Nothing is left to do.",
  );
}

export function notRenamed(imageId: string, imageName: string, why: string): string {
  return sanitize(
    `Image ${imageId} is usable, but could not be given its name "${imageName}" in place of its working name: ` +
      `${sentence(why)} It is kept: run \`pulumi up\` again once that is put right.`,
  );
}

/** The id of an image that CreateImage may have created is not known, but its working name is. */
export function createUnknown(
  wanted: { place: string; imageName: string; instanceId: string },
  workingName: string,
  error: ZenlayerError,
  seen: { wasImaging: boolean; waitedMs: number; blind?: string },
): UserError {
  const { wasImaging, waitedMs, blind } = seen;
  const found =
    blind === undefined
      ? `${capitalize(wanted.place)} listed no image with the working name ${workingName} within ${duration(waitedMs)}` +
        (wasImaging ? `, but instance ${wanted.instanceId} was being imaged.` : ".")
      : `${capitalize(wanted.place)} could not be listed: ${sentence(blind)}`;
  return new UserError(
    `Whether CreateImage has created image "${wanted.imageName}" is not known: it ended with "${reasonOf(error)}". ${found} ` +
      `The request was not sent again. Run \`pulumi up\` again: it looks for the image by its working name, and goes on ` +
      `with it if it exists. ${reference(error)}`,
  );
}

/** The service has refused CreateImage after an earlier call of it whose response was lost. */
export function createUnknownThenRefused(
  wanted: { place: string; imageName: string; workingName: string },
  error: ZenlayerError,
  refusal: string,
): UserError {
  return new UserError(
    `Whether CreateImage has created image "${wanted.imageName}" is not known: it ended with "${reasonOf(error)}". It was ` +
      `sent again, since ${wanted.place} listed no image with the working name ${wanted.workingName}, and was refused, ` +
      `perhaps because that image exists: ${sentence(refusal)} Run \`pulumi up\` again: it looks for the image by its ` +
      `working name, and goes on with it if it exists. ${reference(error)}`,
  );
}

/** It would be taken away from the run that creates it, or its real name is not known. */
export function adoptUnfinished({ imageId, imageName }: ImageInfo): UserError {
  return new UserError(
    `Image ${imageId} is not finished: ${imageName} is the working name that it has while a run creates it. Run ` +
      "`pulumi up` for the stack that creates it, which goes on with it. If that stack is no longer wanted, declare the " +
      "image's imageName beside adoptImageId: the image is then adopted under that name.",
  );
}

/** Whether its run is dead shows only together with the instance that it has stopped. */
export function adoptNeedsInstance({ imageId }: ImageInfo): UserError {
  return new UserError(
    `Image ${imageId} is not finished, and the run that created it stopped the source instance. To adopt the image, ` +
      "declare that instance as instanceId, too: it is started again if that run is dead.",
  );
}

export function importUnfinished({ imageId, imageName }: ImageInfo): UserError {
  return new UserError(
    `Image ${imageId} cannot be imported, since it is not finished: ${imageName} is the working name that it has while a ` +
      "run creates it. Run `pulumi up` for the stack that creates it, which goes on with it. If that stack is no longer " +
      "wanted, give the image another name in the console, then import it.",
  );
}
