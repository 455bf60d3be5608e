import type { ZoneQuota } from "../../zenlayer/types";

/** Places that this run takes in each zone, counted as its resources are checked. */
export class QuotaPlan {
  private readonly added = new Map<string, number>();
  private readonly reported = new Set<string>();

  /**
   * Counts one more image.
   * @param takesPlace false for a replacement whose old image goes first
   * @returns how many the run adds so far, at the one moment when they become too many for the zone
   */
  add(quota: ZoneQuota, takesPlace: boolean): number | undefined {
    const added = (this.added.get(quota.zoneId) ?? 0) + (takesPlace ? 1 : 0);
    this.added.set(quota.zoneId, added);
    if (added <= quota.maxCount - quota.count || this.reported.has(quota.zoneId)) return undefined;
    this.reported.add(quota.zoneId);
    return added;
  }
}
