import type { ImageState } from "./state";

/**
 * Something went wrong with a resource that exists: the engine saves its id and properties, shows the reasons and fails
 * the step. The next `up` then continues with this resource.
 */
export class PartialFailure extends Error {
  override readonly name = "PartialFailure";

  constructor(
    readonly id: string,
    readonly properties: ImageState,
    readonly reasons: string[],
  ) {
    super(reasons.join(" "));
    this.stack = "";
  }
}
