import { setImmediate } from "node:timers/promises";

import type { Clock } from "../../provider/zenlayer/clock";

interface Sleeper {
  until: number;
  wake: () => void;
}

/** Rounds of the event loop in which work that waits for nothing but other work comes to rest. */
const settlingRounds = 12;
/** Sleeps after which a promise that does not settle is taken to be waiting for something else. */
const maxSteps = 1_000_000;

/**
 * A clock that stands still until a test moves it, so that hours pass in milliseconds and every moment can be
 * named. Only for work without real input and output: that takes time which this clock knows nothing of.
 */
export class VirtualClock implements Clock {
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

  /** Sleeps that nobody has ended: timers, on a real clock. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const sleeper: Sleeper = {
        until: this.#now + Math.max(0, ms),
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal?.removeEventListener("abort", stop);
          resolve();
        },
      };
      const stop = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", stop, { once: true });
    });
  }

  /** Lets everything run that can run without time passing. */
  async settle(): Promise<void> {
    for (let round = 0; round < settlingRounds; round++) await setImmediate();
  }

  /** Lets `ms` pass, waking each sleeper at its time. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    for (let next = this.#first(); next && next.until <= end; next = this.#first()) {
      await this.#wake(next);
    }
    this.#now = end;
    await this.settle();
  }

  /** Lets as much time pass as `work` needs, and no more. @returns its result, or throws what it throws. */
  async runUntil<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const mark = (): void => void (settled = true);
    work.then(mark, mark);
    await this.settle();
    for (let step = 0; !settled; step++) {
      const next = this.#first();
      if (!next || step === maxSteps) throw new Error("the promise waits for something that is not time");
      await this.#wake(next);
    }
    return work;
  }

  #first(): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of this.#sleepers) if (!first || sleeper.until < first.until) first = sleeper;
    return first;
  }

  async #wake(sleeper: Sleeper): Promise<void> {
    this.#now = Math.max(this.#now, sleeper.until);
    sleeper.wake();
    await this.settle();
  }
}
