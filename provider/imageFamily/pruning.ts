import { inSequence, isBroken, isUsable } from "./versions";
import type { Version } from "./state";

/** Why a version beyond `keep` stays. */
export type Reason = "current" | "declared" | "inUse";

/** What pruning deletes and what it keeps. */
export interface Pruning {
  /** Oldest first. */
  pruned: Version[];
  /** Versions that have to stay although there are more than `keep`, oldest first. */
  kept: { version: Version; reason: Reason }[];
}

/** What the program wants, and what is known of the instances. */
export interface PruningRules {
  /** Usable versions that are kept. */
  keep: number;
  /** Label of the current version. */
  current: string | undefined;
  /** Label of the version that the program declares. */
  declared: string;
  /** Whether instances were created from the image, whatever their status. */
  isInUse: (imageId: string) => boolean;
  /** Whether the zone does not list the version's image any more, or lists it as being deleted. */
  isMissing?: (version: Version) => boolean;
}

/**
 * What is pruned: the oldest of the usable versions until `keep` are left, the current and the declared one never among
 * them. A version in use stays, and no newer one is deleted in its place. Versions that were usable once and are
 * UNAVAILABLE now do not count, and are pruned under the same rules. One that is missing does not count either; if it
 * would have been pruned, it is: that makes sure of it.
 */
export function planPruning(versions: readonly Version[], rules: PruningRules): Pruning {
  const { isInUse, isMissing = () => false } = rules;
  const pinOf = pinsOf(rules);
  const listed = versions.filter((version) => !isMissing(version));
  const oldest = oldestBeyondKeep(listed, rules);
  const missing = oldestBeyondKeep(versions, rules).filter(isMissing);
  const broken = versions.filter((version) => isBroken(version) && pinOf(version) === undefined);
  const candidates = inSequence([...oldest, ...missing, ...broken]);
  const stays = ({ image }: Version) => isInUse(image.imageId);
  return {
    pruned: candidates.filter((version) => !stays(version)),
    kept: inSequence([...pinnedBeyondKeep(listed, rules), ...candidates.filter(stays)]).map((version) => ({
      version,
      reason: pinOf(version) ?? "inUse",
    })),
  };
}

/** Why a version is kept beyond `keep`. */
const pinsOf =
  ({ current, declared }: PruningRules) =>
  ({ version }: Version): Reason | undefined =>
    version === current ? "current" : version === declared ? "declared" : undefined;

function oldestBeyondKeep(versions: readonly Version[], rules: PruningRules): Version[] {
  const pinOf = pinsOf(rules);
  const usable = inSequence(versions).filter(isUsable);
  const excess = Math.max(0, usable.length - rules.keep);
  return usable.filter((version) => pinOf(version) === undefined).slice(0, excess);
}

/** Pinned versions that are too many for `keep` by themselves. */
function pinnedBeyondKeep(versions: readonly Version[], rules: PruningRules): Version[] {
  const pinOf = pinsOf(rules);
  const pinned = inSequence(versions).filter((version) => isUsable(version) && pinOf(version) !== undefined);
  return pinned.slice(0, Math.max(0, pinned.length - rules.keep));
}
