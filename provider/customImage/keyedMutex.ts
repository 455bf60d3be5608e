import { raceAbort } from "../zenlayer/raceAbort";

/** Lets those who ask for the same key go one after the other, in the order in which they asked. */
export class KeyedMutex {
  readonly #last = new Map<string, Promise<unknown>>();

  /**
   * Runs `work` when everybody before us is done, whatever their outcome.
   * @throws the reason of `signal` if that is aborted while we wait for our turn; `work` is not run then.
   */
  async runExclusive<T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const before = this.#last.get(key);
    let leave!: () => void;
    const mine = new Promise<void>((resolve) => (leave = resolve));
    // Whoever comes next waits for those before us too, since we may give up before our turn.
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
