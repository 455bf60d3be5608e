import type { EmulatedImage } from "../types";
import type { VmCloud } from "../cloud";
import { defineAction } from "../action";
import { findOwnImages, imageDescription, imageIds, imageName } from "./imageCommon";
import { rejectLongDescription, rejectStatus } from "./imageCommon";

/** Changes name and description of custom images, all or none (GUESS G26). Absent fields do not change (GUESS G29). */
export const modifyImagesAttributes = defineAction({
  name: "ModifyImagesAttributes",
  writes: true,
  params: { imageIds, imageName, imageDescription },
  run(cloud, params, { account }) {
    rejectLongDescription(cloud, params.imageDescription);
    const images = findOwnImages(cloud, account, params.imageIds);
    for (const image of images) {
      if (image.imageStatus === "CREATING") rejectStatus(image, "still being created"); // GUESS G28
      if (params.imageName !== undefined && isTooNew(cloud, image)) rejectStatus(image, "not yet ready to be renamed");
    }
    for (const image of images) {
      image.imageName = params.imageName ?? image.imageName;
      image.imageDescription = params.imageDescription ?? image.imageDescription;
    }
    return {};
  },
});

/** Whether a new image became AVAILABLE too recently to be renamed (GUESS G46). */
function isTooNew(cloud: VmCloud, { createdBy, imageStatus, readyAt }: EmulatedImage): boolean {
  if (createdBy === undefined || imageStatus !== "AVAILABLE") return false;
  return cloud.clock.now() < readyAt + cloud.behavior.renameAfterAvailableMs;
}
