import type { ZoneQuota } from "../../zenlayer/types";

/** Slots that this run needs in each zone, counted as its resources are checked. */
export class QuotaPlan {
  readonly #added = new Map<string, number>();
  readonly #reported = new Set<string>();

  /**
   * Counts one more image.
   * @param slots 0 for a replacement whose old image is deleted first
   * @returns how many the run adds so far, at the one moment when they become too many for the zone
   */
  add(quota: ZoneQuota, slots: 0 | 1 = 1): number | undefined {
    const added = (this.#added.get(quota.zoneId) ?? 0) + slots;
    this.#added.set(quota.zoneId, added);
    if (added <= quota.maxCount - quota.count || this.#reported.has(quota.zoneId)) return undefined;
    this.#reported.add(quota.zoneId);
    return added;
  }
}
