import { canceled } from "../messages";

/**
 * The user's cancel, as the operations under way see it. The engine sends the same message at the end of every run,
 * when nothing is under way: that is no cancel.
 */
export class Cancellation {
  #underWay = 0;
  readonly #controller = new AbortController();

  /** What a cancel aborts. */
  readonly signal: AbortSignal = this.#controller.signal;

  /** Runs an operation that a cancel ends. */
  async during<T>(operation: () => Promise<T>): Promise<T> {
    this.#underWay++;
    try {
      return await operation();
    } finally {
      this.#underWay--;
    }
  }

  /** Ends every wait that is under way, at once. May be called again. */
  cancel(): void {
    if (this.#underWay > 0) this.#controller.abort(canceled());
  }
}
