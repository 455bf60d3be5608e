import { raceAbort } from "../zenlayer/raceAbort";

/** A mutex for each key; callers are served in order. */
export class KeyedMutex {
  readonly #last = new Map<string, Promise<unknown>>();

  /**
   * Runs `work` once all earlier callers are done, whatever their outcome.
   * @throws the reason of `signal` if that is aborted while waiting; `work` is not run then.
   */
  async runExclusive<T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const before = this.#last.get(key);
    let leave!: () => void;
    const mine = new Promise<void>((resolve) => (leave = resolve));
    // The next caller also waits for those before this one, which may be aborted while it waits.
    const all = before ? before.then(() => mine) : mine;
    this.#last.set(key, all);
    try {
      signal?.throwIfAborted();
      if (before) await raceAbort(before, signal);
      return await work();
    } finally {
      leave();
      if (this.#last.get(key) === all) void all.then(() => this.#last.get(key) === all && this.#last.delete(key));
    }
  }
}
