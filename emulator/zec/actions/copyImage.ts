import { ApiError } from "../../apiError";
import { required, texts } from "../../validate";
import { defineAction } from "../action";
import type { ZecCloud } from "../cloud";
import type { EmulatedZecImage } from "../types";
import { findOwnImage, rejectStatus } from "./imageCommon";
import { imageId } from "./params";

const params = { imageId, regionIdList: required(texts({ min: 1 })) };

/** Starts copies of a custom image to regions. Regions where it is available are ignored (GUESS Z14). */
export const copyImage = defineAction({
  name: "CopyImage",
  writes: true,
  params,
  run(cloud, { imageId, regionIdList }, { account, copies }) {
    const image = findOwnImage(cloud, account, imageId);
    if (!canCopy(cloud, image)) rejectStatus(image);
    regionIdList.forEach((regionId) => rejectRegion(cloud, image, regionId));
    const missing = [...new Set(regionIdList)].filter((regionId) => !image.regionIds.includes(regionId));
    cloud.copyImage(image, missing, copies);
    return {};
  },
});

/** An image that is FAILED because of a copy is still available in other regions (GUESS Z29). */
function canCopy({ behavior }: ZecCloud, { imageStatus, regionIds }: EmulatedZecImage): boolean {
  if (imageStatus === "AVAILABLE") return true;
  return behavior.copyAfterFailure && imageStatus === "FAILED" && regionIds.length > 0;
}

function rejectRegion(cloud: ZecCloud, image: EmulatedZecImage, regionId: string): void {
  const region = cloud.regions.get(regionId);
  if (!region) throw new ApiError("INVALID_REGION_NOT_FOUND", `The specified regionId \`${regionId}\` is not found`);
  const source = cloud.regions.get(image.sourceRegionId);
  if ((region.countryCode === "CN") === (source?.countryCode === "CN")) return;
  // GUESS Z15
  const message = `Images cannot be copied between Mainland China and other regions, such as \`${regionId}\``;
  throw new ApiError("INVALID_PARAMETER_VALUE", message);
}
