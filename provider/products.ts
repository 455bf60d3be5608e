import type { Scope } from "./zenlayer/types";

/** The resources of each product, by what one list of its images covers. */
export const RESOURCES: Record<Scope, string> = {
  zone: "CustomImage or ImageFamily",
  account: "ZecImage or ZecImageFamily",
};
