import { RequestCoalescer } from "./requestCoalescer";
import type { Clock } from "./clock";

/** What a list may miss and still be of use. */
export interface Freshness {
  /** How long ago it may have been requested. */
  maxAgeMs: number;
  /** A list from before a write of ours will do, too. */
  evenBeforeWrites?: boolean;
}

/** When the list was requested: it does not show anything later. */
interface ListStamp {
  sentAt: number;
  /** Writes of ours that had come back by then. */
  writes: number;
}

/** What a zone holds: callers at the same time, or soon after, share a call. */
export class ZoneList<T> {
  readonly #clock: Clock;
  readonly #calls: RequestCoalescer<void, readonly T[]>;
  #writes = 0;
  #underWay?: ListStamp;
  #last?: ListStamp & { items: readonly T[] };

  /** @param list requests all of it */
  constructor(clock: Clock, list: (signal: AbortSignal) => Promise<readonly T[]>) {
    this.#clock = clock;
    this.#calls = new RequestCoalescer(async (_, signal) => {
      const stamp = { sentAt: clock.now(), writes: this.#writes };
      this.#underWay = stamp;
      const items = await list(signal);
      this.#last = { ...stamp, items };
      return items;
    });
  }

  /** A list that fits `wanted`, shared by all callers; with `maxAgeMs` 0, one that is requested after this call. */
  async get(wanted: Freshness, signal?: AbortSignal): Promise<readonly T[]> {
    signal?.throwIfAborted();
    if (this.#last && this.#serves(this.#last, wanted)) return this.#last.items;
    const joined = this.#underWay && this.#serves(this.#underWay, wanted) && this.#calls.join(signal);
    return joined || this.#calls.load(undefined, signal);
  }

  /** A write of ours has ended: lists that were requested before may not show it. */
  noteWrite(): void {
    this.#writes++;
  }

  #serves(stamp: ListStamp, { maxAgeMs, evenBeforeWrites = false }: Freshness): boolean {
    const showsWrites = evenBeforeWrites || stamp.writes === this.#writes;
    return maxAgeMs > 0 && showsWrites && this.#clock.now() - stamp.sentAt <= maxAgeMs;
  }
}
