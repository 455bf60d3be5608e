/**
 * Logical names of the resources that this process has checked. Only check is told them; the other verbs get the very
 * inputs that check has answered.
 */
export class ResourceNames {
  readonly #names = new Map<string, string>();

  note(inputs: object, name: string): void {
    this.#names.set(keyOf(inputs), name);
  }

  /** The resource with these inputs. Where a preview does not know the owner, the one that was checked last. */
  of(inputs: object): string | undefined {
    return this.#names.get(keyOf(inputs));
  }
}

/** Inputs that tell resources of one type apart. The owner does, but it is unknown in a preview at times. */
const TELLING = ["__owner", "instanceId", "imageName", "imageDescription", "adoptImageId", "familyName"];

const keyOf = (inputs: object): string =>
  JSON.stringify(TELLING.map((name) => (inputs as Record<string, unknown>)[name]));
