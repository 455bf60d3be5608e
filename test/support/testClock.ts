import type { Clock } from "../../provider/zenlayer/clock";

interface Sleeper {
  until: number;
  wake: () => void;
}

/** A clock that stands still; its subclasses decide when time passes. Monotonic and wall time are the same. */
export class TestClock implements Clock {
  #now: number;
  readonly #sleepers = new Set<Sleeper>();

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  wallTime(): number {
    return this.#now;
  }

  /** Number of pending sleeps: timers, on a real clock. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  /** Resolves when the sleep is woken. Rejects with the reason of `signal` when that is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const until = this.#now + Math.max(0, ms);
    return new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const sleeper: Sleeper = {
        until,
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal?.removeEventListener("abort", abort);
          resolve();
        },
      };
      const abort = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", abort, { once: true });
    });
  }

  /** When the first sleep ends; Infinity if nobody sleeps. */
  protected get nextWake(): number {
    return this.#first()?.until ?? Infinity;
  }

  /** Moves the time to the end of the first sleep and ends it. Does nothing if nobody sleeps. */
  protected wakeNext(): void {
    const sleeper = this.#first();
    if (!sleeper) return;
    this.moveTo(sleeper.until);
    sleeper.wake();
  }

  /** Moves the time forward, never back. */
  protected moveTo(time: number): void {
    this.#now = Math.max(this.#now, time);
  }

  /** The sleep that ends first, of several the one that started first. */
  #first(): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of this.#sleepers) if (!first || sleeper.until < first.until) first = sleeper;
    return first;
  }
}
