interface Sleeper {
  until: number;
  wake: () => void;
}

/** Pending sleeps of a test clock. */
export class Sleepers {
  readonly #pending = new Set<Sleeper>();

  get size(): number {
    return this.#pending.size;
  }

  /** Resolves when the sleep is woken. Rejects with the reason of `signal` when that is aborted. */
  add(until: number, signal?: AbortSignal): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const sleeper: Sleeper = {
        until,
        wake: () => {
          this.#pending.delete(sleeper);
          signal?.removeEventListener("abort", abort);
          resolve();
        },
      };
      const abort = (): void => {
        this.#pending.delete(sleeper);
        reject(signal?.reason as Error);
      };
      this.#pending.add(sleeper);
      signal?.addEventListener("abort", abort, { once: true });
    });
  }

  /** The sleep that ends first, of several the one that started first; undefined if there is none. */
  first(): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of this.#pending) if (!first || sleeper.until < first.until) first = sleeper;
    return first;
  }
}
