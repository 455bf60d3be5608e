import { texts } from "../../validate";
import { defineAction } from "../action";

/** Lists all zones, or those requested, each with its region. */
export const describeZones = defineAction({
  name: "DescribeZones",
  writes: false,
  params: { zoneIds: texts() },
  run(cloud, { zoneIds = [] }) {
    const zones = [...cloud.zones.values()];
    return { zoneSet: zones.filter(({ zoneId }) => zoneIds.length === 0 || zoneIds.includes(zoneId)) };
  },
});
