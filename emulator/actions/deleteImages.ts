import type { EmulatedImage } from "../types";
import type { World } from "../world";
import { defineAction } from "./action";
import { findOwnImages, imageIds, refuseStatus } from "./imageParts";

/** Deletes custom images at once (GUESS G31), all or none (GUESS G26). */
export const deleteImages = defineAction({
  name: "DeleteImages",
  writes: true,
  params: { imageIds },
  run(world, params, { account, call }) {
    const images = findOwnImages(world, account, params.imageIds);
    images.forEach((image) => refuseUndeletable(world, image));
    images.forEach((image) => world.images.remove(image, call));
    return {};
  },
});

function refuseUndeletable(world: World, image: EmulatedImage): void {
  const { deleteUnavailable, deleteInUse } = world.behaviour;
  if (image.imageStatus === "CREATING") refuseStatus(image, "still being made");
  if (image.imageStatus === "UNAVAILABLE" && !deleteUnavailable) refuseStatus(image, "unavailable"); // GUESS G17
  // GUESS G18
  const user = deleteInUse ? undefined : world.instances.all().find(({ imageId }) => imageId === image.imageId);
  if (user) refuseStatus(image, `used by the instance \`${user.instanceId}\``);
}
