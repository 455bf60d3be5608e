import { compact } from "../customImage";
import { deleteImage } from "../customImage/delete";
import { describeError } from "../customImage/describeError";
import { hasFailed } from "../customImage/imageStatus";
import { instancesZone } from "../customImage/imageUsers";
import { sendWithinMs } from "../customImage/sendWithin";
import { observe } from "../customImage/state";
import * as messages from "../messages";
import type { Session } from "../session";
import type { InstanceOrigin } from "../zenlayer/types";
import type { FamilyContext } from "./kind";
import { forget, imageNameOf } from "./labels";
import { isTakenOver } from "./ownership";
import { planPruning, type Pruning } from "./pruning";
import type { FamilyInputs, FamilyRecord, Version } from "./state";
import { findVersion, isBroken, isUsable, keepOf, withoutVersions } from "./versions";

/** Maximum age of a reading that another deletion may begin from. */
const FRESH_MS = 5_000;

/** A family whose versions are to be pruned. */
export interface PrunedFamily {
  zoneId: string;
  news: FamilyInputs;
  versions: Version[];
  record: FamilyRecord;
  current: string | undefined;
  /** Label of the version that this run has created: it is newer than lists may be. */
  created: string | undefined;
  /** Labels of versions that this run has changed: lists may show them as they were before. */
  changed: ReadonlySet<string>;
}

/**
 * Deletes the oldest versions of a family beyond `keep`, once the declared one is usable. Images and instances are read
 * before each request that is not sent at once: an instance may have been created from a version meanwhile.
 */
export class Pruner {
  /** What is left, and is known of it by now. */
  versions: Version[];
  record: FamilyRecord;
  /** Deletions that have failed. */
  readonly problems: string[] = [];
  readonly #ctx: FamilyContext;
  readonly #session: Session;
  readonly #family: PrunedFamily;
  /** Labels of versions that could not be deleted. */
  readonly #failed = new Set<string>();
  /** Labels of versions that the zone's latest list does not show, or shows as being deleted. */
  #missing = new Set<string>();
  #instances: readonly InstanceOrigin[] = [];
  /** When instances and images were read last, by the monotonic clock. */
  #readAt: number | undefined;
  /** Nothing is pruned, and why was reported. */
  #isOff = false;
  readonly #reported = new Set<string>();

  constructor(ctx: FamilyContext, session: Session, family: PrunedFamily) {
    this.#ctx = ctx;
    this.#session = session;
    this.#family = family;
    this.versions = family.versions;
    this.record = family.record;
  }

  /** @throws the reason of the context's signal; what was done by then is in {@link versions} and {@link record} */
  async run(): Promise<void> {
    this.record = pruningDue(this.record);
    if (!this.#isUsable(this.#family.news.version)) return;
    for (let next = await this.#next(); next; next = await this.#next()) await this.#delete(next);
    if (this.problems.length === 0) this.record = pruningDone(this.record);
  }

  /** The oldest version that has to go; nothing is read while there is none. */
  async #next(): Promise<Version | undefined> {
    const isOpen = ({ version }: Version) => !this.#failed.has(version);
    if (!this.#plan(() => false).pruned.some(isOpen)) return undefined;
    return (await this.#planFromFreshLists())?.pruned.find(isOpen);
  }

  /** What pruning comes to, as the zone is now; nothing if nothing may be pruned. */
  async #planFromFreshLists(): Promise<Pruning | undefined> {
    if (this.#isOff) return undefined;
    const { clock, report } = this.#ctx;
    const maxAgeMs = Math.min(FRESH_MS, this.#session.settings.settleMs);
    if (this.#readAt === undefined || clock.now() - this.#readAt > maxAgeMs) {
      this.#isOff = !(await this.#readImages()) || !(await this.#readInstances());
      if (this.#isOff) return undefined;
      this.#readAt = clock.now();
    }
    const users = (imageId: string) => this.#instances.filter((instance) => instance.imageId === imageId);
    const pruning = this.#plan((imageId) => users(imageId).length > 0);
    for (const { version, reason } of pruning.kept) {
      const { image } = version;
      if (reason !== "inUse" || this.#reported.has(image.imageId)) continue;
      this.#reported.add(image.imageId);
      report.warn(messages.keptInUse(image, users(image.imageId)));
    }
    return pruning;
  }

  /**
   * What has become of the versions since state was written: one that was deleted or has failed outside does not count,
   * and another one must not be deleted in its place.
   * @returns false if what must stay is not there
   */
  async #readImages(): Promise<boolean> {
    const { zoneId, created, changed, current, news } = this.#family;
    const isFirst = this.#readAt === undefined;
    const images = await this.#session.images.list(zoneId, {
      maxAgeMs: FRESH_MS,
      evenBeforeWrites: isFirst,
      signal: this.#ctx.signal,
    });
    this.#missing = new Set();
    this.versions = this.versions.map((version) => {
      if (version.version === created) return version;
      const found = images.find(({ imageId }) => imageId === version.image.imageId);
      // An interrupted run may have deleted it. State keeps it as it was until its deletion is certain.
      const isGone = found === undefined || found.imageStatus === "DELETING";
      if (isGone && isUsable(version)) this.#missing.add(version.version);
      const isOutdated = changed.has(version.version) && found !== undefined && !hasFailed(found);
      return isGone || isOutdated
        ? version
        : { ...version, image: observe(version.image, found, zoneId, this.#session) };
    });
    const absent = [news.version, current].find(
      (label) => label !== undefined && (this.#missing.has(label) || !this.#isUsable(label)),
    );
    // What is left may be all that there is to go back to.
    if (absent !== undefined) this.#ctx.report.warn(messages.notPrunedWithout(imageNameOf(news.familyName, absent)));
    return absent === undefined;
  }

  /** @returns false if the list could not be read whole: then nothing is pruned */
  async #readInstances(): Promise<boolean> {
    const { signal } = this.#ctx;
    const { news } = this.#family;
    try {
      this.#instances = await this.#session.instances.list(instancesZone(this.#session, this.#family.zoneId), {
        maxAgeMs: 0,
        signal,
      });
      return true;
    } catch (error) {
      signal.throwIfAborted();
      this.#ctx.report.warn(messages.notPruned(news.familyName, describeError(error, this.#session)));
      return false;
    }
  }

  async #delete(version: Version): Promise<void> {
    const { version: label, image } = version;
    const state = compact(image, { __timeouts: this.#family.news.__timeouts });
    let isDue = false;
    try {
      if (!isTakenOver(this.#ctx, image.imageId, this.record)) {
        this.#ctx.report.progress(messages.pruningVersion(image.imageName));
        const recheck = async () => {
          const until = await this.#mayBeDeletedUntil(label);
          isDue = until !== undefined;
          return until;
        };
        const isDeleted = await deleteImage(this.#ctx, this.#session, state, recheck);
        if (!isDeleted) return;
      }
      this.versions = withoutVersions(this.versions, [label]);
      this.#forget(label);
    } catch (error) {
      // After a cancel the request may be in flight, so the version must not become current again.
      if (this.#ctx.signal.aborted && isDue) this.#forget(label);
      this.#ctx.signal.throwIfAborted();
      this.#failed.add(label);
      this.problems.push(describeError(error, this.#session));
    }
  }

  #forget(label: string): void {
    this.record = { ...this.record, forgotten: forget(this.record.forgotten, label) };
  }

  async #mayBeDeletedUntil(label: string): Promise<number | undefined> {
    const pruning = await this.#planFromFreshLists();
    const due = pruning?.pruned.find(({ version }) => version === label);
    const isDue = due !== undefined && !(await this.#isUsableAfterAll(due));
    return isDue && this.#readAt !== undefined ? this.#readAt + sendWithinMs(this.#session) : undefined;
  }

  /** One list that shows a version as failed is not enough: the image is also read by id. */
  async #isUsableAfterAll(version: Version): Promise<boolean> {
    if (!isBroken(version)) return false;
    const { zoneId } = this.#family;
    const found = await this.#session.images.find(zoneId, version.image.imageId, this.#ctx.signal);
    if (found === undefined) return false;
    const image = observe(version.image, found, zoneId, this.#session);
    if (isBroken({ ...version, image })) return false;
    this.versions = this.versions.map((each) => (each.version === version.version ? { ...each, image } : each));
    return true;
  }

  #plan(isInUse: (imageId: string) => boolean): Pruning {
    const { news, current } = this.#family;
    const isMissing = ({ version }: Version) => this.#missing.has(version);
    return planPruning(this.versions, { keep: keepOf(news), current, declared: news.version, isInUse, isMissing });
  }

  #isUsable(label: string): boolean {
    const version = findVersion(this.versions, label);
    return version !== undefined && isUsable(version);
  }
}

/** The record, with the note that versions beyond `keep` are still there. */
export const pruningDue = (record: FamilyRecord): FamilyRecord => ({ ...record, isPruningDue: true });

function pruningDone({ isPruningDue: _, ...record }: FamilyRecord): FamilyRecord {
  return record;
}
