import type { ZenlayerError } from "../zenlayer/apiError";
import { sanitize } from "../zenlayer/sanitize";
import type { InstanceInfo, Scope, ZoneQuota } from "../zenlayer/types";
import { mention, reasonOf, reference } from "./apiErrors";
import { noSuchInstanceText, notStopped, zoneWithoutImages, noFreeSlots } from "./findings";
import { sentence, duration } from "./parts";
import { UserError } from "./userError";

export function noSuchInstance(instanceId: string, scope: Scope): UserError {
  return new UserError(sentence(noSuchInstanceText(instanceId, scope)));
}

export function uncheckedInputs(): UserError {
  return new UserError(
    "The inputs of the image lack its name or its instance, which check should have reported. " +
      "This is a bug in pulumi-zenlayer; please report it.",
  );
}

/** A rejected CreateImage, in the words of the preview's finding; undefined for a code that has none. */
export function createRejected(
  error: ZenlayerError,
  wanted: { instanceId: string; zoneId: string },
  seen: { instance?: InstanceInfo; quota?: ZoneQuota },
): UserError | undefined {
  const { instanceId, zoneId } = wanted;
  const text = rejectionText(error.code, instanceId, zoneId, seen);
  return text === undefined ? undefined : new UserError(`Cannot create the image: ${text} ${reference(error)}`);
}

function rejectionText(
  code: string,
  instanceId: string,
  zoneId: string,
  { instance, quota }: { instance?: InstanceInfo; quota?: ZoneQuota },
): string | undefined {
  switch (code) {
    case "INVALID_INSTANCE_NOT_FOUND":
    case "OPERATION_FAILED_RESOURCE_NOT_FOUND":
      return noSuchInstanceText(instanceId);
    case "UNSUPPORTED_OPERATION_INSTANCE_STATE_STARTING":
    case "OPERATION_DENIED_INSTANCE_STATUS_NOT_SUPPORT":
      return instance && instance.instanceStatus !== "STOPPED"
        ? notStopped(instance)
        : `instance ${instanceId} was not stopped, and images can be created only from stopped instances. Run \`pulumi up\` again.`;
    case "LIMIT_EXCEEDED_IMAGE_QUOTA":
      return quota
        ? noFreeSlots(quota)
        : `zone ${zoneId} has reached its quota of custom images, so there is no free slot. Delete an image there, or ask Zenlayer support to raise the quota.`;
    case "INVALID_IMAGE_QUOTA_EXCEED":
      return "the account has reached its quota of custom images. Delete an image, or ask Zenlayer support to raise the quota.";
    case "OPERATION_DENIED_GPU_INSTANCE_NOT_SUPPORT":
      return `instance ${instanceId} has a GPU, and the service creates no images of such instances. Use another instance.`;
    case "UNSUPPORTED_OPERATION_ZONE_NOT_SUPPORT":
      return zoneWithoutImages(zoneId);
    case "UNSUPPORTED_OPERATION_DISK_UNAVAILABLE":
      return `the system disk of instance ${instanceId} cannot be imaged in its present state. Check the instance in the console, then run \`pulumi up\` again.`;
    case "UNSUPPORTED_OPERATION_DISK_MAKING_IMAGE":
      return `another image of instance ${instanceId} is still being created. Run \`pulumi up\` again later, or increase customTimeouts.create.`;
    case "OPERATION_DENIED_INSTANCE_RECYCLED":
    case "OPERATION_FAILED_FOR_RECYCLE_RESOURCE":
      return `instance ${instanceId} is in the recycle bin. Restore it, or use another instance.`;
    default:
      return undefined;
  }
}

export function createTimedOut(instanceId: string, last: ZenlayerError | undefined): UserError {
  const why = last ? ` The last CreateImage call failed: ${mention(last)}.` : "";
  return new UserError(
    `No image of instance ${instanceId} was created before the create timeout.${why} ` +
      "Run `pulumi up` again, or increase customTimeouts.create.",
  );
}

/** Every CreateImage call was ambiguous, and none has created an image. */
export function createKeepsFailing(
  wanted: { place: string; imageName: string; instanceId: string },
  last: ZenlayerError,
  times: number,
): UserError {
  return new UserError(
    `Image "${wanted.imageName}" was not created: CreateImage failed ${times} times without reporting whether an image was ` +
      `created, the last time with "${reasonOf(last)}". After each attempt, ${wanted.place} listed no image of ` +
      `this resource and instance ${wanted.instanceId} was not being imaged, so no image is known to exist. The request is not ` +
      `sent again. Run \`pulumi up\` again later: if an image was created after all, it continues with that image. ${reference(last)}`,
  );
}

export function imageFailed(imageId: string, imageStatus = "UNAVAILABLE"): string {
  return sanitize(
    `Image ${imageId} is ${imageStatus}: the service failed to create it. ` +
      "The next `pulumi up` deletes it and creates a new one.",
  );
}

export function imageVanished(imageId: string, place: string): string {
  return sanitize(
    `Image ${imageId} is no longer in ${place}: it may have been deleted outside Pulumi. ` +
      "Run `pulumi refresh` to drop it from state, then `pulumi up` to create it again.",
  );
}

/** An interrupted run has not given the image its name. */
export function notNamedYet(imageId: string, imageName: string): string {
  return sanitize(
    `Image ${imageId} is usable, but still has its working name: an interrupted run could not rename it to ` +
      `"${imageName}". The next \`pulumi up\` renames it.`,
  );
}

export function stillCreating(imageId: string, status: string, waitedMs: number): string {
  return sanitize(
    `Image ${imageId} is still ${status} after ${duration(waitedMs)}. It is kept: run \`pulumi up\` again to ` +
      "continue waiting, or increase customTimeouts.create.",
  );
}

export function waitInterrupted(imageId: string, status: string): string {
  return sanitize(
    `Waiting for image ${imageId} (${status}) was interrupted. It is kept: run \`pulumi up\` again to continue waiting.`,
  );
}

export function lostContact(imageId: string, status: string, why: string): string {
  return sanitize(
    `Image ${imageId} was ${status} when contact with the API was lost: ${sentence(why)} ` +
      "It is kept: run `pulumi up` again to continue waiting.",
  );
}

export function canceled(): UserError {
  return new UserError("Interrupted. Run the same command again to continue.");
}
