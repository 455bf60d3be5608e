import { setTimeout as delay } from "node:timers/promises";

/** A source of time. Injected, so that tests do not have to wait. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Resolves after `ms` milliseconds. Rejects as soon as `signal` is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The system clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
};

/**
 * The clock for images and instances. It can be paused and advanced. Signatures are checked against the base clock,
 * so advancing this one does not expire them.
 */
export class CloudClock {
  readonly #base: Clock;
  #ahead = 0;
  #pausedAt: number | undefined;

  constructor(base: Clock) {
    this.#base = base;
  }

  now(): number {
    return this.#pausedAt ?? this.#base.now() + this.#ahead;
  }

  pause(): void {
    this.#pausedAt = this.now();
  }

  resume(): void {
    if (this.#pausedAt === undefined) return;
    this.#ahead = this.#pausedAt - this.#base.now();
    this.#pausedAt = undefined;
  }

  advance(ms: number): void {
    if (this.#pausedAt === undefined) this.#ahead += ms;
    else this.#pausedAt += ms;
  }
}
