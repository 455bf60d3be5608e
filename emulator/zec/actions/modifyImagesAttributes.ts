import { required } from "../../validate";
import { defineAction } from "../action";
import { findOwnImages, rejectStatus } from "./imageCommon";
import { imageIds, imageName } from "./params";

const params = { imageIds, imageName: required(imageName) };

/** Renames custom images in any status but DELETING, all or none (GUESS Z13). */
export const modifyImagesAttributes = defineAction({
  name: "ModifyImagesAttributes",
  writes: true,
  params,
  run(cloud, { imageIds, imageName }, { account }) {
    const images = findOwnImages(cloud, account, imageIds);
    images.filter(({ imageStatus }) => imageStatus === "DELETING").forEach(rejectStatus);
    images.forEach((image) => (image.imageName = imageName));
    return {};
  },
});
