import { sanitize } from "../zenlayer/sanitize";
import type { InstanceOrigin } from "../zenlayer/types";
import { listedWithRest } from "./parts";

const KEEP_IT = "To keep the image, set the resource option `retainOnDelete: true`, or `protect: true`.";

/** In a preview: the image goes once the one that takes its place is usable. */
export function replacedInUse(imageId: string, users: readonly InstanceOrigin[]): string {
  return sanitize(
    `image ${imageId}, which is replaced and then deleted, was used to create ${usersOf(users)}. ` +
      `They keep running, and can no longer be reset to it. ${KEEP_IT}`,
  );
}

export function deletedInUse(imageId: string, imageName: string, users: readonly InstanceOrigin[]): string {
  return sanitize(
    `Image ${imageId} ("${imageName}") is deleted, although it was used to create ${usersOf(users)}. ` +
      `They keep running, and can no longer be reset to it. ${KEEP_IT}`,
  );
}

function usersOf(users: readonly InstanceOrigin[]): string {
  const names = users.map(
    ({ instanceId, instanceName, zoneId, instanceStatus }) =>
      `${instanceId} (${[instanceName !== instanceId && instanceName, zoneId, instanceStatus].filter(Boolean).join(", ")})`,
  );
  return `${users.length === 1 ? "instance" : `${users.length} instances:`} ${listedWithRest(names)}`;
}
