import type { ZenlayerError } from "../../../provider/zenlayer/apiError";
import type { Json } from "../../../provider/zenlayer/responseReader";
import { readZecZone } from "../../../provider/zenlayer/zec/readZec";
import { skipped, type CheckResult } from "./checkResult";
import { listIn, ONE, type Probe } from "./probe";

/** Reading actions of Elastic Compute. Its tags and groups are only changed. @param zones response to DescribeZones */
export async function checkZec(probe: Probe, zones: Json | ZenlayerError): Promise<CheckResult[]> {
  const images = await probe.call("zec DescribeCustomImages", ONE);
  const [imageId] = listIn("zec DescribeCustomImages", images, "dataSet", (reader) => (item) => {
    return reader.id(item, "imageId");
  });
  const [zone] = listIn("zec DescribeZones", zones, "zoneSet", readZecZone);
  const gpu = "zec DescribeZoneGpuInstanceConfigInfos";
  const progress = "zec DescribeImageCopyProgress";
  return [
    probe.action("zec DescribeRegions", await probe.call("zec DescribeRegions", {})),
    probe.action("zec DescribeCustomImages", images),
    probe.action("zec DescribeInstances", await probe.call("zec DescribeInstances", ONE)),
    zone === undefined
      ? skipped(gpu, "No zone is known to list GPU types of")
      : probe.action(gpu, await probe.call(gpu, { zoneId: zone.zoneId })),
    imageId === undefined
      ? skipped(progress, "No image is known to read the progress of")
      : probe.action(progress, await probe.call(progress, { imageId })),
    skipped("zrm ModifyResourceTags", "Could only be checked by changing tags"),
    skipped("user AddResourceResourceGroup", "Could only be checked by moving an image to a resource group"),
  ];
}
