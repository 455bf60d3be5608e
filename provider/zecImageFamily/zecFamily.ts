import { isUnknown } from "../customImage/unknown";
import type { FamilyKind } from "../imageFamily/kind";
import { DECLARABLE } from "../imageFamily/state";
import * as messages from "../messages";
import { zecContext } from "../zecImage/context";
import { create } from "../zecImage/create";
import { declaredChanges } from "../zecImage/diff";
import { isKnownSet } from "../zecImage/regionSet";
import { asShared, asZec } from "../zecImage/state";
import { update } from "../zecImage/update";
import { ZEC_NAMES } from "../zecImage/names";
import { declaredFindings } from "./declaredFindings";
import { LABEL, validate } from "./validateAgainstSchema";

/** Families of Elastic Compute. */
export const ZEC_FAMILY: FamilyKind = {
  type: "ZecImageFamily",
  hashLength: 8,
  names: {
    longest: ZEC_NAMES.longest,
    label: LABEL,
    unfitLabel: messages.unfitZecLabel,
    fit: (name) => ZEC_NAMES.fit(name).join(""),
  },
  hasQuota: false,
  contextOf: zecContext,
  validate,
  images: {
    async create(ctx, inputs, options) {
      const { id, outs } = await create(ctx, inputs, options);
      return { id, outs: asShared(outs) };
    },
    update: async (ctx, olds, news) => asShared(await update(ctx, asZec(olds), news)),
  },
  declared: {
    names: DECLARABLE,
    areKnown: ({ regions, tags, resourceGroupId }) =>
      (regions === undefined || isKnownSet(regions)) &&
      ![tags, resourceGroupId, ...Object.values(tags ?? {})].some(isUnknown),
    differing(image, { regions, tags, resourceGroupId }) {
      const changes = declaredChanges(asZec(image), { regions, tags, resourceGroupId });
      return DECLARABLE.filter((name) => changes[name] !== undefined);
    },
    findings: declaredFindings,
  },
};
