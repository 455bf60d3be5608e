import { ApiError } from "../../apiError";
import { required, texts } from "../../validate";
import { defineAction } from "../action";
import { findOwnImage, rejectStatus } from "./imageCommon";
import { imageId } from "./params";

const params = { imageId, regionIds: required(texts({ min: 1 })) };

/** Removes a custom image from regions. Regions where it is not available are ignored, and one must stay (GUESS Z19). */
export const deleteImageCopy = defineAction({
  name: "DeleteImageCopy",
  writes: true,
  params,
  run(cloud, { imageId, regionIds }, { account }) {
    const image = findOwnImage(cloud, account, imageId);
    if (image.imageStatus !== "AVAILABLE") rejectStatus(image);
    const removed = image.regionIds.filter((regionId) => regionIds.includes(regionId));
    if (removed.length === image.regionIds.length) {
      throw new ApiError("INVALID_PARAMETER_VALUE", `The image \`${imageId}\` must stay in at least one region`);
    }
    cloud.removeCopies(image, removed);
    return {};
  },
});
