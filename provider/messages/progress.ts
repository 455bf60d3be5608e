import type { ZenlayerError } from "../zenlayer/apiError";
import { sanitize } from "../zenlayer/sanitize";
import type { ImageInfo, InstanceInfo } from "../zenlayer/types";
import { reasonOf } from "./apiErrors";
import { nameOf, timeOfDay, duration } from "./parts";

/** @param since when the image was asked for; absent for one that somebody else made, since the service does not tell */
export function imageProgress(
  { imageId, imageName, imageStatus }: ImageInfo,
  since: number | undefined,
  until: number,
): string {
  const what = `image "${imageName}" (${imageId}) is ${imageStatus}`;
  if (imageStatus !== "CREATING") return sanitize(what);
  const known = since === undefined ? "" : ` since ${timeOfDay(since)}`;
  return sanitize(`${what}${known}; waiting until ${timeOfDay(until)} at the latest`);
}

/** An image of an earlier run, which may still be alive. @param until when that is known, at the earliest */
export function makingSure({ imageId }: ImageInfo, until: number): string {
  return sanitize(
    `image ${imageId} is AVAILABLE; waiting until ${timeOfDay(until)} to make sure that the run that created it has ended`,
  );
}

export function settling(error: ZenlayerError, settleMs: number): string {
  return sanitize(
    `CreateImage was left without a readable answer (${reasonOf(error)}); looking for ${duration(settleMs)} what became of it`,
  );
}

export function diskBusy(instanceId: string): string {
  return sanitize(`virtual machine ${instanceId} is being imaged already; this image is made after that one`);
}

export function stopping(instance: InstanceInfo): string {
  return sanitize(`stopping virtual machine ${nameOf(instance)}`);
}

export function cuttingPower(instance: InstanceInfo): string {
  return sanitize(`virtual machine ${nameOf(instance)} did not shut down by itself; cutting its power`);
}

export function starting(instance: InstanceInfo): string {
  return sanitize(`starting virtual machine ${nameOf(instance)} again`);
}

export function waitingForInstance(instance: InstanceInfo, until: number): string {
  return sanitize(
    `virtual machine ${nameOf(instance)} is ${instance.instanceStatus}; waiting until ${timeOfDay(until)} at the latest`,
  );
}

/**
 * @param what a zone or an instance that is polled
 * @param until when polling ends at the earliest; absent where the call that is under way decides
 */
export function contactLost(what: string, until?: number): string {
  const end = until === undefined ? "it is retried" : `polling continues until at least ${timeOfDay(until)}`;
  return sanitize(`${what}: the Zenlayer API has not answered for 10 s; ${end}`);
}

export function contactBack(what: string): string {
  return sanitize(`${what}: the Zenlayer API answers again`);
}

export function waitsToDelete(imageId: string, until: number): string {
  return sanitize(
    `image ${imageId} is still being made; it is deleted after that, waiting until ${timeOfDay(until)} at the latest`,
  );
}
