/**
 * Logical names of the resources that this process has checked. Only check is told them; the other verbs get the very
 * inputs that check has answered.
 */
export class ResourceNames {
  private readonly names = new Map<string, string[]>();

  note(inputs: object, name: string): void {
    const others = this.of(inputs).filter((other) => other !== name);
    this.names.set(keyOf(inputs), [...others, name]);
  }

  /** The one that was checked last, which is the one that a diff is about. */
  latest(inputs: object): string | undefined {
    return this.of(inputs).at(-1);
  }

  /** Where several resources have the same inputs, each in turn. */
  next(inputs: object): string | undefined {
    const [first, ...others] = this.of(inputs);
    if (first !== undefined) this.names.set(keyOf(inputs), [...others, first]);
    return first;
  }

  private of(inputs: object): string[] {
    return this.names.get(keyOf(inputs)) ?? [];
  }
}

/** Inputs that tell resources of one type apart. */
const TELLING = ["instanceId", "imageName", "imageDescription", "adoptImageId", "familyName"];

const keyOf = (inputs: object): string =>
  JSON.stringify(TELLING.map((name) => (inputs as Record<string, unknown>)[name]));
