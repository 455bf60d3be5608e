import { sanitize } from "../zenlayer/sanitize";
import type { ImageInfo, InstanceInfo, ZoneQuota } from "../zenlayer/types";
import { sentence, nameOf } from "./parts";

/** @param resource logical name; absent where the host itself names the resource */
export function finding(resource: string | undefined, text: string, type = "CustomImage"): string {
  return sanitize(resource === undefined ? text : `${type} "${resource}": ${text}`);
}

export function preflightSkipped(why: string): string {
  return sanitize(
    `could not look for what would go wrong in this run: ${sentence(why)} ` +
      "Put that right, or set zenlayer:preflight to off to preview without looking.",
  );
}

/** The credentials or settings can make no `up` succeed, so this is no finding that can be passed over. */
export function lockedOut(why: string): string {
  return sanitize(
    `${sentence(why)} \`pulumi up\` would fail in the same way. ` +
      "Put that right, or set zenlayer:preflight to off to preview without access.",
  );
}

export function noSuchInstanceText(instanceId: string): string {
  return sanitize(
    `there is no virtual machine ${instanceId} that this account can see, so no image can be made of it. ` +
      "Check instanceId, and that the credentials belong to the account of the machine.",
  );
}

export function notStopped(instance: InstanceInfo): string {
  return sanitize(
    `virtual machine ${nameOf(instance)} is ${instance.instanceStatus}, and only a stopped one can be imaged. ` +
      "Stop it first, or set stopInstance: true to have it stopped and started again.",
  );
}

export function zoneWithoutImages(zoneId: string): string {
  return sanitize(
    `zone ${zoneId} does not support custom images. Make the image of a virtual machine in another zone.`,
  );
}

/** @param adds how many the run adds so far; a full zone is told as the service's refusal is, which does not know it */
export function noPlace(quota: ZoneQuota, adds?: number): string {
  const isFull = quota.count >= quota.maxCount;
  const why =
    adds === undefined || isFull
      ? "so there is no place for another"
      : `and this run adds at least ${adds}: not all fit`;
  return sanitize(
    `zone ${quota.zoneId} holds ${quota.count} of ${quota.maxCount} custom images, ${why}. ` +
      "Delete an image there, or ask Zenlayer's support to raise the limit. " +
      "A replacement frees its own place first with the resource option deleteBeforeReplace: true.",
  );
}

export function namesakes(imageName: string, place: string, images: readonly ImageInfo[]): string {
  const list = images.map(({ imageId, imageStatus }) => `${imageId} (${imageStatus})`).join(", ");
  return sanitize(
    `${place} already has an image named "${imageName}": ${list}. It may be the one that this run replaces, ` +
      "or one that an interrupted run made and could not save. " +
      "If it is yours and not wanted twice, take it with adoptImageId, or delete it.",
  );
}

export function willPowerOff(instance: InstanceInfo, force: boolean): string {
  const how = force ? ", by cutting its power if it does not shut down within 120 s" : "";
  return sanitize(
    `will power off ${nameOf(instance)}${how}, image it, and start it again. ` +
      "If that does not suit now, run it later, or image a machine that is stopped.",
  );
}

export function stoppedAlready(instance: InstanceInfo): string {
  return sanitize(
    `virtual machine ${nameOf(instance)} is stopped already, so it will not be started after the image is made. ` +
      "If an interrupted run stopped it, start it yourself.",
  );
}

export function beingImaged(instance: InstanceInfo): string {
  return sanitize(
    `virtual machine ${nameOf(instance)} is being imaged just now; the image will be made after that one. ` +
      "If that takes too long, run this later.",
  );
}

export function dataDisksLeftOut(instance: InstanceInfo): string {
  const disks = instance.dataDisks.map(({ diskId, diskSize }) => `${diskId}${diskSize ? ` (${diskSize} GB)` : ""}`);
  return sanitize(
    `an image holds the system disk only, not the data disks of ${nameOf(instance)}: ${disks.join(", ")}. ` +
      "Save what is on them by other means if it matters.",
  );
}
