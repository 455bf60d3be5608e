import { parseReference } from "../imageReference";
import type { DeclaredOfImages } from "./kind";
import { compareLabels, imageNameOf } from "./labels";
import type { FamilyInputs, FamilyState, Version } from "./state";
import {
  findVersion,
  inSequence,
  isBroken,
  isFailed,
  isBeingDeleted,
  isUnfinished,
  isUsable,
  keepOf,
  targetOf,
} from "./versions";

/** What an update has to do, in this order. */
export interface Plan {
  /** Images to take in as versions, oldest first. */
  adopt: { version: string; reference: string }[];
  /** Failed versions, to be deleted: they use slots and were never usable. */
  discard: Version[];
  /** Versions whose creation an earlier run has left unfinished. */
  finish: Version[];
  /** Versions whose name or description was changed outside, or whose image is not as the program declares. */
  repair: Version[];
  /** The declared version has no image yet. */
  create: boolean;
  /** Label that is current at the end. */
  target: string;
  /** Versions beyond `keep` are deleted at the end, and those that are being deleted are waited for. */
  prune: boolean;
  /** Only the pointer moves: nothing is written to the service, even if other work is due. */
  isRollback: boolean;
}

/** Why an update is not possible: nothing is done then. */
export type Refusal =
  /** The label's version was pruned or deleted. */
  | { kind: "forgotten"; property: "version" | "currentVersion"; label: string }
  /** The family has no such version. */
  | { kind: "unknown"; property: "currentVersion"; label: string; known: string[] }
  /** The version's image cannot be used. */
  | { kind: "unusable"; property: "version" | "currentVersion"; version: Version }
  /** The label stands for another image. */
  | { kind: "otherImage"; property: "adoptVersions"; version: Version; reference: string }
  /** The image is a version under another label. */
  | { kind: "otherLabel"; property: "adoptVersions"; version: Version; label: string }
  /** There is nothing to create the version from. */
  | { kind: "noInstance"; property: "instanceId"; label: string };

/** What is known of the family. */
export type Known = Pick<FamilyState, "__versions" | "__record" | "currentVersion" | "keep" | "zoneId">;

/**
 * What has to be done so that the family is as the program declares, or why that cannot be.
 * @param olds nothing for a family that is new
 * @param declared inputs that hold for the images of all versions; none by default
 */
export function plan(
  olds: Known | undefined,
  news: FamilyInputs,
  declared: Pick<DeclaredOfImages, "differing"> = { differing: () => [] },
): Plan | Refusal {
  const versions = olds?.__versions ?? [];
  const forgotten = olds?.__record.forgotten ?? [];
  const adopt = adoptions(versions, forgotten, news);
  if ("kind" in adopt) return adopt;
  const target = targetOf(news);
  const isTakenIn = (label: string) => adopt.some(({ version }) => version === label);
  const wanted = findVersion(versions, news.version);
  const create = !isTakenIn(news.version) && (wanted === undefined || isFailed(wanted));
  const refusal =
    rejectForgotten(forgotten, "version", news.version) ??
    rejectForgotten(forgotten, "currentVersion", target) ??
    rejectUnknownTarget(versions, target, isTakenIn(target) || target === news.version) ??
    rejectUnusable(versions, news, olds?.currentVersion) ??
    (create && news.instanceId === undefined
      ? ({ kind: "noInstance", property: "instanceId", label: news.version } as const)
      : undefined);
  if (refusal) return refusal;
  const moves = olds !== undefined && olds.currentVersion !== target;
  const isRollback = moves && !create && adopt.length === 0 && isReady(findVersion(versions, target));
  const isLowered = olds !== undefined && keepOf(news) < keepOf(olds);
  const isWanted = ({ version }: Version): boolean => version === target || version === news.version;
  // One that is wanted and is being deleted is not pruned: the update says that it is gone, once it is.
  const finish = versions.filter((version) => isUnfinished(version) || (isBeingDeleted(version) && isWanted(version)));
  const isDifferent = (version: Version) =>
    isDrifted(news.familyName, version) || (isUsable(version) && declared.differing(version.image, news).length > 0);
  return {
    adopt,
    discard: versions.filter(isFailed),
    finish,
    repair: versions.filter((version) => !isUnfinished(version) && isDifferent(version)),
    create,
    target,
    prune: [create, finish.length > 0, isLowered, versions.some(isBeingDeleted), olds?.__record.isPruningDue].includes(
      true,
    ),
    isRollback,
  };
}

/** A plan rather than a refusal. */
export const isPlan = (outcome: Plan | Refusal): outcome is Plan => !("kind" in outcome);

/** True if there is anything to do beside the pointer. */
export const hasWork = ({ adopt, discard, finish, repair, create, prune }: Plan): boolean =>
  create || prune || [adopt, discard, finish, repair].some((list) => list.length > 0);

/** What of a usable version's image is not as the family gave it. */
export function driftOf(familyName: string, version: Version): ("name" | "description")[] {
  if (!isUsable(version)) return [];
  const { image, imageDescription = "" } = version;
  const isRenamed = image.imageName !== imageNameOf(familyName, version.version);
  const isDescribed = (image.imageDescription ?? "") !== imageDescription;
  return [...(isRenamed ? ["name" as const] : []), ...(isDescribed ? ["description" as const] : [])];
}

/** A usable version's image has another name or description than the family gave it. */
export const isDrifted = (familyName: string, version: Version): boolean => driftOf(familyName, version).length > 0;

/** An earlier run has left something to do. */
export const hasLeftovers = ({ discard, finish }: Plan, olds: Known | undefined): boolean =>
  discard.length > 0 ||
  finish.length > 0 ||
  olds?.__record.isPruningDue === true ||
  olds?.__versions.some(isBeingDeleted) === true;

function adoptions(
  versions: readonly Version[],
  forgotten: readonly string[],
  { adoptVersions = {}, version: declared }: FamilyInputs,
): Plan["adopt"] | Refusal {
  const adopt: Plan["adopt"] = [];
  for (const [label, reference] of Object.entries(adoptVersions)) {
    const { imageId } = parseReference(reference);
    const known = findVersion(versions, label);
    if (known && known.image.imageId !== imageId) {
      return { kind: "otherImage", property: "adoptVersions", version: known, reference };
    }
    const elsewhere = versions.find(({ version, image }) => image.imageId === imageId && version !== label);
    if (elsewhere) return { kind: "otherLabel", property: "adoptVersions", version: elsewhere, label };
    // An entry stays in the program after its version was pruned: that changes nothing.
    if (!known && !forgotten.includes(label)) adopt.push({ version: label, reference });
  }
  // The declared version is the newest; the others are ordered by their labels.
  const isDeclared = ({ version }: { version: string }) => Number(version === declared);
  return adopt.sort((a, b) => isDeclared(a) - isDeclared(b) || compareLabels(a.version, b.version));
}

const rejectForgotten = (
  forgotten: readonly string[],
  property: "version" | "currentVersion",
  label: string,
): Refusal | undefined => (forgotten.includes(label) ? { kind: "forgotten", property, label } : undefined);

function rejectUnknownTarget(versions: readonly Version[], target: string, isToCome: boolean): Refusal | undefined {
  if (isToCome || findVersion(versions, target)) return undefined;
  const known = inSequence(versions)
    .reverse()
    .map(({ version }) => version);
  return { kind: "unknown", property: "currentVersion", label: target, known };
}

/** A version that becomes UNAVAILABLE while it is current stays current: the user has to decide what to do. */
function rejectUnusable(
  versions: readonly Version[],
  news: FamilyInputs,
  current: string | undefined,
): Refusal | undefined {
  const target = findVersion(versions, targetOf(news));
  const property = news.currentVersion === undefined ? "version" : "currentVersion";
  const isPinnedToFailed = target !== undefined && isFailed(target) && target.version !== news.version;
  const isBrokenTarget = target !== undefined && isBroken(target) && target.version !== current;
  return isPinnedToFailed || isBrokenTarget ? { kind: "unusable", property, version: target } : undefined;
}

const isReady = (version: Version | undefined): boolean => version !== undefined && isUsable(version);
