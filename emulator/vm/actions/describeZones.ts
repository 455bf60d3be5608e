import { texts } from "../../validate";
import { defineAction } from "../action";

/** Lists all zones, or those requested. The response does not say whether a zone supports images. */
export const describeZones = defineAction({
  name: "DescribeZones",
  writes: false,
  params: { zoneIds: texts() },
  run(cloud, { zoneIds = [] }) {
    const zoneSet = [...cloud.zones.values()]
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
