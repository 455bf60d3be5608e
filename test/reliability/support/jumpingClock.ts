import { setImmediate } from "node:timers/promises";

import type { Clock } from "../../../provider/zenlayer/clock";

interface Sleeper {
  until: number;
  wake: () => void;
}

/** Rounds of the event loop without anything under way after which nothing more is going to happen by itself. */
const idleRounds = 12;

/**
 * A clock whose time passes only while nobody does anything: as soon as no request is under way and somebody sleeps, it
 * jumps to the end of the first sleep. So a wait of an hour costs a millisecond, even over real HTTP. Shared by the
 * emulator and the provider, which are thus always of one opinion about the time.
 */
export class JumpingClock implements Clock {
  #now: number;
  #busy = 0;
  #touched = false;
  #jumping = false;
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

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
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
      signal?.addEventListener("abort", stop, { once: true });
      this.#sleepers.add(sleeper);
      void this.#jump();
    });
  }

  /** Time stands still while `work` is under way: it does something that no clock knows of, such as a request. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#busy++;
    try {
      return await work();
    } finally {
      this.#busy--;
      void this.#jump();
    }
  }

  /** Tells that something has happened, so that more may follow by itself. */
  touch(): void {
    this.#touched = true;
  }

  async #jump(): Promise<void> {
    if (this.#jumping) return;
    this.#jumping = true;
    while (this.#sleepers.size > 0 && (await this.#isIdle())) {
      const next = [...this.#sleepers].sort((a, b) => a.until - b.until)[0];
      if (!next) break;
      this.#now = Math.max(this.#now, next.until);
      next.wake();
    }
    this.#jumping = false;
  }

  async #isIdle(): Promise<boolean> {
    for (let round = 0; round < idleRounds; round++) {
      if (this.#busy > 0) return false;
      await setImmediate();
      if (this.#touched) round = 0;
      this.#touched = false;
    }
    return this.#busy === 0;
  }
}
