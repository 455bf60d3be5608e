import { Batch } from "./batch";
import type { Clock } from "./clock";
import type { ImageInfo, ZenlayerApi } from "./types";

/** What an answer can know: nothing that happened after it was asked for. */
interface Stamp {
  sentAt: number;
  /** Writes of ours that had come back by then. */
  writes: number;
}

/** The custom images of one zone: one call serves all who ask at the same time, or soon after. */
export class ZoneList {
  readonly #clock: Clock;
  readonly #calls: Batch<void, ImageInfo[]>;
  #writes = 0;
  #underWay?: Stamp;
  #last?: Stamp & { images: ImageInfo[] };

  constructor(api: Pick<ZenlayerApi, "describeImages">, clock: Clock, zoneId: string) {
    this.#clock = clock;
    this.#calls = new Batch(async (_, signal) => {
      const stamp = { sentAt: clock.now(), writes: this.#writes };
      this.#underWay = stamp;
      const images = await api.describeImages(zoneId, { imageType: "CUSTOM_IMAGE" }, signal);
      this.#last = { ...stamp, images };
      return images;
    });
  }

  /** A list that was asked for at most `maxAgeMs` ago and after the last write of ours; with 0, after this call. */
  async get(maxAgeMs: number, signal?: AbortSignal): Promise<ImageInfo[]> {
    signal?.throwIfAborted();
    if (this.#last && this.#serves(this.#last, maxAgeMs)) return [...this.#last.images];
    const joined = this.#underWay && this.#serves(this.#underWay, maxAgeMs) && this.#calls.join(signal);
    return [...(await (joined || this.#calls.ask(undefined, signal)))];
  }

  /** A write of ours has come back: what was asked before may not show it. */
  noteWrite(): void {
    this.#writes++;
  }

  #serves(stamp: Stamp, maxAgeMs: number): boolean {
    return maxAgeMs > 0 && stamp.writes === this.#writes && this.#clock.now() - stamp.sentAt <= maxAgeMs;
  }
}
