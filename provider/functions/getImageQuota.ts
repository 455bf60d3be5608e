import type { GetImageQuotaArgs, GetImageQuotaResult } from "../schemaTypes";
import type { Session } from "../session";
import { requireValid } from "./validateArguments";

/**
 * How many custom images zones hold and may hold, by zone id. A requested zone that the service does not list does not
 * support images: it has 0 slots.
 * @throws UserError for wrong arguments; ZenlayerError when a request fails or the service does not know a zone
 */
export async function getImageQuota(session: Session, args: GetImageQuotaArgs): Promise<GetImageQuotaResult> {
  requireValid("getImageQuota", args);
  const answered = await session.api.describeImageQuota(args.zoneIds);
  const known = new Map(answered.map((quota) => [quota.zoneId, quota]));
  const zoneIds = args.zoneIds?.length ? [...new Set(args.zoneIds)] : [...known.keys()];
  const zones = zoneIds.sort().map((zoneId) => {
    const { count, maxCount } = known.get(zoneId) ?? { count: 0, maxCount: 0 };
    return { zoneId, count, maxCount, free: Math.max(0, maxCount - count) };
  });
  return { zones };
}
