import { Refusal } from "../codes";
import { required, text } from "../validate";
import { defineAction } from "./action";
import { describeCustomImage, describePublicImage } from "./imageParts";

const params = { imageId: required(text()) };

/** One image by its id, whatever its zone. Undocumented; only the older version of the API knows it. */
export const describeImage = defineAction({
  name: "DescribeImage",
  versions: ["2023-03-13"],
  writes: false,
  params,
  run(world, { imageId }, { account }) {
    const own = world.listedImages(account).find((image) => image.imageId === imageId);
    if (own) return describeCustomImage(own);
    const common = world.publicImages.find((image) => image.imageId === imageId);
    if (common) return describePublicImage(common);
    throw new Refusal("INVALID_IMAGE_NOT_FOUND", `The specified imageId \`${imageId}\` is not found`); // GUESS G32
  },
});
