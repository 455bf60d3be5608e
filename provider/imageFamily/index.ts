/** The rules of the resource `ImageFamily`, verb by verb: generations of one image. Its images are made by CustomImage's. */
export { check } from "./check";
export { create } from "./create";
export { remove } from "./delete";
export { diff } from "./diff";
export { preflight } from "./preflight";
export { previewCreate, previewUpdate } from "./previewOutputs";
export { read } from "./read";
export type { FamilyInputs, FamilyState, Version } from "./state";
export { update } from "./update";
