/**
 * The rules of the resource `ImageFamily`, verb by verb: versions of one image, created by the rules of CustomImage.
 */
import { familyVerbs } from "./verbs";
import { VM_FAMILY } from "./vmFamily";

export { diffOutputs } from "./diff";
export type { FamilyInputs, FamilyState, Version } from "./state";
export const { check, create, remove, diff, preflight, preflightUpdate, previewCreate, previewUpdate, read, update } =
  familyVerbs(VM_FAMILY);
