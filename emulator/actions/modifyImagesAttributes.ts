import type { EmulatedImage } from "../types";
import type { World } from "../world";
import { defineAction } from "./action";
import { findOwnImages, imageDescription, imageIds, imageName } from "./imageParts";
import { refuseLongDescription, refuseStatus } from "./imageParts";

/** Renames and re-describes custom images in place, all or none (GUESS G26). Absent fields stay (GUESS G29). */
export const modifyImagesAttributes = defineAction({
  name: "ModifyImagesAttributes",
  writes: true,
  params: { imageIds, imageName, imageDescription },
  run(world, params, { account }) {
    refuseLongDescription(world, params.imageDescription);
    const images = findOwnImages(world, account, params.imageIds);
    for (const image of images) {
      if (image.imageStatus === "CREATING") refuseStatus(image, "still being made"); // GUESS G28
      if (params.imageName !== undefined && isTooNew(world, image)) refuseStatus(image, "available only just now");
    }
    for (const image of images) {
      image.imageName = params.imageName ?? image.imageName;
      image.imageDescription = params.imageDescription ?? image.imageDescription;
    }
    return {};
  },
});

/** Is a new image AVAILABLE for too short a time to be renamed (GUESS G46)? */
function isTooNew(world: World, { createdBy, imageStatus, readyAt }: EmulatedImage): boolean {
  if (createdBy === undefined || imageStatus !== "AVAILABLE") return false;
  return world.clock.now() < readyAt + world.behaviour.renameAfterAvailableMs;
}
