import { setImmediate } from "node:timers/promises";

import { TestClock } from "./testClock";

/** Rounds of the event loop after which work that does not wait for time has completed. */
const SETTLING_ROUNDS = 12;
/** Number of sleeps after which runUntil() assumes that the promise never settles. */
const MAX_STEPS = 1_000_000;

/**
 * A clock that stands still until a test moves it, so that hours pass in milliseconds and times are exact. Only for work
 * without real input and output, during which this clock does not wait.
 */
export class VirtualClock extends TestClock {
  /** Runs everything that can run without time passing. */
  async settle(): Promise<void> {
    for (let round = 0; round < SETTLING_ROUNDS; round++) await setImmediate();
  }

  /** Moves the clock forward by `ms`, and wakes each sleep at its time. */
  async advance(ms: number): Promise<void> {
    const end = this.now() + ms;
    await this.settle();
    while (this.nextWake <= end) await this.#wakeNext();
    this.moveTo(end);
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
      if (this.sleeping === 0 || step === MAX_STEPS) throw new Error("the promise does not wait for this clock");
      await this.#wakeNext();
    }
    return work;
  }

  async #wakeNext(): Promise<void> {
    this.wakeNext();
    await this.settle();
  }
}
