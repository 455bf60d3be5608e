import { ApiError } from "../../apiError";
import { required, text } from "../../validate";
import { defineAction } from "../action";
import { describeCustomImage, describePublicImage } from "./imageCommon";

const params = { imageId: required(text()) };

/** Returns an image of any zone by its id. Undocumented, and only in the older version of the API. */
export const describeImage = defineAction({
  name: "DescribeImage",
  versions: ["2023-03-13"],
  writes: false,
  params,
  run(cloud, { imageId }, { account }) {
    const own = cloud.listedImages(account).find((image) => image.imageId === imageId);
    if (own) return describeCustomImage(own);
    const publicImage = cloud.publicImages.find((image) => image.imageId === imageId);
    if (publicImage) return describePublicImage(publicImage);
    throw new ApiError("INVALID_IMAGE_NOT_FOUND", `The specified imageId \`${imageId}\` is not found`); // GUESS G32
  },
});
