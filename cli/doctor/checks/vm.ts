import { ZenlayerError } from "../../../provider/zenlayer/apiError";
import { readQuota, readZone, type Json } from "../../../provider/zenlayer/responseReader";
import type { ZoneQuota } from "../../../provider/zenlayer/types";
import { ok, skipped, warning, type CheckResult } from "./checkResult";
import { listIn, ONE, type Probe } from "./probe";

/** Reading actions of `vm`, and its quota. @param zones response to DescribeZones */
export async function checkVm(probe: Probe, zones: Json | ZenlayerError): Promise<CheckResult[]> {
  const quota = await probe.call("DescribeImageQuota", {});
  const quotas = listIn("DescribeImageQuota", quota, "images", readQuota);
  const zoneId = listIn("DescribeZones", zones, "zoneSet", readZone)[0]?.zoneId ?? quotas[0]?.zoneId;
  return [
    probe.action("DescribeImageQuota", quota),
    zoneId === undefined
      ? skipped("DescribeImages", "No zone is known to list images of")
      : probe.action("DescribeImages", await probe.call("DescribeImages", { zoneId, ...ONE })),
    probe.action("DescribeInstances", await probe.call("DescribeInstances", ONE)),
    ...(quota instanceof ZenlayerError ? [] : [quotaCheck(quotas)]),
  ];
}

function quotaCheck(quotas: ZoneQuota[]): CheckResult {
  const used = quotas.filter(({ count }) => count > 0);
  const text = used.map(({ zoneId, count, maxCount }) => `${zoneId} ${count} of ${maxCount}`).join(", ");
  const full = used.filter(({ count, maxCount }) => count >= maxCount).map(({ zoneId }) => zoneId);
  if (full.length === 0) return ok("quota", text === "" ? "No zone holds custom images" : `Custom images: ${text}`);
  return warning(
    "quota",
    `Custom images: ${text}`,
    `No more images can be created in ${full.join(", ")}: delete one (\`pulumi-zenlayer audit\` shows what they are), ` +
      "or ask Zenlayer support for a higher quota",
  );
}
