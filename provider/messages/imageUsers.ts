import { sanitize } from "../zenlayer/sanitize";
import type { InstanceOrigin } from "../zenlayer/types";
import { instancesNamed } from "./parts";

const KEEP_IT = "To keep the image, set the resource option `retainOnDelete: true`, or `protect: true`.";

/** In a preview: the image is deleted once the new one is usable. */
export function replacedInUse(imageId: string, users: readonly InstanceOrigin[]): string {
  return sanitize(
    `image ${imageId}, which is replaced and then deleted, was used to create ${instancesNamed(users)}. ` +
      `They keep running, and can no longer be reset to it. ${KEEP_IT}`,
  );
}

export function deletedInUse(imageId: string, imageName: string, users: readonly InstanceOrigin[]): string {
  return sanitize(
    `Image ${imageId} ("${imageName}") is deleted, although it was used to create ${instancesNamed(users)}. ` +
      `They keep running, and can no longer be reset to it. ${KEEP_IT}`,
  );
}
