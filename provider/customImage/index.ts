/** The rules of the resource `CustomImage`, verb by verb. Independent of Pulumi's protocols. */
export { check, withoutHidden, type ProgramInputs } from "./check";
export type { Context } from "./context";
export type { Reporter } from "../resource";
export { create } from "./create";
export { remove } from "./delete";
export { diff, diffOutputs, type Difference } from "./diff";
export { previewCreate, previewUpdate } from "./previewOutputs";
export { preflight, preflightUpdate } from "./preflight/preflight";
export { PartialFailure } from "./partialFailure";
export { read } from "./read";
export { ProcessState, type Replacement } from "./processState";
export { LocalTakeovers, type FoundTakeover, type Takeover, type Takeovers } from "./takeovers";
export { compact, echoInputs, type CheckedInputs, type ImageState, type Timeouts } from "./state";
export type { Autonaming, LogicalName } from "./names";
export { withTimeout } from "./timeouts";
export { UNKNOWN } from "./unknown";
export { update } from "./update";
