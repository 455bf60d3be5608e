import { RequestCoalescer } from "./requestCoalescer";
import type { Clock } from "./clock";
import type { Contact } from "./contact";
import type { ImageInfo, ZenlayerApi } from "./types";

/** What a list may miss and still be of use. */
export interface Freshness {
  /** How long ago it may have been asked for. */
  maxAgeMs: number;
  /** A list from before a write of ours will do, too. */
  evenBeforeWrites?: boolean;
}

/** What an answer can know: nothing that happened after it was asked for. */
interface ListStamp {
  sentAt: number;
  /** Writes of ours that had come back by then. */
  writes: number;
}

/** The custom images of one zone: one call serves all who ask at the same time, or soon after. */
export class ZoneList {
  readonly #clock: Clock;
  readonly #calls: RequestCoalescer<void, readonly ImageInfo[]>;
  #writes = 0;
  #underWay?: ListStamp;
  #last?: ListStamp & { images: readonly ImageInfo[] };

  /** @param contact is told what is sent and what is answered */
  constructor(api: Pick<ZenlayerApi, "describeImages">, clock: Clock, zoneId: string, contact: Contact) {
    this.#clock = clock;
    this.#calls = new RequestCoalescer(async (_, signal) => {
      const stamp = { sentAt: clock.now(), writes: this.#writes };
      this.#underWay = stamp;
      const images = await api.describeImages(zoneId, { imageType: "CUSTOM_IMAGE" }, signal, contact);
      this.#last = { ...stamp, images };
      return images;
    });
  }

  /** A list that fits `wanted`, the same for all who get it; with `maxAgeMs` 0, one that is asked for after this call. */
  async get(wanted: Freshness, signal?: AbortSignal): Promise<readonly ImageInfo[]> {
    signal?.throwIfAborted();
    if (this.#last && this.#serves(this.#last, wanted)) return this.#last.images;
    const joined = this.#underWay && this.#serves(this.#underWay, wanted) && this.#calls.join(signal);
    return joined || this.#calls.ask(undefined, signal);
  }

  /** A write of ours has come back: what was asked before may not show it. */
  noteWrite(): void {
    this.#writes++;
  }

  #serves(stamp: ListStamp, { maxAgeMs, evenBeforeWrites = false }: Freshness): boolean {
    const showsWrites = evenBeforeWrites || stamp.writes === this.#writes;
    return maxAgeMs > 0 && showsWrites && this.#clock.now() - stamp.sentAt <= maxAgeMs;
  }
}
