import { setImmediate } from "node:timers/promises";

import type { Clock } from "../../provider/zenlayer/clock";
import { Sleepers } from "./sleepers";

/** Rounds of the event loop after which work that does not wait for time has completed. */
const settlingRounds = 12;
/** Number of sleeps after which runUntil() assumes that the promise never settles. */
const maxSteps = 1_000_000;

/**
 * A clock that stands still until a test moves it, so that hours pass in milliseconds and times are exact. Only for work
 * without real input and output, during which this clock does not wait.
 */
export class VirtualClock implements Clock {
  #now: number;
  readonly #sleepers = new Sleepers();

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

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#sleepers.add(this.#now + Math.max(0, ms), signal);
  }

  /** Runs everything that can run without time passing. */
  async settle(): Promise<void> {
    for (let round = 0; round < settlingRounds; round++) await setImmediate();
  }

  /** Moves the clock forward by `ms`, and wakes each sleep at its time. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    while ((this.#sleepers.first()?.until ?? Infinity) <= end) await this.#wakeFirst();
    this.#now = end;
    await this.settle();
  }

  /**
   * Moves the clock forward until `work` settles.
   * @returns the result of `work`, or throws its error
   */
  async runUntil<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const mark = (): void => void (settled = true);
    work.then(mark, mark);
    await this.settle();
    for (let step = 0; !settled; step++) {
      if (this.#sleepers.size === 0 || step === maxSteps) throw new Error("the promise does not wait for this clock");
      await this.#wakeFirst();
    }
    return work;
  }

  async #wakeFirst(): Promise<void> {
    const sleeper = this.#sleepers.first();
    if (!sleeper) return;
    this.#now = Math.max(this.#now, sleeper.until);
    sleeper.wake();
    await this.settle();
  }
}
