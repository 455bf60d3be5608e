import { RequestCoalescer } from "./requestCoalescer";
import type { Clock } from "./clock";

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

/** What a zone holds: one call serves all who ask at the same time, or soon after. */
export class ZoneList<T> {
  readonly #clock: Clock;
  readonly #calls: RequestCoalescer<void, readonly T[]>;
  #writes = 0;
  #underWay?: ListStamp;
  #last?: ListStamp & { items: readonly T[] };

  /** @param list asks for all of it */
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

  /** A list that fits `wanted`, the same for all who get it; with `maxAgeMs` 0, one that is asked for after this call. */
  async get(wanted: Freshness, signal?: AbortSignal): Promise<readonly T[]> {
    signal?.throwIfAborted();
    if (this.#last && this.#serves(this.#last, wanted)) return this.#last.items;
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
