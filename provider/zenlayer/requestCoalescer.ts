import { setImmediate } from "node:timers/promises";

import { endWait } from "./endWait";
import { raceAbort } from "./raceAbort";
import { ZenlayerError } from "./apiError";
import type { Clock } from "./clock";

/** How closely calls may follow each other. */
export interface Pacing {
  clock: Clock;
  /** Milliseconds from the start of one call to that of the next, at least. */
  gapMs: number;
}

/** One call for many callers. */
interface Round<K, R> {
  keys: K[];
  /** Callers that still wait for the result; the call is aborted when there are none left. */
  waiting: number;
  abort: AbortController;
  result: Promise<R>;
  start: () => void;
}

/** A shared failure as an error of one's own: its receiver may change it, and each has a stack of its own. */
export const copyError = (error: unknown): unknown =>
  error instanceof ZenlayerError ? new ZenlayerError(error) : error;

/**
 * Gathers keys into one call: those that are loaded at the same moment go together, and those that are loaded while a
 * call is in flight go together in the next one. So N callers at once cost one or two calls, and no result is older than
 * its caller's request. A canceled caller does not affect the others; each caller receives an error of its own.
 */
export class RequestCoalescer<K, R> {
  readonly #loadAll: (keys: K[], signal: AbortSignal) => Promise<R>;
  readonly #pace?: Pacing;
  #startedAt = -Infinity;
  #current?: Round<K, R>;
  #next?: Round<K, R>;
  #pumping = false;

  /** @param pace keeps a stream of callers from becoming a stream of calls; the first call is sent at once. */
  constructor(loadAll: (keys: K[], signal: AbortSignal) => Promise<R>, pace?: Pacing) {
    this.#loadAll = loadAll;
    this.#pace = pace;
  }

  /** The result of the next call, which contains `key` among others. */
  async load(key: K, signal?: AbortSignal): Promise<R> {
    signal?.throwIfAborted();
    const round = (this.#next ??= this.#open());
    round.keys.push(key);
    void this.#pump();
    return this.#wait(round, signal);
  }

  /** The result of the call in flight, if there is one that has not been aborted. It may be older than the request. */
  join(signal?: AbortSignal): Promise<R> | undefined {
    return this.#current && this.#current.waiting > 0 ? this.#wait(this.#current, signal) : undefined;
  }

  #open(): Round<K, R> {
    const keys: K[] = [];
    const abort = new AbortController();
    let start!: () => void;
    const started = new Promise<void>((resolve) => (start = resolve));
    const result = started.then(() => this.#loadAll(keys, abort.signal));
    result.catch(() => undefined); // each caller receives it, unless all have left
    return { keys, waiting: 0, abort, result, start };
  }

  async #wait(round: Round<K, R>, signal?: AbortSignal): Promise<R> {
    round.waiting++;
    try {
      return await raceAbort(round.result, signal);
    } catch (error) {
      throw copyError(error);
    } finally {
      if (--round.waiting === 0) this.#drop(round);
    }
  }

  /** No caller is left. A new caller needs a round of its own: this one ends with an error. */
  #drop(round: Round<K, R>): void {
    endWait(round.abort);
    if (this.#next === round) this.#next = undefined;
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    for (;;) {
      await setImmediate(); // include callers of this very moment
      if (this.#next) await this.#keepPace();
      const round = this.#next;
      if (!round) break; // there is no caller, or all have left
      this.#next = undefined;
      this.#current = round;
      this.#startedAt = this.#pace?.clock.now() ?? 0;
      round.start();
      await round.result.catch(() => undefined);
      this.#current = undefined;
    }
    this.#pumping = false;
  }

  async #keepPace(): Promise<void> {
    if (!this.#pace) return;
    const { clock, gapMs } = this.#pace;
    const left = this.#startedAt + gapMs - clock.now();
    if (left > 0) await clock.sleep(left);
  }
}
