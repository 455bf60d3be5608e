import { texts } from "../validate";
import { defineAction } from "./action";

/** All zones, or those asked for; whether a zone supports images is not told here. */
export const describeZones = defineAction({
  name: "DescribeZones",
  writes: false,
  params: { zoneIds: texts() },
  run(world, { zoneIds = [] }) {
    const zoneSet = [...world.zones.values()]
      .filter(({ zoneId }) => zoneIds.length === 0 || zoneIds.includes(zoneId))
      .map(({ zoneId, zoneName }) => ({
        zoneId,
        zoneName,
        supportSecurityGroup: true,
        supportNetworkType: "CLASSICS",
        supportIpv6: false,
        supportCpuPassThrough: false,
        networkLineType: "BGP",
      }));
    return { zoneSet };
  },
});
