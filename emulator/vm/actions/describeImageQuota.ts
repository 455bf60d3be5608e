import { ApiError } from "../../apiError";
import { texts } from "../../validate";
import { defineAction } from "../action";

/** Returns the number of custom images and the quota of each zone. Zones without image support are omitted (GUESS G23). */
export const describeImageQuota = defineAction({
  name: "DescribeImageQuota",
  writes: false,
  params: { zoneIds: texts() },
  run(cloud, { zoneIds = [] }, { account }) {
    const unknown = zoneIds.find((zoneId) => !cloud.zones.has(zoneId));
    if (unknown !== undefined) {
      // The documented code says region, not zone.
      throw new ApiError("INVALID_REGION_NOT_FOUND", `The specified zoneId \`${unknown}\` is not found`);
    }
    const wanted = zoneIds.length > 0 ? new Set(zoneIds) : new Set(cloud.zones.keys()); // GUESS G41
    const images = [...cloud.zones.values()]
      .filter(({ zoneId, supportsImages }) => supportsImages && wanted.has(zoneId))
      .map(({ zoneId }) => ({ zoneId, count: cloud.imageCount(account, zoneId), maxCount: cloud.quota(zoneId) }));
    return { images };
  },
});
