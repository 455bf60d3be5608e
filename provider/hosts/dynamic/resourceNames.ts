import type { CheckedInputs } from "../../customImage";

/**
 * Logical names of the resources that this process has checked. Only check is told them; the other verbs get the very
 * inputs that check has answered.
 */
export class ResourceNames {
  private readonly names = new Map<string, string[]>();

  note(inputs: CheckedInputs, name: string): void {
    const others = this.of(inputs).filter((other) => other !== name);
    this.names.set(keyOf(inputs), [...others, name]);
  }

  /** The one that was checked last, which is the one that a diff is about. */
  latest(inputs: CheckedInputs): string | undefined {
    return this.of(inputs).at(-1);
  }

  /** Where several resources have the same inputs, each in turn. */
  next(inputs: CheckedInputs): string | undefined {
    const [first, ...others] = this.of(inputs);
    if (first !== undefined) this.names.set(keyOf(inputs), [...others, first]);
    return first;
  }

  private of(inputs: CheckedInputs): string[] {
    return this.names.get(keyOf(inputs)) ?? [];
  }
}

const keyOf = ({ instanceId, imageName, imageDescription, adoptImageId }: CheckedInputs): string =>
  JSON.stringify([instanceId, imageName, imageDescription, adoptImageId]);
