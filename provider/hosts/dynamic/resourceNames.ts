/**
 * Logical names of the resources that this process has checked. Only check receives them; the other verbs receive the
 * inputs that check returned.
 */
export class ResourceNames {
  readonly #names = new Map<string, string>();

  note(inputs: object, name: string): void {
    this.#names.set(keyOf(inputs), name);
  }

  /** The resource with these inputs. If the owner is unknown in a preview, the one that was checked last. */
  of(inputs: object): string | undefined {
    return this.#names.get(keyOf(inputs));
  }
}

/** Inputs that distinguish resources of one type. The owner alone would do, but it can be unknown in a preview. */
const DISTINGUISHING_INPUTS = ["__owner", "instanceId", "imageName", "imageDescription", "adoptImageId", "familyName"];

const keyOf = (inputs: object): string =>
  JSON.stringify(DISTINGUISHING_INPUTS.map((name) => (inputs as Record<string, unknown>)[name]));
