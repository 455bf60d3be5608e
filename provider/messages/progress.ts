import type { ZenlayerError } from "../zenlayer/apiError";
import { sanitize } from "../zenlayer/sanitize";
import type { ImageInfo, InstanceInfo } from "../zenlayer/types";
import { reasonOf } from "./apiErrors";
import { nameOf, occupation, timeOfDay, duration } from "./parts";

/** @param since when its creation was requested; absent where that is not known, since the service does not report it */
export function imageProgress(
  { imageId, imageName, imageStatus }: ImageInfo,
  since: number | undefined,
  until: number,
): string {
  const what = `image "${imageName}" (${imageId})`;
  if (imageStatus !== "CREATING") return sanitize(`${what} is ${imageStatus}`);
  const status = since === undefined ? "is CREATING" : `has been CREATING since ${timeOfDay(since)}`;
  return sanitize(`${what} ${status} (timeout ${timeOfDay(until)})`);
}

/** An image of an earlier run, which may still be alive. @param until when that is known, at the earliest */
export function confirmingRunEnded({ imageId }: ImageInfo, until: number): string {
  return sanitize(
    `image ${imageId} is AVAILABLE; waiting until ${timeOfDay(until)} to make sure that the run that created it has ended`,
  );
}

export function lookingForImage(error: ZenlayerError, settleMs: number): string {
  return sanitize(
    `CreateImage returned no readable response (${reasonOf(error)}); looking for the image for ${duration(settleMs)}`,
  );
}

/** @param rejection of CreateImage, which another code than this rejects while the instance changes its state, too */
export function creationWaits(instanceId: string, rejection?: ZenlayerError): string {
  const isImaging = rejection === undefined || rejection.code === "UNSUPPORTED_OPERATION_DISK_MAKING_IMAGE";
  return sanitize(
    isImaging
      ? `another image of instance ${instanceId} is being created; this image is created after it`
      : `instance ${instanceId} is being imaged or changing its state; this image is created after that`,
  );
}

export function stopping(instance: InstanceInfo): string {
  return sanitize(`stopping instance ${nameOf(instance)}`);
}

export function forcingPowerOff(instance: InstanceInfo): string {
  return sanitize(`instance ${nameOf(instance)} did not shut down by itself; forcing the power off`);
}

export function starting(instance: InstanceInfo): string {
  return sanitize(`starting instance ${nameOf(instance)} again`);
}

export function waitingForInstance(instance: InstanceInfo, until: number): string {
  return sanitize(`instance ${nameOf(instance)} is ${instance.instanceStatus} (timeout ${timeOfDay(until)})`);
}

/** After a cancel, of an instance that this run has stopped. @param until when the wait ends at the latest */
export function waitsAfterCancel(instance: InstanceInfo, until: number): string {
  const end = instance.instanceStatus === "IMAGING" ? "is no longer being imaged" : "has stopped";
  return sanitize(
    `interrupted: waiting until instance ${nameOf(instance)} ${end}, to start it again (at most until ` +
      `${timeOfDay(until)}). A second Ctrl-C could leave it powered off.`,
  );
}

/**
 * @param what a zone or an instance that is polled
 * @param until when polling ends at the earliest; absent where the call that is under way decides
 */
export function contactLost(what: string, until?: number): string {
  const end = until === undefined ? "retrying" : `polling continues until at least ${timeOfDay(until)}`;
  return sanitize(`${what}: the Zenlayer API has not responded for 10 s; ${end}`);
}

export function contactBack(what: string): string {
  return sanitize(`${what}: the Zenlayer API responds again`);
}

export function waitsToDelete(imageId: string, imageStatus: string, until: number): string {
  return sanitize(
    `image ${imageId} ${occupation(imageStatus)}; it is deleted after that (timeout ${timeOfDay(until)})`,
  );
}
