import type { ZenlayerError } from "../zenlayer/apiError";
import { sanitize } from "../zenlayer/sanitize";
import type { InstanceInfo, ZoneQuota } from "../zenlayer/types";
import { mention, reasonOf, reference } from "./apiErrors";
import { noSuchInstanceText, notStopped, zoneWithoutImages, noPlace } from "./findings";
import { sentence, duration } from "./parts";
import { UserError } from "./userError";

export function noSuchInstance(instanceId: string): UserError {
  return new UserError(sentence(noSuchInstanceText(instanceId)));
}

export function uncheckedInputs(): UserError {
  return new UserError(
    "The inputs of the image lack its name or its machine, which check should have found. " +
      "This is a mistake in pulumi-zenlayer; please report it.",
  );
}

/** A refusal of CreateImage in the words of the preview's finding; nothing for a code that has none. */
export function refusedImage(
  error: ZenlayerError,
  wanted: { instanceId: string; zoneId: string },
  seen: { instance?: InstanceInfo; quota?: ZoneQuota },
): UserError | undefined {
  const { instanceId, zoneId } = wanted;
  const text = refusalText(error.code, instanceId, zoneId, seen);
  return text === undefined ? undefined : new UserError(`Cannot make the image: ${text} ${reference(error)}`);
}

function refusalText(
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
      return instance && instance.instanceStatus !== "STOPPED"
        ? notStopped(instance)
        : `virtual machine ${instanceId} was not stopped, and only a stopped one can be imaged. Run \`pulumi up\` again.`;
    case "LIMIT_EXCEEDED_IMAGE_QUOTA":
      return quota
        ? noPlace(quota)
        : `zone ${zoneId} holds as many custom images as it may, so there is no place for another. Delete an image there, or ask Zenlayer's support to raise the limit.`;
    case "UNSUPPORTED_OPERATION_ZONE_NOT_SUPPORT":
      return zoneWithoutImages(zoneId);
    case "UNSUPPORTED_OPERATION_DISK_UNAVAILABLE":
      return `the system disk of virtual machine ${instanceId} cannot be imaged in its present state. Look at the machine in the console, and run \`pulumi up\` again once it is in order.`;
    case "UNSUPPORTED_OPERATION_DISK_MAKING_IMAGE":
      return `virtual machine ${instanceId} is still being imaged for somebody else. Run \`pulumi up\` again later, or allow more time with customTimeouts.create.`;
    case "OPERATION_DENIED_INSTANCE_RECYCLED":
    case "OPERATION_FAILED_FOR_RECYCLE_RESOURCE":
      return `virtual machine ${instanceId} is in the recycle bin. Restore it, or make the image of another machine.`;
    default:
      return undefined;
  }
}

export function noTimeToAsk(instanceId: string, doubt: ZenlayerError | undefined): UserError {
  const why = doubt ? ` The last answer to CreateImage was: ${mention(doubt)}.` : "";
  return new UserError(
    `No image of virtual machine ${instanceId} was made in the time allowed.${why} ` +
      "Run `pulumi up` again, or allow more time with customTimeouts.create.",
  );
}

/** CreateImage was ambiguous every time, and nothing came of any attempt. */
export function createKeepsFailing(
  wanted: { place: string; imageName: string; instanceId: string },
  last: ZenlayerError,
  times: number,
): UserError {
  return new UserError(
    `Image "${wanted.imageName}" was not created: CreateImage failed ${times} times without telling whether an image was ` +
      `created, the last time with "${reasonOf(last)}". After each attempt, ${wanted.place} listed no image of ` +
      `this resource and instance ${wanted.instanceId} was not being imaged, so no image is known to exist. The request is not ` +
      `sent again. Run \`pulumi up\` again later: it goes on with an image that exists after all. ${reference(last)}`,
  );
}

export function imageFailed(imageId: string, imageStatus = "UNAVAILABLE"): string {
  return sanitize(
    `Image ${imageId} came out ${imageStatus}: the service could not make it. ` +
      "The next `pulumi up` deletes it and makes a new one.",
  );
}

export function imageVanished(imageId: string, place: string): string {
  return sanitize(
    `Image ${imageId} is not in ${place} any more: somebody may have deleted it. ` +
      "Run `pulumi refresh` to drop it from state, then `pulumi up` to make it again.",
  );
}

/** An interrupted run has not given the image its name. */
export function notNamedYet(imageId: string, imageName: string): string {
  return sanitize(
    `Image ${imageId} is usable, and still has a working name: an interrupted run could not give it its name ` +
      `"${imageName}". The next \`pulumi up\` does.`,
  );
}

export function stillMaking(imageId: string, status: string, waitedMs: number): string {
  return sanitize(
    `Image ${imageId} is still ${status} after ${duration(waitedMs)}. It is kept: run \`pulumi up\` again to go on ` +
      "waiting, or allow more time with customTimeouts.create.",
  );
}

export function waitInterrupted(imageId: string, status: string): string {
  return sanitize(
    `The wait for image ${imageId} (${status}) was interrupted. It is kept: run \`pulumi up\` again to go on waiting.`,
  );
}

export function lostContact(imageId: string, status: string, why: string): string {
  return sanitize(
    `Image ${imageId} was ${status} when it could not be looked at any more: ${sentence(why)} ` +
      "It is kept: run `pulumi up` again to go on waiting.",
  );
}

export function cancelled(): UserError {
  return new UserError("Interrupted. Run the same command again to go on.");
}
