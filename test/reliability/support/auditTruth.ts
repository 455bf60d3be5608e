import type { AuditedImage } from "../../../cli/audit/audit";
import { CLASSES, type AuditClass, type Ownership } from "../../../cli/audit/classes";
import type { Emulator } from "../../../emulator";
import { Credentials } from "../../../provider/zenlayer/credentials";

/** Of the key that the account's own runs use. */
export const keyFingerprintOf = ({ accessKeyId, accessKeyPassword }: Emulator): string =>
  new Credentials({ accessKeyId, accessKeyPassword }).fingerprint;

/** The true class of an image, by who created it, who has it in the state, and which runs are in progress. */
export interface Truth {
  ownership: Ownership;
  isFailed: boolean;
  /** Undefined at moments when the class depends on the clocks. */
  isStuck: boolean | undefined;
  usedBy: string[];
}

const SEEN_BY_CHANCE = 3;

/** Compares the audit with the truth, and counts the classes. */
export class AuditObserver {
  readonly seen: Record<string, number> = {};

  compare(truth: Map<string, Truth>, audited: AuditedImage[]): void {
    this.#count("moments");
    const found = new Map(audited.map((image) => [image.imageId, image]));
    expectSame(found.size, audited.length);
    expectSame([...found.keys()].sort(), [...truth.keys()].sort());
    for (const [imageId, { ownership, isFailed, isStuck: stuck, usedBy }] of truth) {
      const image = found.get(imageId)!;
      const { imageName, conditions } = image;
      // Images in progress, in use or of no given stack are never offered for deletion.
      const isOffered = image.remedies.some(({ commands }) => commands.some((command) => command.includes("--plan")));
      expectSame(
        {
          ...{ imageId, imageName, ownership: image.ownership, isFailed: conditions.includes("failed") },
          isStuck: stuck === undefined ? undefined : conditions.includes("stuck"),
          isUsed: conditions.includes("in-use"),
          usedBy: image.usedBy.map(({ instanceId }) => instanceId),
          isOffered,
        },
        {
          ...{ imageId, imageName, ownership, isFailed, isStuck: stuck },
          isUsed: usedBy.length > 0 && image.imageStatus !== undefined,
          usedBy,
          isOffered: ownership === "orphaned" && usedBy.length === 0,
        },
      );
      for (const each of [ownership, ...image.conditions]) this.#count(each);
    }
  }

  /**
   * Every class occurred, and not only once; a new one must, too.
   * @param exceptions classes that do not occur in these lives
   */
  expectSeenAllBut(...exceptions: AuditClass[]): void {
    const wanted = CLASSES.filter((each) => each !== "zone-full" && !exceptions.includes(each));
    expect(wanted.filter((each) => (this.seen[each] ?? 0) <= SEEN_BY_CHANCE)).toEqual([]);
  }

  #count(what: string): void {
    this.seen[what] = (this.seen[what] ?? 0) + 1;
  }
}

/** `expect` is too slow for a million plain values, and is called only to show a difference. */
function expectSame(found: unknown, wanted: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) expect(found).toEqual(wanted);
}
