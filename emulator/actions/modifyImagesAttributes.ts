import { defineAction } from "./action";
import { findOwnImages, imageDescription, imageIds, imageName, refuseStatus } from "./imageParts";

/** Renames and re-describes custom images in place, all or none (GUESS G26). Absent fields stay (GUESS G29). */
export const modifyImagesAttributes = defineAction({
  name: "ModifyImagesAttributes",
  writes: true,
  params: { imageIds, imageName, imageDescription },
  run(world, params, { account }) {
    const images = findOwnImages(world, account, params.imageIds);
    for (const image of images) {
      if (image.imageStatus === "CREATING") refuseStatus(image, "still being made"); // GUESS G28
    }
    for (const image of images) {
      image.imageName = params.imageName ?? image.imageName;
      image.imageDescription = params.imageDescription ?? image.imageDescription;
    }
    return {};
  },
});
