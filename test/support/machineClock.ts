import type { Clock } from "../../provider/zenlayer/clock";

/** Where the monotonic clock of such a computer begins: far from any time of day, so that tests notice a mix-up. */
const origin = 1_000;

/** The clock of one computer, which can be set at any time. Time passes as it does on `base`, the true one. */
export class MachineClock implements Clock {
  readonly #base: Clock;
  #offMs: number;
  readonly #startedAt: number;

  /** @param offMs how far its time of day is from the true one */
  constructor(base: Clock, offMs = 0) {
    this.#base = base;
    this.#offMs = offMs;
    this.#startedAt = base.now();
  }

  now(): number {
    return origin + this.#base.now() - this.#startedAt;
  }

  wallTime(): number {
    return this.#base.now() + this.#offMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#base.sleep(Math.ceil(ms), signal); // timers know whole milliseconds only
  }

  /** Sets the time of day forward or back. */
  step(ms: number): void {
    this.#offMs += ms;
  }
}
