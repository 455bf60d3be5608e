/** The rules of the resource `ZecImageFamily`: those of families, whose images are created by those of ZecImage. */
import { familyVerbs } from "../imageFamily/verbs";
import { ZEC_FAMILY } from "./zecFamily";

export { diffOutputs } from "../imageFamily/diff";
export const { check, create, remove, diff, preflight, preflightUpdate, previewCreate, previewUpdate, read, update } =
  familyVerbs(ZEC_FAMILY);
