import { Refusal } from "../codes";
import { texts } from "../validate";
import { defineAction } from "./action";

/** Custom images that each zone holds and may hold; zones without image support are left out (GUESS G23). */
export const describeImageQuota = defineAction({
  name: "DescribeImageQuota",
  writes: false,
  params: { zoneIds: texts() },
  run(world, { zoneIds = [] }, { account }) {
    const unknown = zoneIds.find((zoneId) => !world.zones.has(zoneId));
    if (unknown !== undefined) {
      // "Region" is the documented name of this code.
      throw new Refusal("INVALID_REGION_NOT_FOUND", `The specified zoneId \`${unknown}\` is not found`);
    }
    const wanted = zoneIds.length > 0 ? new Set(zoneIds) : new Set(world.zones.keys()); // GUESS G41
    const images = [...world.zones.values()]
      .filter(({ zoneId, supportsImages }) => supportsImages && wanted.has(zoneId))
      .map(({ zoneId }) => ({ zoneId, count: world.imageCount(account, zoneId), maxCount: world.quota(zoneId) }));
    return { images };
  },
});
