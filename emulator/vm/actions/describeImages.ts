import { ApiError } from "../../apiError";
import type { PublicImage } from "../types";
import { oneOf, required, text, texts } from "../../validate";
import { defineAction } from "../action";
import { describeCustomImage, describePublicImage } from "./imageCommon";
import { page, PAGING } from "../../paging";

const CATEGORIES = [
  ...["Windows", "Ubuntu", "CentOS", "Debian", "ARCH_LINUX", "COREOS", "FEDORA", "FreeBSD", "KYLIN"],
  ...["ORACLE_LINUX", "REDHAT", "SUSE", "TencentOS", "OTHERS"],
];

const params = {
  zoneId: required(text()), // GUESS G12
  imageIds: texts(),
  imageName: text(),
  category: oneOf(...CATEGORIES),
  imageType: oneOf("PUBLIC_IMAGE", "CUSTOM_IMAGE"),
  osType: oneOf("linux", "windows"),
  imageStatus: oneOf("CREATING", "AVAILABLE", "UNAVAILABLE"),
  ...PAGING,
};

/** Lists the images of a zone: the account's own, newest first, then public ones (GUESS G15). */
export const describeImages = defineAction({
  name: "DescribeImages",
  writes: false,
  params,
  run(cloud, { zoneId, imageIds, imageName, pageNum, pageSize, ...equals }, { account }) {
    if (!cloud.zones.has(zoneId)) {
      throw new ApiError("INVALID_ZONE_NOT_FOUND", `The specified zoneId \`${zoneId}\` is not found`); // GUESS G44
    }
    const ids = imageIds?.length ? new Set(imageIds) : undefined;
    const isFuzzy = cloud.behavior.imageNameFilter === "fuzzy"; // GUESS G13
    const hasName = (name: string): boolean =>
      imageName === undefined || (isFuzzy ? name.includes(imageName) : name === imageName);
    const matches = (image: PublicImage): boolean => (!ids || ids.has(image.imageId)) && hasName(image.imageName);
    const wanted = Object.entries(equals).filter(([, value]) => value !== undefined);

    const own = cloud.listedImages(account).filter((image) => image.zoneId === zoneId);
    const found = [
      ...own.filter(matches).map(describeCustomImage),
      ...cloud.publicImages.filter(matches).map(describePublicImage),
    ];
    const matching = found.filter((image) => wanted.every(([field, value]) => image[field] === value)); // GUESS G14
    return page(matching, { pageNum, pageSize });
  },
});
