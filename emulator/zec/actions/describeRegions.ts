import { texts } from "../../validate";
import { defineAction } from "../action";

/** Lists all regions, or those requested. */
export const describeRegions = defineAction({
  name: "DescribeRegions",
  writes: false,
  params: { regionIds: texts() },
  run(cloud, { regionIds = [] }) {
    const regionSet = [...cloud.regions.values()]
      .filter(({ regionId }) => regionIds.length === 0 || regionIds.includes(regionId))
      .map(({ countryCode, ...region }) => region);
    return { regionSet };
  },
});
