/** The rules of the resource `ZecImage`, verb by verb: those of `CustomImage` in Elastic Compute, with regions, tags and group. */
export { check } from "./check";
export { create } from "./create";
export { remove } from "./delete";
export { diffOutputs } from "../customImage/diff";
export { diff } from "./diff";
export { preflight, preflightUpdate } from "./preflight";
export { previewCreate, previewUpdate } from "./previewOutputs";
export { read } from "./read";
export type { ZecInputs, ZecState } from "./state";
export { update } from "./update";
