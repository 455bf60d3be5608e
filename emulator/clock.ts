import { setTimeout as delay } from "node:timers/promises";

/** Time, handed in from outside so that tests need not wait. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects as soon as `signal` is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
};

/**
 * The time by which images and instances change: a base clock that can be stopped and moved on. Signatures are
 * checked against the base clock, so that a jump ahead does not make every client look late.
 */
export class WorldClock {
  #ahead = 0;
  #pausedAt: number | undefined;

  constructor(private readonly base: Clock) {}

  now(): number {
    return this.#pausedAt ?? this.base.now() + this.#ahead;
  }

  pause(): void {
    this.#pausedAt = this.now();
  }

  resume(): void {
    if (this.#pausedAt === undefined) return;
    this.#ahead = this.#pausedAt - this.base.now();
    this.#pausedAt = undefined;
  }

  advance(ms: number): void {
    if (this.#pausedAt === undefined) this.#ahead += ms;
    else this.#pausedAt += ms;
  }
}
