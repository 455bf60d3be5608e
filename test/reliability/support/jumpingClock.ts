import { setImmediate } from "node:timers/promises";

import type { Clock } from "../../../provider/zenlayer/clock";
import { Sleepers } from "../../support/sleepers";

/** Rounds of the event loop without activity after which only time can trigger more. */
const idleRounds = 12;

/**
 * A clock that jumps to the end of the first sleep as soon as no request is in flight, so that waiting an hour takes a
 * millisecond, even over real HTTP. Emulator and provider share it, so that they agree about the time.
 */
export class JumpingClock implements Clock {
  #now: number;
  #busy = 0;
  #touched = false;
  #jumping = false;
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

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const sleeping = this.#sleepers.add(this.#now + Math.max(0, ms), signal);
    void this.#jump();
    return sleeping;
  }

  /** Stops the clock while `work` runs, for example a request, which takes real time. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#busy++;
    try {
      return await work();
    } finally {
      this.#busy--;
      void this.#jump();
    }
  }

  /** Reports activity, so that the clock waits for what follows from it. */
  touch(): void {
    this.#touched = true;
  }

  async #jump(): Promise<void> {
    if (this.#jumping) return;
    this.#jumping = true;
    while (this.#sleepers.size > 0 && (await this.#isIdle())) {
      const next = this.#sleepers.first();
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
