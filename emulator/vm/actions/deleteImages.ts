import type { EmulatedImage } from "../types";
import type { VmCloud } from "../cloud";
import { defineAction } from "../action";
import { findOwnImages, imageIds, rejectStatus } from "./imageCommon";

/** Deletes custom images at once (GUESS G31), all or none (GUESS G26). */
export const deleteImages = defineAction({
  name: "DeleteImages",
  writes: true,
  params: { imageIds },
  run(cloud, params, { account, call }) {
    const images = findOwnImages(cloud, account, params.imageIds);
    images.forEach((image) => rejectUndeletable(cloud, image));
    images.forEach((image) => cloud.images.remove(image, call));
    return {};
  },
});

function rejectUndeletable(cloud: VmCloud, image: EmulatedImage): void {
  const { deleteUnavailable, deleteInUse } = cloud.behavior;
  if (image.imageStatus === "CREATING") rejectStatus(image, "still being created");
  if (image.imageStatus === "UNAVAILABLE" && !deleteUnavailable) rejectStatus(image, "unavailable"); // GUESS G17
  // GUESS G18
  const user = deleteInUse ? undefined : cloud.instances.all().find(({ imageId }) => imageId === image.imageId);
  if (user) rejectStatus(image, `used by the instance \`${user.instanceId}\``);
}
