import type { AuditedImage } from "../../../cli/audit/audit";
import type { AuditClass, Ownership } from "../../../cli/audit/classes";

/** What a life makes true of an image, by who created it, who has it in state, and which runs are in progress. */
export interface Truth {
  ownership: Ownership;
  isFailed: boolean;
  /** Undefined in the moments in which the clocks decide. */
  isStuck: boolean | undefined;
  usedBy: string[];
}

const SEEN_BY_CHANCE = 3;

/** Compares what audit says with what is true, and counts what it has seen. */
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
      // What is in progress, in use or of no given stack is never offered for deletion.
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

  /** Every class was there to be told from the others, not only by chance. */
  expectSeen(classes: readonly AuditClass[]): void {
    for (const each of classes) expect([each, (this.seen[each] ?? 0) > SEEN_BY_CHANCE]).toEqual([each, true]);
  }

  #count(what: string): void {
    this.seen[what] = (this.seen[what] ?? 0) + 1;
  }
}

/** `expect` of plain values takes too long for a million of them, and is called only to say what differs. */
function expectSame(found: unknown, wanted: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) expect(found).toEqual(wanted);
}
