/**
 * Keeps the host from printing errors that the engine shows. The host for dynamic providers prints whatever check, diff,
 * read and delete throw, and also returns it to the engine, which shows it on the row of the resource. Only these very
 * lines are suppressed: if a later host prints something else, it is printed.
 */
export class PrintedErrors {
  readonly #suppressed = new Set<string>();

  /** From now on the host does not print this error. */
  suppress<E extends Error>(error: E): E {
    this.#suppressed.add(`${String(error)}: ${error.stack}`);
    return error;
  }

  /** Puts itself before `console.error`. */
  install(): void {
    const print = console.error;
    console.error = (...line: unknown[]) => {
      if (line.length === 1 && this.#suppressed.has(String(line[0]))) return;
      print(...line);
    };
  }
}
