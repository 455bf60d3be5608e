/** The rules of the resource `CustomImage`, verb by verb. Nothing here knows of Pulumi's protocols. */
export { check, type ProgramInputs } from "./check";
export type { Context, Reporter } from "./context";
export { create } from "./create";
export { remove } from "./delete";
export { diff, type Difference } from "./diff";
export { PartialFailure } from "./failure";
export { read } from "./read";
export { Run } from "./run";
export type { CheckedInputs, ImageState } from "./state";
export { update } from "./update";
