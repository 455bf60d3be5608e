import type { Difference } from "../customImage";
import { timeoutsChange } from "../customImage/diff";
import { isUnknown } from "../customImage/unknown";
import { qualifiedNameOf } from "../customImage/qualifiedName";
import type { FamilyContext, FamilyKind } from "./kind";
import { markOf, recordHeld } from "./ownership";
import { isDrifted, isPlan, plan } from "./plan";
import type { FamilyInputs, FamilyState } from "./state";
import { isBeingDeleted, isUsable, keepOf, targetOf } from "./versions";

/** Outputs that diff names for what a run left unfinished; everything else that it names is an input. */
export const diffOutputs = ["versions"];

/**
 * What `up` has to do about a family. It is never replaced.
 * @param olds stored outputs
 * @param news checked inputs; values may be unknown
 */
export function diff(ctx: FamilyContext, _id: string, olds: FamilyState, news: FamilyInputs): Difference {
  noteOwnership(ctx, olds);
  const found = Object.entries(changes(ctx.kind, olds, news)).filter(([, differs]) => differs);
  return { properties: Object.fromEntries(found.map(([name]) => [name, "update"])), deleteBeforeReplace: false };
}

function changes({ declared }: FamilyKind, olds: FamilyState, news: FamilyInputs): Record<string, boolean> {
  const { version, currentVersion, keep, adoptVersions } = news;
  // What cannot be done is an update, too, which reports why.
  const isOpen = [version, currentVersion, keep, adoptVersions, ...Object.values(adoptVersions ?? {})].some(isUnknown);
  const outcome = isOpen || !declared.areKnown(news) ? undefined : plan(olds, news, declared);
  const todo = outcome && isPlan(outcome) ? outcome : undefined;
  const drifted = todo?.repair.filter((each) => isDrifted(news.familyName, each)) ?? [];
  const going = olds.__versions.filter(isBeingDeleted);
  const hasLeftOver = todo !== undefined && [todo.discard, todo.finish, drifted, going].some((list) => list.length > 0);
  const differing = olds.__versions.filter(isUsable).flatMap(({ image }) => declared.differing(image, news));
  // A program that declares none has none to change: its new version becomes current.
  const followsVersion = currentVersion === undefined && version !== olds.version;
  return {
    version: isUnknown(version) || version !== olds.version || todo?.create === true,
    currentVersion: !followsVersion && (isUnknown(targetOf(news)) || targetOf(news) !== olds.currentVersion),
    keep: isUnknown(keep) || keepOf(news) !== keepOf(olds),
    adoptVersions: (isOpen && adoptVersions !== undefined) || (todo?.adopt.length ?? 0) > 0,
    versions: hasLeftOver || olds.__record.isPruningDue === true || (outcome !== undefined && todo === undefined),
    ...Object.fromEntries(declared.names.map((name) => [name, differing.includes(name)])),
    __timeouts: timeoutsChange(olds, news) !== undefined,
  };
}

/**
 * Records that the family has its versions, so that no other resource of this run that has one in state, too, deletes it.
 * The engine also calls diff after an import: the family is in state now, even if an update fails.
 */
function noteOwnership(ctx: FamilyContext, { __versions: versions, __record: record }: FamilyState): void {
  const resource = qualifiedNameOf(ctx);
  if (resource === undefined) return; // a refresh compares, too
  const { takeovers } = ctx.process;
  for (const { image } of versions) {
    const { imageId, createRequestId } = image;
    const status = takeovers.statusOf(imageId, resource);
    if (status === "wanted") recordHeld(ctx, imageId, record);
    // Another process can have the image of a version only if one of the two was adopted or imported.
    else if (status === undefined) {
      const held = { imageId, resource, status: "held", outputs: markOf(record), urn: ctx.urn } as const;
      takeovers.record(held, createRequestId !== undefined);
    }
  }
}
