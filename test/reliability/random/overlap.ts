import type { Emulator } from "../../../emulator";
import type { ModelEngine, Outcome, Program, Stored } from "../support/modelEngine";
import type { RunWatch } from "./watch";

/** One of two overlapping runs of a stack. Each has its own state. */
export interface Run {
  engine: ModelEngine;
  watch: RunWatch;
  program: Program;
  /** It meets no trouble, so what it creates is its own. */
  isUnhindered: boolean;
  outcome: Outcome;
}

const told = ({ outcome: { failures, warnings } }: Run): string => [...failures, ...warnings].join(" | ");

/**
 * What must be true after two overlapping runs: never do both succeed without a message, neither has deleted what the
 * other holds, and there is no second image for one resource and version of the program if a run could see the first.
 */
export class Overlap {
  readonly #emulator: Emulator;
  readonly #runs: [Run, Run];
  /** Ids of images that were finished when an earlier state was written. */
  readonly #finishedBefore: ReadonlySet<string>;
  /** Ids that both states held before: the same entry, with which both runs continue. */
  readonly #shared: ReadonlySet<string>;

  /**
   * @param before what the first run found in its state
   * @param shared what the second run found in its own
   */
  constructor(emulator: Emulator, runs: [Run, Run], before: Stored[], shared: Stored[]) {
    this.#emulator = emulator;
    this.#runs = runs;
    this.#finishedBefore = new Set([...before, ...shared].filter(isFinished).map(({ id }) => id));
    this.#shared = new Set(shared.map(({ id }) => id));
  }

  expectAsPromised(): void {
    for (const run of this.#runs) {
      this.#expectKeepsItsOwn(run);
      this.#expectExists(run);
    }
    this.#expectNoneDoubled();
    this.#expectNotBothSuccessful();
  }

  /** The other run's stack is destroyed: it deletes nothing that the winner holds, except what both had before. */
  async destroyOther(winner: Run, loser: Run): Promise<void> {
    const { resources } = loser.engine;
    const isOfBoth = (stored: Stored) => isFinished(stored) && this.#shared.has(stored.id);
    for (const [name, stored] of resources) if (isOfBoth(stored)) resources.delete(name);
    loser.engine.replaced = loser.engine.replaced.filter((stored) => !isOfBoth(stored));
    const failures: string[] = [];
    for (let tries = 0; tries < 4; tries++) {
      const outcome = await loser.engine.destroy();
      loser.outcome = {
        failures: [...loser.outcome.failures, ...outcome.failures],
        warnings: [...loser.outcome.warnings, ...outcome.warnings],
      };
      if (outcome.failures.length === 0) return this.#expectExists(winner);
      failures.push(...outcome.failures);
    }
    throw new Error(`the other run's stack cannot be destroyed: ${failures.join(" | ")}`);
  }

  /** Whether a user can know of an image that no state holds. */
  isNamed = (imageId: string): boolean => this.#runs.some((run) => told(run).includes(imageId));

  /** A live run without trouble keeps what it has created. */
  #expectKeepsItsOwn({ engine, watch, isUnhindered, outcome }: Run): void {
    if (!isUnhindered) return;
    const held = new Set([...engine.resources.values()].map(({ id }) => id));
    for (const { imageId } of watch.created)
      if (!held.has(imageId) && this.#exists(imageId))
        throw new Error(`a live run has lost ${imageId}: ${outcome.failures.join(" | ")}`);
  }

  #expectExists({ engine }: Run): void {
    for (const [name, stored] of engine.resources) {
      const { id } = stored;
      const isSafe = isFinished(stored) && !this.#finishedBefore.has(id) && stored.initErrors.length === 0;
      if (isSafe && !this.#exists(id)) throw new Error(`${name} has ${id}, which was deleted by an overlapping run`);
    }
  }

  /** Of two images for one thing, the later one's run could not see the earlier one, or names it. */
  #expectNoneDoubled(): void {
    const created = this.#runs.flatMap((run) => run.watch.created.map((image) => ({ ...image, run })));
    for (const { imageId, owner, listed, run } of created) {
      const isListed = (other: (typeof created)[number]) =>
        other.imageId !== imageId && other.owner === owner && listed.has(other.imageId);
      const doubled = created.find((other) => isListed(other) && this.#exists(other.imageId));
      if (doubled && !told(run).includes(doubled.imageId))
        throw new Error(`${imageId} was created beside ${doubled.imageId} without a word`);
    }
  }

  #expectNotBothSuccessful(): void {
    const [first, second] = this.#runs;
    for (const { id } of first.engine.resources.values()) {
      const areBoth = [...second.engine.resources.values()].some((stored) => stored.id === id);
      const isQuiet = [first, second].every((run) => run.outcome.failures.length === 0 && !told(run).includes(id));
      if (areBoth && isQuiet && !this.#shared.has(id))
        throw new Error(`${id} is in the state of two runs, and both were successful without a word`);
    }
  }

  #exists(id: string): boolean {
    return this.#emulator.images().some(({ imageId }) => imageId === id);
  }
}

const isFinished = ({ outputs: { __record: record, imageStatus } }: Stored): boolean =>
  record?.workingName === undefined && imageStatus !== "CREATING";
