import { productOf } from "../stackState";
import type { AccountFacts } from "./account";
import type { Change } from "./change";
import type { OtherAccount, OtherAccounts } from "./otherAccounts";

/** Slots of a zone; absent numbers are not known. */
export interface ZoneChange {
  /** Absent for images whose zone is not known. */
  zoneId?: string;
  created: number;
  deleted: number;
  /** May be deleted in addition: versions that families no longer keep. */
  maybeDeleted: number;
  before?: number;
  /** After the run, without what may be deleted. */
  after?: number;
  /** The most at one time: images are created before old ones are deleted. */
  peak?: number;
  max?: number;
  isTooSmall: boolean;
  /** Why the slots are not known. */
  slotsUnknownBecause?: string;
  /** Provider of the program whose account was not looked up. */
  provider?: string;
}

/** What happens in a zone of one account. */
interface Counts extends Pick<ZoneChange, "zoneId" | "created" | "deleted" | "maybeDeleted"> {
  other?: OtherAccount;
  /** Of those deleted, how many before others are created. */
  deletedFirst: number;
  /** Instances that images are created from; undefined for one that is not known. */
  sources: (string | undefined)[];
}

/** Slots of the zones in which images of `vm` are created or deleted. Zones of other accounts are on their own. */
export function zonesOf(
  changes: Change[],
  facts: AccountFacts,
  accountsOf: (urn: string) => OtherAccounts,
): ZoneChange[] {
  return count(
    changes.filter(({ kind }) => productOf(kind) === "vm"),
    accountsOf,
  )
    .sort(byZone)
    .map((counts) => withSlots(counts, facts));
}

/** By id; zones that are not known come last. */
const byZone = ({ zoneId: a }: Counts, { zoneId: b }: Counts): number =>
  a === undefined || b === undefined ? Number(a === undefined) - Number(b === undefined) : a.localeCompare(b);

function count(changes: Change[], accountsOf: (urn: string) => OtherAccounts): Counts[] {
  const zones = new Map<string, Counts>();
  const zone = (zoneId: string | undefined, other: OtherAccount | undefined): Counts => {
    const key = JSON.stringify([zoneId, other]);
    const empty = { zoneId, other, created: 0, deleted: 0, maybeDeleted: 0, deletedFirst: 0, sources: [] };
    const known = zones.get(key) ?? empty;
    zones.set(key, known);
    return known;
  };
  for (const { urn, creates, instanceId, zoneId, deletes, mayPrune, deletesFirst } of changes) {
    const { ofNew, ofOld } = accountsOf(urn);
    if (creates) {
      const target = zone(zoneId, ofNew);
      target.created++;
      target.sources.push(instanceId);
    }
    for (const image of deletes) {
      const target = zone(image.zoneId, ofOld);
      target.deleted++;
      if (deletesFirst) target.deletedFirst++;
    }
    for (const image of mayPrune) zone(image.zoneId, ofOld).maybeDeleted++;
  }
  return [...zones.values()];
}

function withSlots(counts: Counts, facts: AccountFacts): ZoneChange {
  const { other, deletedFirst, sources: _, ...change } = counts;
  const quota = other || change.zoneId === undefined ? undefined : facts.quotas?.get(change.zoneId);
  if (!quota) {
    const provider = other && { provider: other.provider };
    return { ...change, ...provider, slotsUnknownBecause: whyUnknown(counts, facts), isTooSmall: false };
  }
  const peak = quota.count + Math.max(0, change.created - deletedFirst);
  return {
    ...change,
    before: quota.count,
    after: quota.count + change.created - change.deleted,
    peak,
    max: quota.maxCount,
    isTooSmall: change.created > 0 && peak > quota.maxCount,
  };
}

function whyUnknown({ other, zoneId, sources }: Counts, { quotas, instances }: AccountFacts): string {
  if (other) return other.because;
  if (zoneId !== undefined) return quotas ? "the service reports no quota for the zone" : "they were not read";
  const known = [...new Set(sources.filter((source) => source !== undefined))];
  if (known.length > 0) {
    return instances ? `the account does not show instance ${known.join(", ")}` : "the instances were not read";
  }
  return sources.length > 0 ? "the instance is not known before the run" : "the state does not name the zone";
}
