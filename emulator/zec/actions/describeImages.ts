import { ApiError } from "../../apiError";
import { page, PAGING } from "../../paging";
import { oneOf, required, text } from "../../validate";
import { defineAction } from "../action";
import { describeImage, describePublicImage, matchesImage } from "./imageCommon";
import { matchesLabels } from "./match";
import { IMAGE_FILTERS, TAG_FILTERS } from "./params";

const { tagKeys, tags } = TAG_FILTERS;

const params = {
  zoneId: required(text()),
  ...IMAGE_FILTERS,
  imageType: oneOf("PUBLIC_IMAGE", "CUSTOM_IMAGE"),
  imageSource: oneOf("OFFICIAL", "MARKETING", "CUSTOM", "APP"),
  tagKeys,
  tags,
  ...PAGING,
};

/** Lists the images that can be used in a zone: custom ones in the zone's region, newest first, then public ones (GUESS Z28). */
export const describeImages = defineAction({
  name: "DescribeImages",
  versions: ["2025-09-01", "2024-04-01"],
  writes: false,
  params,
  run(cloud, { zoneId, imageStatus, imageType, imageSource, pageNum, pageSize, ...filter }, { account }) {
    const zone = cloud.zones.get(zoneId);
    if (!zone) throw new ApiError("INVALID_ZONE_NOT_FOUND", `The specified zoneId \`${zoneId}\` is not found`);
    const custom = cloud
      .listedImages(account)
      .filter((image) => image.regionIds.includes(zone.regionId))
      .filter((image) => matchesImage(image, filter) && matchesLabels(cloud.shownLabels(image), filter))
      .map((image) => describeImage(cloud, image));
    const isTagged = (filter.tagKeys?.length ?? 0) + (filter.tags?.length ?? 0) > 0;
    const shared = isTagged ? [] : cloud.publicImages.filter((image) => matchesImage(image, filter));
    const equal = Object.entries({ imageStatus, imageType, imageSource }).filter(([, value]) => value !== undefined);
    const matching = [...custom, ...shared.map((image) => describePublicImage(cloud, image))].filter((image) =>
      equal.every(([field, value]) => image[field] === value),
    );
    return page(matching, { pageNum, pageSize });
  },
});
