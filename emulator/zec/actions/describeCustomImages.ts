import { page, PAGING } from "../../paging";
import { text } from "../../validate";
import { defineAction } from "../action";
import type { EmulatedZecImage } from "../types";
import { describeCustomImage, matchesImage } from "./imageCommon";
import { matchesLabels } from "./match";
import { IMAGE_FILTERS, TAG_FILTERS } from "./params";

/** Lists the account's custom images of all regions, newest first (GUESS Z8). */
export const describeCustomImages = defineAction({
  name: "DescribeCustomImages",
  writes: false,
  params: { regionId: text(), ...IMAGE_FILTERS, ...TAG_FILTERS, ...PAGING },
  run(cloud, { regionId, imageStatus, pageNum, pageSize, ...filter }, { account }) {
    const matching = cloud
      .listedImages(account)
      .filter((image) => matchesImage(image, filter) && matchesLabels(cloud.shownLabels(image), filter))
      .filter((image) => imageStatus === undefined || image.imageStatus === imageStatus)
      .filter((image) => regionId === undefined || isInOrCopiedTo(image, regionId));
    const shown = page(matching, { pageNum, pageSize });
    return { ...shown, dataSet: shown.dataSet.map((image) => describeCustomImage(cloud, image)) };
  },
});

/** Whether an image is in a region, is being copied to it, or could not be copied to it (GUESS Z18). */
function isInOrCopiedTo({ regionIds, copies, failedRegionIds, ...image }: EmulatedZecImage, regionId: string): boolean {
  const inProgress = copies.map((copy) => copy.regionId);
  return [image.sourceRegionId, ...regionIds, ...inProgress, ...failedRegionIds].includes(regionId);
}
