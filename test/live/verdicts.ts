import { GUESSES, type GuessId } from "../../emulator/guesses";

export type Verdict = "confirmed" | "refuted" | "not met";

interface Finding {
  verdict: Verdict;
  /** Observed behavior if the guess is refuted, or the error if it could not be tested. */
  seen: string;
}

/** Verdict on each of the emulator's guesses about the service. */
export class Verdicts {
  readonly #found = new Map<GuessId, Finding>();

  /**
   * Records a verdict. A refuted guess stays refuted.
   * @param seen observed behavior of the service
   */
  record(guess: GuessId, holds: boolean, seen: unknown): void {
    const before = this.#found.get(guess);
    if (before?.verdict === "refuted") return;
    this.#found.set(guess, { verdict: holds ? "confirmed" : "refuted", seen: holds ? "" : JSON.stringify(seen) });
  }

  /** Runs a probe. If it throws, its guesses that have no verdict yet are "not met". */
  async probe(guesses: GuessId[], work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      for (const guess of guesses) {
        if (!this.#found.has(guess)) this.#found.set(guess, { verdict: "not met", seen: (error as Error).message });
      }
    }
  }

  of(guess: GuessId): Finding {
    return this.#found.get(guess) ?? { verdict: "not met", seen: "" };
  }

  get ids(): GuessId[] {
    return Object.keys(GUESSES) as GuessId[];
  }

  refuted(): GuessId[] {
    return this.ids.filter((guess) => this.of(guess).verdict === "refuted");
  }

  /** One line per guess. */
  lines(): string[] {
    return this.ids.map((guess) => {
      const { verdict, seen } = this.of(guess);
      return `${guess.padEnd(4)} ${verdict.padEnd(10)} ${GUESSES[guess]}${seen ? ` Observed: ${seen}` : ""}`;
    });
  }
}
