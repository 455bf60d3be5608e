import type { Clock } from "./clock";
import { Contact } from "./contact";
import type { ImageInfo, ZenlayerApi } from "./types";
import { ZoneList, type Wanted } from "./zoneList";
import { ZoneWatch, type Timeout, type Watch } from "./zoneWatch";

export { outageToleranceMs, Timeout, type Look, type Watch } from "./zoneWatch";

/** Reads of a refresh and look-ups of a preview may share a list that is so old. */
const defaultMaxAgeMs = 5_000;

/**
 * The custom images of all zones, looked at together: however many ask or wait for images of a zone, calls are
 * made for the zone, not for each of them.
 */
export class ZoneImages {
  readonly #open: (zoneId: string) => { list: ZoneList; watch: ZoneWatch };
  readonly #zones = new Map<string, { list: ZoneList; watch: ZoneWatch }>();

  /** @param pollIntervalMs fixed time between two looks of a wait; without it the time grows with the age. */
  constructor(api: Pick<ZenlayerApi, "describeImages">, clock: Clock, pollIntervalMs?: number) {
    this.#open = (zoneId) => {
      const contact = new Contact(clock);
      const list = new ZoneList(api, clock, zoneId, contact);
      const look = (signal: AbortSignal) => list.get({ maxAgeMs: 0 }, signal);
      return { list, watch: new ZoneWatch(clock, look, contact, pollIntervalMs) };
    };
  }

  /**
   * Every custom image of a zone.
   * @param maxAgeMs how long ago the list may have been asked for, 5 s if not given; a list that was asked for before
   * a write of ours came back is given only with `evenBeforeWrites`. With 0 the request is sent after this call.
   * @throws ZenlayerError, an own one for each caller, or the reason of `signal`.
   */
  list(zoneId: string, options: Partial<Wanted> & { signal?: AbortSignal } = {}): Promise<readonly ImageInfo[]> {
    const { maxAgeMs = defaultMaxAgeMs, evenBeforeWrites, signal } = options;
    return this.#zone(zoneId).list.get({ maxAgeMs, evenBeforeWrites }, signal);
  }

  /** Tells that a write to the zone's images has come back, well or not: older lists no longer count. */
  noteWrite(zoneId: string): void {
    this.#zone(zoneId).list.noteWrite();
  }

  /**
   * Looks until `look` is done. The first look comes at once, or a second after the last one; the next ones from
   * 1 s to 15 s apart as the image grows older.
   * @returns what `look` found, or {@link Timeout} after a last look at the deadline.
   * @throws what `look` throws, the reason of `signal`, a refusal at once, and an outage after two minutes.
   */
  watch<T>(zoneId: string, watch: Watch<T>): Promise<T | Timeout> {
    return this.#zone(zoneId).watch.watch(watch);
  }

  #zone(zoneId: string): { list: ZoneList; watch: ZoneWatch } {
    const known = this.#zones.get(zoneId);
    if (known) return known;
    const zone = this.#open(zoneId);
    this.#zones.set(zoneId, zone);
    return zone;
  }
}
