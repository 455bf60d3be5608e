import { sanitize } from "../zenlayer/sanitize";
import type { InstanceOrigin } from "../zenlayer/types";
import { instancesNamed, keepRunning } from "./parts";

const KEEP_IT = "To keep the image, set the resource option `retainOnDelete: true`, or `protect: true`.";

/** In a preview: the image is deleted once the new one is usable. */
export function replacedInUse(imageId: string, users: readonly InstanceOrigin[]): string {
  return sanitize(
    `image ${imageId}, which is replaced and then deleted, was used to create ${instancesNamed(users)}. ` +
      `${keepRunning(users)} ${KEEP_IT}`,
  );
}

export function deletedInUse(imageId: string, imageName: string, users: readonly InstanceOrigin[]): string {
  return sanitize(
    `Image ${imageId} ("${imageName}") is deleted, although it was used to create ${instancesNamed(users)}. ` +
      `${keepRunning(users)} ${KEEP_IT}`,
  );
}
