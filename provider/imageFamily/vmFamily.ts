import { create, update } from "../customImage";
import { VM_NAMES } from "../customImage/names";
import * as messages from "../messages";
import type { FamilyKind } from "./kind";
import { LABEL, validate } from "./validateAgainstSchema";

/** Families of Zenlayer Cloud virtual machines. */
export const VM_FAMILY: FamilyKind = {
  type: "ImageFamily",
  hashLength: 4,
  names: {
    longest: VM_NAMES.longest,
    label: LABEL,
    unfitLabel: messages.unfitLabel,
    fit: (name) => VM_NAMES.fit(name).join(""),
  },
  hasQuota: true,
  contextOf: (ctx) => ctx,
  validate,
  images: { create, update },
  declared: {
    names: [],
    areKnown: () => true,
    differing: () => [],
    findings: () => Promise.resolve([]),
  },
};
