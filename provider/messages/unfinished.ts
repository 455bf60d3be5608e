/** Unfinished images: they still carry a working name, which says whose they are. */
import type { ZenlayerError } from "../zenlayer/apiError";
import { sanitize } from "../zenlayer/sanitize";
import type { ImageInfo } from "../zenlayer/types";
import { reasonOf, reference } from "./apiErrors";
import { capitalize, duration, sentence } from "./parts";
import { UserError } from "./userError";

const list = (images: readonly Pick<ImageInfo, "imageId" | "imageStatus">[]): string =>
  images.map(({ imageId, imageStatus }) => `${imageId} (${imageStatus})`).join(", ");

/** The provider would mistake an image with a name of that form for an unfinished one. */
export function workingNameDeclared(): string {
  return "has the form that is reserved for images that are being created (…-z1 and 17 or 33 more characters). Choose another name.";
}

/** The same, of a version of a family, which gives its image its name. */
export function workingNameOfVersion(familyName: string, label: string): string {
  return sanitize(
    `the image of version "${label}" would be named "${familyName}-${label}". A name of that form is reserved for images that ` +
      "are being created (…-z1 and 17 or 33 more characters). Choose another label.",
  );
}

/** In the preview: the image of a killed run. */
export function willContinue({ imageId, imageStatus }: ImageInfo): string {
  return sanitize(
    `image ${imageId} (${imageStatus}) was created for this resource by an earlier run that ended before the image was ` +
      "finished. `pulumi up` continues with it instead of creating another one.",
  );
}

export function continues({ imageId, imageName, imageStatus }: ImageInfo): string {
  return sanitize(
    `image ${imageId} (${imageStatus}, working name ${imageName}) was created for this resource by an earlier run that ` +
      "ended before the image was finished. This run continues with it instead of creating another one.",
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
      "Delete all but one in the console, then run `pulumi up` again: it continues with the one that is left.",
  );
}

export const severalUnfinished = (images: readonly ImageInfo[]): UserError =>
  new UserError(sentence(severalUnfinishedText(images)));

/** Of this resource, but from another instance or for another name than the program declares now. */
export function otherUnfinished(images: readonly ImageInfo[]): string {
  return sanitize(
    `earlier runs have left unfinished images of this resource that are from another instance, or for another name, than ` +
      `the program declares now: ${list(images)}. They are not changed. To continue with one, undo the change to the ` +
      "program, or adopt it with adoptImageId and an imageName; otherwise delete it in the console.",
  );
}

/** This run has reached its timeout while the image of an earlier one is still being created. */
export function earlierStillCreating({ imageId, imageStatus }: ImageInfo, why: string): UserError {
  return new UserError(
    `Image ${imageId} (${imageStatus}), which an earlier run created for this resource, is not finished yet: ` +
      `${sentence(why)} No other image was created. Run \`pulumi up\` again to continue with it.`,
  );
}

/** The run that created the image was alive after all. */
export function finishedByOther({ imageId }: ImageInfo, imageName: string): UserError {
  return new UserError(
    `Image ${imageId} was being created for this resource by another run, which has finished it in the meantime: it is ` +
      `now named "${imageName}" and belongs to that run's state. This run has created nothing. Wait for the other ` +
      "run to end, then run `pulumi refresh` and `pulumi up`. If the other run keeps its state in another backend, only " +
      "one of the two can have the image: give one of the stacks another name.",
  );
}

/** @param imageName the name that the image has now */
export function continuedElsewhere(imageId: string, imageName: string): UserError {
  return new UserError(
    `Image ${imageId}, which this resource began to create, is now named "${imageName}": another run has finished it, or it ` +
      "was renamed outside Pulumi, so this resource no longer changes or deletes it. Remove the resource " +
      "from state with `pulumi state delete <urn>`. If no other stack has the image in its state, then adopt the image " +
      "with adoptImageId.",
  );
}

/** A delete from a state that holds a working name. */
export function notDeletedContinuedElsewhere(imageId: string, imageName: string): string {
  return sanitize(
    `Image ${imageId} is not deleted: it was not finished when state was written, and is now named "${imageName}", so ` +
      "another resource or run has continued with it. If you do not need it, delete it in the console.",
  );
}

/** The delete of an old state, where a create of the same run has continued with the image. */
export function continuedByThisRun(imageId: string): string {
  return sanitize(
    `Image ${imageId} is not deleted with the old state of its resource: this run has continued with it, and it is in ` +
      "the new state. Nothing is left to do.",
  );
}

export function notRenamed(imageId: string, imageName: string, why: string): string {
  return sanitize(
    `Image ${imageId} is usable, but could not be renamed from its working name to "${imageName}": ` +
      `${sentence(why)} It is kept: run \`pulumi up\` again once that is corrected.`,
  );
}

/** The id of an image that CreateImage may have created is not known, but its working name is. */
export function createUnknown(
  wanted: { place: string; imageName: string; instanceId: string },
  workingName: string,
  error: ZenlayerError,
  seen: { wasImaging: boolean; waitedMs: number; unreadable?: string },
): UserError {
  const { wasImaging, waitedMs, unreadable } = seen;
  const found =
    unreadable === undefined
      ? `${capitalize(wanted.place)} listed no image with the working name ${workingName} within ${duration(waitedMs)}` +
        (wasImaging ? `, but instance ${wanted.instanceId} was being imaged.` : ".")
      : `${capitalize(wanted.place)} could not be listed: ${sentence(unreadable)}`;
  return new UserError(
    `Could not determine whether image "${wanted.imageName}" was created: CreateImage failed with "${reasonOf(error)}". ${found} ` +
      `The request was not sent again. Run \`pulumi up\` again: it looks for the image by its working name, and continues ` +
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
    `Could not determine whether image "${wanted.imageName}" was created: CreateImage failed with "${reasonOf(error)}". It ` +
      `was sent again, because ${wanted.place} listed no image with the working name ${wanted.workingName}, and was ` +
      `rejected, possibly because that image exists: ${sentence(refusal)} Run \`pulumi up\` again: it looks for the image ` +
      `by its working name, and continues with it if it exists. ${reference(error)}`,
  );
}

/** The run that creates it may be alive, or its real name is not known. */
export function adoptUnfinished({ imageId, imageName }: ImageInfo): UserError {
  return new UserError(
    `Image ${imageId} is not finished: ${imageName} is the working name that it has while a run creates it. Run ` +
      "`pulumi up` for the stack that creates it, which continues with it. If that stack no longer exists, declare an " +
      "imageName together with adoptImageId: the image is then adopted under that name.",
  );
}

/** An unfinished image whose working name has the hash of another stack. */
export function otherStacksUnfinished({ imageId, imageName }: ImageInfo): string {
  return sanitize(
    `image ${imageId} was not created for this stack: ${imageName} is the working name of an image of another one. If that ` +
      "stack still exists, do not adopt the image: run `pulumi up` there, which continues with it.",
  );
}

/** The instance is needed to start it again, since the run that created the image has stopped it. */
export function adoptNeedsInstance({ imageId }: ImageInfo): UserError {
  return new UserError(
    `Image ${imageId} is not finished, and the run that created it stopped the source instance. To adopt the image, ` +
      "also declare that instance as instanceId: it is started again if that run has ended.",
  );
}

export function importUnfinished({ imageId, imageName }: ImageInfo): UserError {
  return new UserError(
    `Image ${imageId} cannot be imported, since it is not finished: ${imageName} is the working name that it has while a ` +
      "run creates it. Run `pulumi up` for the stack that creates it, which continues with it. If that stack no longer " +
      "exists, rename the image in the console, then import it.",
  );
}
