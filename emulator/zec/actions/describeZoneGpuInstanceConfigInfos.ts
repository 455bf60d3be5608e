import { text } from "../../validate";
import { defineAction } from "../action";
import { GPU_TYPE } from "../defaults";

/** Lists the GPU instance types of a zone, or of all. The emulator has one type, the same in each zone. */
export const describeZoneGpuInstanceConfigInfos = defineAction({
  name: "DescribeZoneGpuInstanceConfigInfos",
  writes: false,
  params: { zoneId: text(), instanceType: text() },
  run(cloud, { zoneId, instanceType = GPU_TYPE.instanceType }) {
    const zoneIds = [...cloud.zones.keys()].filter((id) => zoneId === undefined || id === zoneId);
    const isKnown = instanceType === GPU_TYPE.instanceType;
    return { instanceTypeQuotaSet: isKnown ? zoneIds.map((id) => ({ zoneId: id, ...GPU_TYPE })) : [] };
  },
});
