import type { Clock } from "./clock";

/** A `Date` header holds whole seconds: smaller differences are ignored. */
const PRECISION_MS = 1_000;

/**
 * The service's time, from the `Date` header of its responses. Times that are stored, and compared by other processes,
 * are of this clock: the clocks of two computers may be minutes apart.
 */
export class ServiceTime {
  readonly #clock: Clock;
  /** Service time minus the monotonic time of this process. */
  #ahead?: number;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Records the `Date` header of a response of the API. */
  note(date: string | undefined): void {
    const ahead = Date.parse(date ?? "") - this.#clock.now();
    if (Number.isNaN(ahead)) return;
    const isNews = this.#ahead === undefined || ahead > this.#ahead || ahead <= this.#ahead - PRECISION_MS;
    if (isNews) this.#ahead = ahead;
  }

  /** Milliseconds since 1970; by the clock of this machine until a response has a date. */
  now(): number {
    return this.#ahead === undefined ? this.#clock.wallTime() : this.#clock.now() + this.#ahead;
  }

  /** How long ago a moment of the service was, in milliseconds. */
  ageOf(moment: number): number {
    return this.now() - moment;
  }
}
