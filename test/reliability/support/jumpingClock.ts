import { setImmediate } from "node:timers/promises";

import { TestClock } from "../../support/testClock";

/** Rounds of the event loop without activity after which only time can trigger more. */
const IDLE_ROUNDS = 12;

/**
 * A clock that jumps to the end of the first sleep as soon as no request is in flight, so that waiting an hour takes a
 * millisecond, even over real HTTP. Emulator and provider share it, so that they agree about the time.
 */
export class JumpingClock extends TestClock {
  #busy = 0;
  #touched = false;
  #jumping = false;

  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const sleeping = super.sleep(ms, signal);
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
    while (this.sleeping > 0 && (await this.#isIdle())) this.wakeNext();
    this.#jumping = false;
  }

  async #isIdle(): Promise<boolean> {
    for (let round = 0; round < IDLE_ROUNDS; round++) {
      if (this.#busy > 0) return false;
      await setImmediate();
      if (this.#touched) round = 0;
      this.#touched = false;
    }
    return this.#busy === 0;
  }
}
