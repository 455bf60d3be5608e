import { create, update } from "../customImage";
import * as messages from "../messages";
import type { FamilyKind } from "./kind";
import { LABEL, LONGEST_NAME } from "./labels";
import { validate } from "./validate";

/** Families of Zenlayer Cloud virtual machines. */
export const VM_FAMILY: FamilyKind = {
  type: "ImageFamily",
  hashLength: 4,
  names: {
    longest: LONGEST_NAME,
    label: LABEL,
    unfitLabel: messages.unfitLabel,
    fit: (name) =>
      [...name].map((character) => (/^[\p{Script=Han}A-Za-z0-9_-]$/u.test(character) ? character : "-")).join(""),
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
