import { describeError } from "../customImage/describeError";
import { earlierImages } from "../customImage/earlierRuns";
import { blocking, diskFindings, notice, powerFindings, type Finding } from "../customImage/preflight/findings";
import { deliver, isLockedOut } from "../customImage/preflight/preflight";
import { isUnknown } from "../customImage/unknown";
import { instancesZone } from "../customImage/imageUsers";
import { parseOwner } from "../customImage/workingName";
import { parseReference } from "../imageReference";
import * as messages from "../messages";
import type { Session } from "../session";
import type { Failure } from "../schemaValidation";
import type { InstanceInfo, InstanceOrigin, ZoneQuota } from "../zenlayer/types";
import { namesakesOf, slotsOf, type FamilyBefore } from "./beforeCreate";
import type { FamilyContext } from "./kind";
import { imageNameOf } from "./labels";
import { versionOwner } from "./ownership";
import { driftOf, hasLeftovers, isPlan, plan, type Plan } from "./plan";
import { planPruning, type Pruning } from "./pruning";
import type { FamilyInputs, FamilyState, Version } from "./state";
import { keepOf, withoutVersions } from "./versions";

/** What the caller knows of the family beside its inputs. */
export interface Hints {
  /** Logical name, for the messages; absent where the host itself names the resource. */
  name?: string;
}

/**
 * Reports, during a preview, what `up` will do with the family, and everything that would make it fail.
 * @param olds stored outputs; absent for a family that is new
 * @returns failures: what certainly cannot be done, and findings where the setting `preflight` says that they fail
 */
export async function preflight(
  ctx: FamilyContext,
  olds: FamilyState | undefined,
  news: FamilyInputs,
  { name }: Hints,
): Promise<Failure[]> {
  const { version, currentVersion, keep, adoptVersions = {} } = news;
  if ([version, currentVersion, keep, adoptVersions, ...Object.values(adoptVersions)].some(isUnknown)) return [];
  if (!ctx.kind.declared.areKnown(news)) return [];
  const outcome = plan(olds, news, ctx.kind.declared);
  if (!isPlan(outcome))
    return [{ property: outcome.property, reason: messages.familyRefused(news.familyName, outcome) }];
  const mode = ctx.settings().preflight; // a wrong setting is no finding, and fails
  if (mode === "off") return [];
  const report = (text: string) => ctx.report.inform(messages.finding(name, text, ctx.kind.type));
  if (outcome.isRollback) {
    report(messages.willMovePointer(news.familyName, outcome.target, olds?.currentVersion));
    return [];
  }
  if (ctx.process.preflight.skipped) return [];
  let findings: Finding[];
  try {
    findings = await new Outlook(ctx, olds, news, outcome).findings(report);
  } catch (error) {
    ctx.signal.throwIfAborted();
    ctx.process.preflight.skipped = true;
    const why = error instanceof messages.UserError ? error.message : describeError(error, ctx.session());
    if (isLockedOut(error)) return [{ property: "version", reason: messages.lockedOut(why) }];
    findings = [blocking("version", messages.preflightSkipped(why))];
  }
  return deliver(ctx, findings, mode, { name });
}

/** What an update will come to. */
class Outlook {
  readonly #ctx: FamilyContext;
  readonly #session: Session;
  readonly #olds: FamilyState | undefined;
  readonly #news: FamilyInputs;
  readonly #plan: Plan;

  constructor(ctx: FamilyContext, olds: FamilyState | undefined, news: FamilyInputs, outcome: Plan) {
    this.#ctx = ctx;
    this.#session = ctx.session();
    this.#olds = olds;
    this.#news = news;
    this.#plan = outcome;
  }

  async findings(report: (text: string) => void): Promise<Finding[]> {
    const { create, prune, adopt, target } = this.#plan;
    const { familyName, instanceId = "" } = this.#news;
    const others = this.#otherZones();
    const instance = create && !isUnknown(instanceId) ? await this.#facts.instance(instanceId) : undefined;
    if (create && !isUnknown(instanceId) && instance === undefined) {
      return [...others, blocking("instanceId", messages.noSuchInstanceText(instanceId, this.#session.scope))];
    }
    const zoneId = this.#olds?.zoneId ?? instance?.zoneId;
    const creation = instance ? await this.#creationFindings(instance) : [];
    const left = { versions: this.#olds?.__versions ?? [], instance };
    const declared = await this.#ctx.kind.declared.findings(this.#ctx, this.#news, left);
    const pruning = prune || create ? await this.#pruning(zoneId) : undefined;
    const quota =
      this.#ctx.kind.hasQuota && zoneId !== undefined && (create || pruning)
        ? await this.#facts.quota(zoneId)
        : undefined;
    const found = [...others, ...creation, ...declared];
    // A plan beside what makes it fail would contradict it.
    if (found.some(({ blocks }) => blocks)) return found;
    report(
      messages.familyOutlook({
        creates: create ? { imageName: imageNameOf(familyName, this.#news.version), instanceId } : undefined,
        adopts: adopt.map(({ version }) => imageNameOf(familyName, version)),
        changes: this.#changes(),
        restores: this.#restores(),
        current: { imageName: imageNameOf(familyName, target), before: this.#currentBefore },
        hasLeftovers: hasLeftovers(this.#plan, this.#olds),
        prunes: pruning?.pruned.map(({ image }) => image.imageName) ?? [],
        keeps: pruning?.kept.map(({ version, reason }) => ({ imageName: version.image.imageName, reason })) ?? [],
        slots: quota && slotsAround(quota, create, pruning),
      }),
    );
    return found;
  }

  /** Under the family's name for it, which its image may have lost outside. */
  get #currentBefore(): string | undefined {
    const label = this.#olds?.currentVersion;
    return label === undefined ? undefined : imageNameOf(this.#news.familyName, label);
  }

  /** What the images get back. */
  #restores() {
    const { familyName, adoptVersions = {} } = this.#news;
    return this.#plan.repair.flatMap((version) => {
      const properties = driftOf(familyName, version);
      const imageName = imageNameOf(familyName, version.version);
      // The run that adopted it may not have been able to rename it.
      const isAdopted = Object.hasOwn(adoptVersions, version.version);
      return properties.length > 0 ? [{ imageName, image: version.image, properties, isAdopted }] : [];
    });
  }

  /** What is changed of the images that are kept. */
  #changes() {
    const { differing, names } = this.#ctx.kind.declared;
    const changed = this.#plan.repair.map(({ image }) => ({ image, found: differing(image, this.#news) }));
    const changing = changed.filter(({ found }) => found.length > 0);
    if (changing.length === 0) return undefined;
    return {
      names: names.filter((name) => changing.some(({ found }) => found.includes(name))),
      imageNames: changing.map(({ image }) => image.imageName),
    };
  }

  get #facts() {
    return this.#ctx.process.preflight.facts(this.#session, this.#ctx.signal);
  }

  /** Images to adopt that are, as the program says itself, in another zone than the family. */
  #otherZones(): Finding[] {
    const { zoneId } = this.#olds ?? {};
    if (zoneId === undefined) return [];
    return this.#plan.adopt.flatMap(({ version, reference }) => {
      const { imageId, zoneId: other = zoneId } = parseReference(reference);
      if (other === zoneId) return [];
      const text = messages.otherZone(this.#news.familyName, zoneId, `image ${imageId}`, other);
      return [blocking(`adoptVersions.${version}`, text)];
    });
  }

  async #creationFindings(instance: InstanceInfo): Promise<Finding[]> {
    const { familyName, version, __owner = "" } = this.#news;
    const { zoneId, instanceId } = instance;
    const { hasQuota } = this.#ctx.kind;
    const own = this.#olds?.zoneId ?? zoneId;
    if (hasQuota && zoneId !== own) {
      return [blocking("instanceId", messages.otherZone(familyName, own, `instance ${instanceId}`, zoneId))];
    }
    const power = [...powerFindings(instance, this.#news), ...diskFindings(instance)];
    const quota = hasQuota ? await this.#facts.quota(zoneId) : undefined;
    if (hasQuota && quota === undefined) return [...power, blocking("instanceId", messages.zoneWithoutImages(zoneId))];
    const images = await this.#facts.images(zoneId);
    const family = this.#family;
    const place = messages.placeOf(this.#session.scope, zoneId);
    const namesakes = namesakesOf(images, family, version);
    if (namesakes.length > 0) {
      return [...power, blocking("version", messages.versionExists(familyName, version, place, namesakes))];
    }
    const isKnown = (imageId: string) => family.versions.some(({ image }) => image.imageId === imageId);
    const earlier = earlierImages(images, parseOwner(versionOwner(__owner, version, this.#ctx.kind)), isKnown);
    const [usable] = earlier.usable;
    if (usable) return [notice("version", messages.willContinue(usable))];
    const abandoned = earlier.others.map((image) => notice("version", messages.willDeleteAbandoned(image)));
    if (quota === undefined) return [...power, ...abandoned];
    const freed = earlier.failed.length + earlier.others.length + this.#plan.discard.length;
    const tooMany = this.#ctx.process.preflight.plan.add({ ...quota, count: quota.count - freed });
    if (tooMany === undefined) return [...power, ...abandoned];
    const text = messages.noSlotForVersion(familyName, version, quota, slotsOf(images, family));
    return [...power, ...abandoned, blocking("version", text)];
  }

  get #family(): FamilyBefore {
    const { __versions: versions = [], currentVersion: current } = this.#olds ?? {};
    return { ...this.#news, zoneId: this.#olds?.zoneId, versions, current };
  }

  /** What pruning will come to, with the new version usable and instances as they are now. */
  async #pruning(zoneId: string | undefined): Promise<Pruning> {
    const { __versions: versions = [] } = this.#olds ?? {};
    const { version: declared } = this.#news;
    const { discard, create, target } = this.#plan;
    const left = withoutVersions(
      versions,
      discard.map(({ version }) => version),
    );
    const expected = create ? [...left, newcomer(this.#news, versions)] : left;
    const rules = { keep: keepOf(this.#news), current: target, declared };
    const most = planPruning(expected, { ...rules, isInUse: () => false });
    if (most.pruned.length === 0) return most;
    const instances = await this.#instances(zoneId);
    if (instances === undefined) return { pruned: [], kept: most.kept };
    return planPruning(expected, { ...rules, isInUse: (id) => instances.some(({ imageId }) => imageId === id) });
  }

  /** Shared by all families of the preview; nothing if it cannot be read, since then `up` prunes nothing either. */
  async #instances(zoneId: string | undefined): Promise<readonly InstanceOrigin[] | undefined> {
    const { signal } = this.#ctx;
    try {
      return await this.#session.instances.list(instancesZone(this.#session, zoneId), { maxAgeMs: Infinity, signal });
    } catch (error) {
      signal.throwIfAborted();
      const why = describeError(error, this.#session);
      this.#ctx.report.warn(messages.notPruned(this.#news.familyName, why));
      return undefined;
    }
  }
}

/** The version that is to be created, as if it were usable. */
function newcomer({ version, familyName }: FamilyInputs, versions: readonly Version[]): Version {
  const sequence = Math.max(0, ...versions.map((each) => each.sequence)) + 1;
  const image = { imageId: "", imageName: imageNameOf(familyName, version), imageStatus: "AVAILABLE" };
  return { version, sequence, image: { ...image, imageType: "CUSTOM_IMAGE", zoneId: "", endpoint: "" } };
}

function slotsAround(quota: ZoneQuota, creates: boolean, pruning: Pruning | undefined) {
  const { zoneId, count, maxCount } = quota;
  const during = count + (creates ? 1 : 0);
  return { zoneId, maxCount, before: count, during, after: during - (pruning?.pruned.length ?? 0) };
}
