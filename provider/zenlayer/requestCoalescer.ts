import { setImmediate } from "node:timers/promises";

import { raceAbort } from "./raceAbort";
import { ZenlayerError } from "./apiError";
import type { Clock } from "./clock";

/** How closely calls may follow each other. */
export interface Pacing {
  clock: Clock;
  /** Milliseconds from the start of one call to that of the next, at least. */
  apartMs: number;
}

/** One call for many askers. */
interface Round<Q, A> {
  questions: Q[];
  /** Callers that still wait for the result; the call is aborted when there are none left. */
  waiting: number;
  abort: AbortController;
  answer: Promise<A>;
  start: () => void;
}

/** A shared failure as an error of one's own: its receiver may change it, and each has a stack of its own. */
export const copyError = (error: unknown): unknown =>
  error instanceof ZenlayerError ? new ZenlayerError(error) : error;

/**
 * Gathers questions into one call: those that come up together go together, and those that come while a call is
 * under way go together in the next one. So N askers at once cost one or two calls, and no answer is older than
 * its question. An asker who leaves disturbs no other; an error reaches each as one of its own.
 */
export class RequestCoalescer<Q, A> {
  readonly #ask: (questions: Q[], signal: AbortSignal) => Promise<A>;
  readonly #pace?: Pacing;
  #startedAt = -Infinity;
  #current?: Round<Q, A>;
  #next?: Round<Q, A>;
  #pumping = false;

  /** @param pace keeps a stream of callers from becoming a stream of calls; the first call is sent at once. */
  constructor(ask: (questions: Q[], signal: AbortSignal) => Promise<A>, pace?: Pacing) {
    this.#ask = ask;
    this.#pace = pace;
  }

  /** The result of the next call, which contains `question` among others. */
  async ask(question: Q, signal?: AbortSignal): Promise<A> {
    signal?.throwIfAborted();
    const round = (this.#next ??= this.#open());
    round.questions.push(question);
    void this.#pump();
    return this.#wait(round, signal);
  }

  /** The result of the call in flight, if there is one that has not been aborted. It may be older than the question. */
  join(signal?: AbortSignal): Promise<A> | undefined {
    return this.#current && this.#current.waiting > 0 ? this.#wait(this.#current, signal) : undefined;
  }

  #open(): Round<Q, A> {
    const questions: Q[] = [];
    const abort = new AbortController();
    let start!: () => void;
    const started = new Promise<void>((resolve) => (start = resolve));
    const answer = started.then(() => this.#ask(questions, abort.signal));
    answer.catch(() => undefined); // each caller receives it, unless all have left
    return { questions, waiting: 0, abort, answer, start };
  }

  async #wait(round: Round<Q, A>, signal?: AbortSignal): Promise<A> {
    round.waiting++;
    try {
      return await raceAbort(round.answer, signal);
    } catch (error) {
      throw copyError(error);
    } finally {
      if (--round.waiting === 0) this.#drop(round);
    }
  }

  /** No caller is left. A new caller needs a round of its own: this one ends with an error. */
  #drop(round: Round<Q, A>): void {
    round.abort.abort();
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
      await round.answer.catch(() => undefined);
      this.#current = undefined;
    }
    this.#pumping = false;
  }

  async #keepPace(): Promise<void> {
    if (!this.#pace) return;
    const { clock, apartMs } = this.#pace;
    const left = this.#startedAt + apartMs - clock.now();
    if (left > 0) await clock.sleep(left);
  }
}
