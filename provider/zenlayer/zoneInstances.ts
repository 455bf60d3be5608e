import type { Clock } from "./clock";
import type { InstanceOrigin, ZenlayerApi } from "./types";
import { ZoneList } from "./zoneList";

/** Functions of a program may share a list that is so old. */
const DEFAULT_MAX_AGE_MS = 5_000;

/** The instances of zones and the images that they were created from, listed once for all callers. */
export class ZoneInstances {
  readonly #open: (zoneId: string | undefined) => ZoneList<InstanceOrigin>;
  readonly #lists = new Map<string | undefined, ZoneList<InstanceOrigin>>();

  constructor(api: Pick<ZenlayerApi, "listInstanceOrigins">, clock: Clock) {
    this.#open = (zoneId) => new ZoneList(clock, (signal) => api.listInstanceOrigins(zoneId, signal));
  }

  /**
   * Every instance, whatever its status, those in the recycle bin included. A key may see less than the account has.
   * @param zoneId absent: the instances of all zones, in one list
   * @param options.maxAgeMs how long ago the list may have been requested, 5 s by default; with 0 the request is sent
   * after this call
   * @throws ZenlayerError, an own one for each caller, unless the list was read whole, or the reason of `signal`
   */
  async list(
    zoneId: string | undefined,
    { maxAgeMs = DEFAULT_MAX_AGE_MS, signal }: { maxAgeMs?: number; signal?: AbortSignal } = {},
  ): Promise<readonly InstanceOrigin[]> {
    const list = this.#lists.get(zoneId) ?? this.#open(zoneId);
    this.#lists.set(zoneId, list);
    return list.get({ maxAgeMs }, signal);
  }

  /** Those of {@link list} that were created from the image. */
  async createdFrom(
    imageId: string,
    zoneId: string | undefined,
    options?: { maxAgeMs?: number; signal?: AbortSignal },
  ): Promise<InstanceOrigin[]> {
    return (await this.list(zoneId, options)).filter((instance) => instance.imageId === imageId);
  }
}
