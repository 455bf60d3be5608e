import { setTimeout as delay } from "node:timers/promises";

/** Time, handed in from outside so that tests never wait. */
export interface Clock {
  /**
   * Milliseconds that only ever grow, at the pace of real time: for pace, ages and deadlines. A clock that is set
   * during the run does not change them, so they must not be compared with a time of another process.
   */
  now(): number;
  /** Milliseconds since 1970, UTC, by the clock of this machine: for signatures, and for times that people read. */
  wallTime(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The wall time of a moment that {@link Clock.now} gave or will give. */
export const toWallTime = (clock: Clock, at: number): number => clock.wallTime() + (at - clock.now());

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  wallTime: () => Date.now(),
  sleep: async (ms, signal) => {
    signal?.throwIfAborted();
    try {
      await delay(ms, undefined, { signal });
    } catch (error) {
      signal?.throwIfAborted(); // the reason of the one who aborted, not node's AbortError
      throw error;
    }
  },
};
