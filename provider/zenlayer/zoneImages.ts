import type { Clock } from "./clock";
import { Contact } from "./contact";
import { isTolerated, Poller, pollInterval, Timeout, type Evaluation, type Watch } from "./poller";
import type { ImageInfo, Scope, UnreadableImage, ZenlayerApi } from "./types";
import { unreadableIn } from "./unreadable";
import { ZoneList, type Freshness } from "./zoneList";
import { ZoneResolver } from "./zoneResolver";

export { Timeout, type Evaluation } from "./poller";

/** Reads of a refresh and of a preview may share a list that is so old. */
const DEFAULT_MAX_AGE_MS = 5_000;
/** One wait for something to become true of the images of a zone. */
export type ZoneWatch<T> = Watch<readonly ImageInfo[], T>;

/** One wait for something to become true of one image. */
export interface ImageWatch<T> extends Omit<ZoneWatch<T>, "key" | "evaluate" | "outageToleranceMs"> {
  readonly imageId: string;
  /** Decides whether the wait is over. That the image is absent counts only once a request by id has shown the same. */
  evaluate(image: ImageInfo | undefined): Evaluation<T>;
}

interface Zone {
  list: ZoneList<ImageInfo>;
  resolver: ZoneResolver;
  poller: Poller<readonly ImageInfo[]>;
}

/**
 * The custom images of all zones, read together: however many callers read or poll images of a zone, calls are sent for
 * the zone, not for each of them; and where lists cover the account, for the account.
 */
export class ZoneImages {
  readonly #open: (zoneId: string) => Zone;
  readonly #zones = new Map<string, Zone>();
  readonly #clock: Clock;
  readonly #pollIntervalMs?: number;
  readonly #scope: Scope;
  /** What the latest list of each zone could not read, and the zones for which that was reported. */
  readonly #unreadable = new Map<string, readonly UnreadableImage[]>();
  readonly #reported = new Set<string>();

  /** @param options.pollIntervalMs fixed polling interval; without it the interval grows with the age of what is polled */
  constructor(
    api: Pick<ZenlayerApi, "describeImages">,
    clock: Clock,
    { pollIntervalMs, scope = "zone" }: { pollIntervalMs?: number; scope?: Scope } = {},
  ) {
    this.#clock = clock;
    this.#scope = scope;
    this.#pollIntervalMs = pollIntervalMs;
    this.#open = (zoneId) => {
      const contact = new Contact(clock);
      const filter = { imageType: "CUSTOM_IMAGE" };
      const list = new ZoneList(clock, (signal) => this.#list(api, zoneId, filter, signal, contact));
      const read = (_: string[], signal: AbortSignal) => list.get({ maxAgeMs: 0 }, signal);
      const poller = new Poller({ clock, read, contact, pollIntervalMs });
      return { list, resolver: new ZoneResolver(api, zoneId), poller };
    };
  }

  /**
   * Every custom image of a zone.
   * @param maxAgeMs how long ago the list may have been requested, 5 s if not given; a list that was requested before a
   * write of ours came back is given only with `evenBeforeWrites`. With 0 the request is sent after this call.
   * @throws ZenlayerError, an own one for each caller, or the reason of `signal`.
   */
  list(zoneId: string, options: Partial<Freshness> & { signal?: AbortSignal } = {}): Promise<readonly ImageInfo[]> {
    const { maxAgeMs = DEFAULT_MAX_AGE_MS, evenBeforeWrites, signal } = options;
    return this.#zone(zoneId).list.get({ maxAgeMs, evenBeforeWrites }, signal);
  }

  /**
   * One image of a zone, of any type, by its id: another request than the list, and never an older response than the
   * call. Simultaneous callers share a call.
   * @returns nothing if the service does not know the image in this zone
   * @throws ZenlayerError, an own one for each caller, or the reason of `signal`.
   */
  find(zoneId: string, imageId: string, signal?: AbortSignal): Promise<ImageInfo | undefined> {
    return this.#zone(zoneId).resolver.find(imageId, signal);
  }

  /** What could not be read of the zone's latest list; the first time only, so that each zone is reported once. */
  takeUnreadable(zoneId: string): readonly UnreadableImage[] {
    const key = this.#keyOf(zoneId);
    const found = this.#unreadable.get(key) ?? [];
    if (found.length === 0 || this.#reported.has(key)) return [];
    this.#reported.add(key);
    return found;
  }

  /** Records that a write to the zone's images has ended, well or not: older lists no longer count. */
  noteWrite(zoneId: string): void {
    this.#zone(zoneId).list.noteWrite();
  }

  /**
   * Polls the images of a zone until `evaluate` is done: {@link Poller.watch}.
   * @returns what `evaluate` found, or {@link Timeout} after a last reading at the deadline
   * @throws what `evaluate` throws, the reason of `signal`, a rejection at once, and an outage after two minutes
   */
  watch<T>(zoneId: string, watch: ZoneWatch<T>): Promise<T | Timeout> {
    return this.#zone(zoneId).poller.watch(watch);
  }

  /**
   * Polls one image until `evaluate` is done, like {@link watch}. One list without the image proves nothing, so its absence
   * is confirmed by a request by id; an image that exists all the same is evaluated as found there.
   */
  async watchImage<T>(zoneId: string, watch: ImageWatch<T>): Promise<T | Timeout> {
    const { imageId, since, change = "creation", deadline, signal } = watch;
    // Called as methods: a watch may be a class.
    const lost = (until?: number) => watch.lost?.(until);
    const back = () => watch.back?.();
    let failingSince: number | undefined;
    for (;;) {
      let isListed = false;
      const evaluate = (images: readonly ImageInfo[]): Evaluation<T> => {
        const image = images.find((candidate) => candidate.imageId === imageId);
        isListed = image !== undefined;
        return watch.evaluate(image);
      };
      const end = await this.watch<T>(zoneId, { since, change, deadline, signal, evaluate, lost, back });
      if (end === Timeout || isListed) return end;
      const sentAt = this.#clock.now();
      try {
        const image = await this.find(zoneId, imageId, signal);
        if (image === undefined) return end;
        failingSince = undefined;
        const found = watch.evaluate(image);
        if (found.done) return found.value;
      } catch (error) {
        failingSince ??= sentAt;
        if (!isTolerated(error, { failingSince, sentAt, now: this.#clock.now() }, { deadline })) throw error;
      }
      const now = this.#clock.now();
      if (now >= deadline) return Timeout;
      const interval = pollInterval(change, now - since, this.#pollIntervalMs);
      await this.#clock.sleep(Math.min(interval, deadline - now), signal);
    }
  }

  async #list(api: Pick<ZenlayerApi, "describeImages">, ...args: Parameters<ZenlayerApi["describeImages"]>) {
    const images = await api.describeImages(...args);
    this.#unreadable.set(args[0], unreadableIn(images));
    return images;
  }

  #zone(zoneId: string): Zone {
    const key = this.#keyOf(zoneId);
    const known = this.#zones.get(key);
    if (known) return known;
    const zone = this.#open(key);
    this.#zones.set(key, zone);
    return zone;
  }

  /** Where lists cover the account, all zones are one. */
  #keyOf(zoneId: string): string {
    return this.#scope === "account" ? "" : zoneId;
  }
}
