import { Machines } from "./machines";
import { PreflightMemory } from "./preflight/memory";
import { Turns } from "./turns";

/** A replacement that diff has decided on, before the image that replaces the old one is checked and made. */
export interface Replacement {
  imageId: string;
  zoneId: string;
  /** The old image goes first, so its place is free when the new one is made. */
  deleteFirst: boolean;
}

/** What this process did and plans to do. One for all resources of a provider process. */
export class Run {
  /** Images that CreateImage calls of this process are known to have made: nobody else's. */
  readonly made = new Set<string>();
  /** Images that the program borrows, which no delete of this process may touch. */
  readonly adopted = new Set<string>();
  /** Images that are about to be replaced, by id. */
  readonly replaced = new Map<string, Replacement>();
  /** The replacement that the latest diff decided on: checks and diffs come one after the other. */
  latestReplacement?: Replacement;

  /** What the latest diff decided to replace, told once: to the check or the host that asks next. */
  takeReplacement(): Replacement | undefined {
    const replacement = this.latestReplacement;
    this.latestReplacement = undefined;
    return replacement;
  }

  /** Two creates of one name in one zone: their images could not be told apart if an answer were lost. */
  readonly names = new Turns();
  readonly machines = new Machines();
  readonly preflight = new PreflightMemory();
}
