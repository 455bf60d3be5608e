import { defineAction } from "../action";
import type { ZecCloud } from "../cloud";
import type { ImageCopy } from "../types";
import { findOwnImage } from "./imageCommon";
import { imageId } from "./params";

/** Lists the copies in progress; none unless the image is SYNCING, as documented. */
export const describeImageCopyProgress = defineAction({
  name: "DescribeImageCopyProgress",
  writes: false,
  params: { imageId },
  run(cloud, { imageId }, { account }) {
    const { copies } = findOwnImage(cloud, account, imageId); // GUESS Z14
    return { dataSet: copies.map((copy) => describeCopy(cloud, copy)) };
  },
});

/** The share of a copy's time in which it is PREPARING (GUESS Z30). */
const PREPARING_SHARE = 0.2;

/** An error shows in the middle of the copy, which stays at its percentage then (GUESS Z30). */
function describeCopy({ clock, regions }: ZecCloud, { regionId, startsAt, endsAt, error }: ImageCopy) {
  const elapsed = Math.max(0, (clock.now() - startsAt) / Math.max(1, endsAt - startsAt));
  const hasFailed = error !== undefined && elapsed >= 0.5;
  const share = Math.min(elapsed, hasFailed ? 0.5 : 1);
  return {
    destRegionId: regionId,
    destRegionName: regions.get(regionId)?.regionName ?? regionId,
    syncStage: share < PREPARING_SHARE ? "PREPARING" : "TRANSFERRING",
    queued: clock.now() < startsAt,
    syncPercent: Math.round(share * 10_000) / 100,
    errorInfo: hasFailed ? error : null,
  };
}
