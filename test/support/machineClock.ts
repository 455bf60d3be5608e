import type { Clock } from "../../provider/zenlayer/clock";

/** Where the monotonic clock of such a machine begins: far from any time of day, so that mixing up the two shows. */
const origin = 1_000;

/** The clock of one machine, which somebody may set at any time. Time passes as it does on `base`, the true one. */
export class MachineClock implements Clock {
  readonly #startedAt: number;

  /** @param offMs how far the machine's time of day is from the true one */
  constructor(
    private readonly base: Clock,
    private offMs = 0,
  ) {
    this.#startedAt = base.now();
  }

  now(): number {
    return origin + this.base.now() - this.#startedAt;
  }

  wallTime(): number {
    return this.base.now() + this.offMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.base.sleep(Math.ceil(ms), signal); // timers know whole milliseconds only
  }

  /** Somebody sets the time of day. */
  step(ms: number): void {
    this.offMs += ms;
  }
}
