import { canceled } from "../messages";

/**
 * The user's cancel, for operations in progress. The engine sends the same request at the end of every run, when no
 * operation is in progress; it is ignored then.
 */
export class Cancellation {
  #underWay = 0;
  readonly #controller = new AbortController();

  /** What a cancel aborts. */
  readonly signal: AbortSignal = this.#controller.signal;

  /** Runs an operation that a cancel aborts. */
  async during<T>(operation: () => Promise<T>): Promise<T> {
    this.#underWay++;
    try {
      return await operation();
    } finally {
      this.#underWay--;
    }
  }

  /** Aborts every wait in progress at once. May be called again. */
  cancel(): void {
    if (this.#underWay > 0) this.#controller.abort(canceled());
  }
}
