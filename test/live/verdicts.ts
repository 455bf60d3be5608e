import { GUESSES, type GuessId } from "../../emulator/guesses";

export type Verdict = "confirmed" | "refuted" | "not met";

interface Finding {
  verdict: Verdict;
  /** What was seen, where that is not what was guessed, or why nothing could be seen. */
  seen: string;
}

/** What became of each guess that the emulator makes about the service. */
export class Verdicts {
  private readonly found = new Map<GuessId, Finding>();

  /** @param seen what the service really did */
  judge(guess: GuessId, holds: boolean, seen: unknown): void {
    const before = this.found.get(guess);
    if (before?.verdict === "refuted") return;
    this.found.set(guess, { verdict: holds ? "confirmed" : "refuted", seen: holds ? "" : JSON.stringify(seen) });
  }

  /** Runs a probe; what it throws is no verdict on the guesses that it did not get to. */
  async probe(guesses: GuessId[], work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      for (const guess of guesses) {
        if (!this.found.has(guess)) this.found.set(guess, { verdict: "not met", seen: (error as Error).message });
      }
    }
  }

  of(guess: GuessId): Finding {
    return this.found.get(guess) ?? { verdict: "not met", seen: "" };
  }

  get ids(): GuessId[] {
    return Object.keys(GUESSES) as GuessId[];
  }

  refuted(): GuessId[] {
    return this.ids.filter((guess) => this.of(guess).verdict === "refuted");
  }

  /** One line a guess. */
  lines(): string[] {
    return this.ids.map((guess) => {
      const { verdict, seen } = this.of(guess);
      return `${guess.padEnd(4)} ${verdict.padEnd(10)} ${GUESSES[guess]}${seen ? ` Seen: ${seen}` : ""}`;
    });
  }
}
