import { sanitize } from "../zenlayer/sanitize";
import type { ImageInfo, InstanceInfo, Scope, ZoneQuota } from "../zenlayer/types";
import { sentence, nameOf, otherProduct } from "./parts";

/** @param resource logical name; absent where the host itself names the resource */
export function finding(resource: string | undefined, text: string, type: string): string {
  return sanitize(resource === undefined ? text : `${type} "${resource}": ${text}`);
}

export function preflightSkipped(why: string): string {
  return sanitize(
    `preflight checks were skipped: ${sentence(why)} ` +
      "Correct that, or set zenlayer:preflight to off to preview without checks.",
  );
}

/** With these credentials or settings no `up` can succeed, so the preview fails whatever `preflight` is set to. */
export function lockedOut(why: string): string {
  return sanitize(
    `${sentence(why)} \`pulumi up\` would fail in the same way. ` +
      "Correct that, or set zenlayer:preflight to off to preview without access.",
  );
}

/** @param scope of the product in which the instance was looked up; absent if it was there a moment ago */
export function noSuchInstanceText(instanceId: string, scope?: Scope): string {
  return sanitize(
    `there is no instance ${instanceId} that this account can see, so no image can be created from it. ` +
      `Check instanceId, and that the credentials belong to the account of the instance.${otherProduct("instance", scope)}`,
  );
}

export function notStopped(instance: InstanceInfo): string {
  return sanitize(
    `instance ${nameOf(instance)} is ${instance.instanceStatus}, and images can be created only from stopped instances. ` +
      "Stop it first, or set stopInstance: true to have it stopped and started again.",
  );
}

export function zoneWithoutImages(zoneId: string): string {
  return sanitize(`zone ${zoneId} does not support custom images. Use an instance in another zone.`);
}

/**
 * @param adds how many images the run adds so far; not mentioned for a full zone, so that the message equals that of a
 * rejected CreateImage, which does not know it
 */
export function noFreeSlots(quota: ZoneQuota, adds?: number): string {
  const isFull = quota.count >= quota.maxCount;
  const why =
    adds === undefined || isFull
      ? "so there is no free slot"
      : `and this run adds at least ${adds}, so there are not enough free slots`;
  return sanitize(
    `zone ${quota.zoneId} holds ${quota.count} of ${quota.maxCount} custom images, ${why}. ` +
      "Delete an image there, or ask Zenlayer support to raise the quota. " +
      "If it is not set already, the resource option deleteBeforeReplace: true makes a replacement free its own slot first.",
  );
}

export function namesakes(imageName: string, place: string, images: readonly ImageInfo[]): string {
  const list = images.map(({ imageId, imageStatus }) => `${imageId} (${imageStatus})`).join(", ");
  return sanitize(
    `${place} already has an image named "${imageName}": ${list}. It may be the one that this run replaces, ` +
      "or one that an interrupted run created and could not save in state. " +
      "If it is yours and you do not need it twice, adopt it with adoptImageId, or delete it.",
  );
}

export function willPowerOff(instance: InstanceInfo, { forced }: { forced: boolean }): string {
  const how = forced ? ", by force if it does not shut down within 120 s" : "";
  return sanitize(
    `will power off ${nameOf(instance)}${how}, create the image, and start it again. ` +
      "If the instance must not be powered off now, run this later, or use an instance that is stopped.",
  );
}

export function stoppedAlready(instance: InstanceInfo): string {
  return sanitize(
    `instance ${nameOf(instance)} is already stopped, so it will not be started after the image is created. ` +
      "If an interrupted run stopped it, start it yourself.",
  );
}

export function beingImaged(instance: InstanceInfo): string {
  return sanitize(
    `another image of instance ${nameOf(instance)} is being created; this image will be created after it. ` +
      "If that takes too long, run this later.",
  );
}

export function dataDisksLeftOut(instance: InstanceInfo): string {
  const disks = instance.dataDisks.map(({ diskId, diskSize }) => `${diskId}${diskSize ? ` (${diskSize} GB)` : ""}`);
  return sanitize(
    `an image contains the system disk only, not the data disks of ${nameOf(instance)}: ${disks.join(", ")}. ` +
      "If you need their data, back it up separately.",
  );
}
