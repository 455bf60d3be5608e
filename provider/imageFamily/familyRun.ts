import { isDeepStrictEqual } from "node:util";
import { compact, PartialFailure, type ImageState } from "../customImage";
import { adoptImage } from "../customImage/adopt";
import { deleteImage } from "../customImage/delete";
import { describeError } from "../customImage/describeError";
import { findImage } from "../customImage/findImage";
import { hasFailed } from "../customImage/imageStatus";
import { Semaphore } from "../customImage/semaphore";
import { observe } from "../customImage/state";
import { TakenOverByOther } from "../customImage/waitAndRestartInstance";
import { isWorkingName } from "../customImage/workingName";
import { qualifiedNameOf } from "../customImage/qualifiedName";
import { parseReference } from "../imageReference";
import * as messages from "../messages";
import type { Session } from "../session";
import type { ImageInfo } from "../zenlayer/types";
import { makeRoom, rejectNamesakes } from "./beforeCreate";
import { echoInputs } from "./echo";
import { formatFamilyId } from "./familyId";
import type { FamilyContext, ImageInputs } from "./kind";
import { imageNameOf } from "./labels";
import { markOf, newGeneration, recordFailed, recordHeld, versionOwner } from "./ownership";
import { driftOf, isDrifted, type Plan } from "./plan";
import { pruningDue, Pruner } from "./pruner";
import type { Declarable, FamilyImage, FamilyInputs, FamilyRecord, FamilyState, Version } from "./state";
import {
  findVersion,
  isUnfinished,
  isUsable,
  movePointer,
  pointed,
  withVersion,
  withoutVersions,
  type Pointer,
} from "./versions";

/** Versions that are finished at the same time. */
const MOST_AT_ONCE = 5;

/**
 * One create or update of a family, step by step. It records what is true after each step, so that after any failure
 * the engine saves all that was done.
 */
export class FamilyRun {
  readonly #ctx: FamilyContext;
  /** For the rules of images, which must not record takeovers in the family's name: the family records its own. */
  readonly #imageContext: FamilyContext;
  readonly #session: Session;
  readonly #news: FamilyInputs;
  readonly #olds: FamilyState | undefined;
  #zoneId: string | undefined;
  #versions: Version[];
  #record: FamilyRecord;
  #pointer: Pointer;
  /** Label of the version that this run has created. */
  #created: string | undefined;
  /** Labels of versions that this run has finished, or has given what the program declares. */
  readonly #changed = new Set<string>();
  /** What went wrong and did not end the run. */
  readonly #problems: string[] = [];

  /** @param olds stored outputs; absent for a family that is new */
  constructor(ctx: FamilyContext, session: Session, news: FamilyInputs, olds?: FamilyState) {
    this.#ctx = ctx;
    this.#imageContext = { ...ctx, resource: undefined };
    this.#session = session;
    this.#news = news;
    this.#olds = olds;
    this.#zoneId = olds?.zoneId;
    this.#versions = olds?.__versions ?? [];
    this.#record = olds?.__record ?? { nextSequence: 1, forgotten: [], generation: newGeneration(ctx) };
    this.#pointer = olds ?? {};
  }

  /**
   * Carries out the plan.
   * @returns every output
   * @throws PartialFailure when something is left to do and state has to know what was done; UserError when nothing was
   */
  async follow(plan: Plan): Promise<FamilyState> {
    if (plan.isRollback) {
      this.#pointer = movePointer(this.#pointer, plan.target);
      if (plan.prune) this.#record = pruningDue(this.#record);
      return this.#outputs({ isDone: true });
    }
    try {
      for (const each of plan.adopt) await this.#adopt(each.version, each.reference);
      for (const version of plan.discard) await this.#discard(version);
      const vanishing = plan.prune ? await this.#vanishing(plan.repair) : [];
      await this.#finishAll([...plan.finish, ...plan.repair.filter((version) => !vanishing.includes(version))]);
      // A failed version that could not be discarded stays in state: a new image would take its place there.
      const isFree = findVersion(this.#versions, this.#news.version) === undefined;
      if (plan.create && isFree) await this.#create(this.#news.version);
      if (this.#isUsable(plan.target)) this.#pointer = movePointer(this.#pointer, plan.target);
      if (plan.prune) await this.#prune();
      await this.#finishAll(vanishing.flatMap(({ version }) => findVersion(this.#versions, version) ?? []));
    } catch (error) {
      throw this.#failure(error);
    }
    if (this.#problems.length > 0) throw this.#failure();
    return this.#outputs({ isDone: true });
  }

  /** Takes an existing image in as a version, under the family's name for it. */
  async #adopt(label: string, reference: string): Promise<void> {
    const { imageId } = parseReference(reference);
    try {
      const image = await this.#takeIn(label, reference);
      this.#store(label, image);
      this.#markIncomplete(label);
      this.#ensureGeneration();
      recordHeld(this.#ctx, imageId, this.#record);
    } catch (error) {
      const reason = describeError(error, this.#session);
      recordFailed(this.#ctx, imageId, reason);
      this.#ctx.signal.throwIfAborted();
      throw new messages.UserError(messages.versionNotAdopted(this.#news.familyName, label, imageId, reason));
    }
    const version = findVersion(this.#versions, label);
    if (version && this.#differs(version)) await this.#finishAll([version]);
  }

  /** An import by an earlier version of this package has none. The images that it has are recorded without it. */
  #ensureGeneration(): void {
    if (this.#record.generation !== undefined) return;
    this.#record = { ...this.#record, generation: newGeneration(this.#ctx) };
    for (const { image } of this.#versions) {
      this.#ctx.process.takeovers.noteOutputs(image.imageId, qualifiedNameOf(this.#ctx), markOf(this.#record));
    }
  }

  async #takeIn(label: string, text: string): Promise<ImageState> {
    const { imageId, zoneId = this.#zoneId } = parseReference(text);
    if (this.#zoneId !== undefined && zoneId !== undefined && zoneId !== this.#zoneId) {
      throw messages.familyError(messages.otherZone(this.#news.familyName, this.#zoneId, `image ${imageId}`, zoneId));
    }
    this.#ctx.report.progress(messages.adoptingVersion(imageId, this.#nameOf(label)));
    const found = await findImage(this.#session, { imageId, zoneId }, this.#ctx.signal);
    if (found === undefined)
      throw messages.familyError(messages.noImageForVersion(imageId, zoneId, this.#session.scope));
    if (hasFailed(found.image)) throw messages.familyError(messages.failedForVersion(imageId));
    const isUnfinished = isWorkingName(found.image.imageName);
    const { outs } = await adoptImage(this.#imageContext, this.#session, {
      adoptImageId: `${found.zoneId}/${imageId}`,
      ...(isUnfinished && { imageName: this.#nameOf(label), instanceId: this.#news.instanceId }),
      __timeouts: this.#news.__timeouts,
      __owner: this.#news.__owner,
    });
    this.#zoneId = outs.zoneId;
    return compact(outs, { adoptImageId: undefined, __timeouts: undefined, __givenName: this.#nameOf(label) });
  }

  /**
   * Deletes a version that was never usable: it holds a slot. Its label may be created again. One that is usable by now,
   * and may be in use, is finished instead.
   */
  async #discard({ version: label, image }: Version): Promise<void> {
    try {
      const { zoneId, imageId } = image;
      const found = await this.#session.images.find(zoneId, imageId, this.#ctx.signal);
      if (found !== undefined && !hasFailed(found)) {
        this.#store(label, observe(image, found, zoneId, this.#session));
        const recovered = findVersion(this.#versions, label);
        if (recovered) await this.#finishAll([recovered]);
        return;
      }
      this.#ctx.report.progress(messages.deletingFailed(image.imageName));
      await deleteImage(this.#ctx, this.#session, this.#timed(image));
      this.#versions = withoutVersions(this.#versions, [label]);
    } catch (error) {
      this.#ctx.signal.throwIfAborted();
      this.#problems.push(describeError(error, this.#session));
    }
  }

  /**
   * Versions that are being deleted, or are gone: by a run that was killed while it pruned, or outside Pulumi. They are
   * changed after this run's pruning, which makes sure that those are gone that it would have deleted.
   */
  async #vanishing(versions: readonly Version[]): Promise<Version[]> {
    if (versions.length === 0) return [];
    const images = await this.#session.images.list(this.#zoneId ?? "", { signal: this.#ctx.signal });
    return versions.filter(({ image }) => {
      const found = images.find(({ imageId }) => imageId === image.imageId);
      return found === undefined || found.imageStatus === "DELETING";
    });
  }

  /** Copies to other regions take minutes, so several versions are finished at the same time. */
  async #finishAll(versions: readonly Version[]): Promise<void> {
    const slots = new Semaphore(MOST_AT_ONCE);
    const finish = async (version: Version): Promise<string[]> => {
      await slots.acquire(this.#ctx.signal);
      return this.#finish(version).finally(() => slots.release());
    };
    const ends = await Promise.allSettled(versions.map(finish));
    // In the order of the plan, whichever ended first.
    for (const end of ends) if (end.status === "fulfilled") this.#problems.push(...end.value);
    this.#ctx.signal.throwIfAborted();
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  }

  /**
   * Goes on with a version that an interrupted run has left, or gives it back its name and description.
   * @returns what went wrong
   */
  async #finish(version: Version): Promise<string[]> {
    const { version: label, image, imageDescription } = version;
    const imageName = this.#nameOf(label);
    try {
      const given = { imageName, imageDescription, __givenName: imageName, __timeouts: this.#news.__timeouts };
      const inputs = { ...given, ...this.#declared };
      this.#ctx.report.progress(this.#progressOf(version));
      const start = mayBeRenamed(this.#timed(image), imageName);
      this.#changed.add(label);
      this.#store(label, await this.#ctx.kind.images.update(this.#imageContext, start, inputs));
      this.#mark(label, { isIncomplete: undefined });
      return [];
    } catch (error) {
      if (error instanceof TakenOverByOther) this.#versions = withoutVersions(this.#versions, [label]);
      else if (error instanceof PartialFailure) this.#store(label, error.properties);
      if (!isUsable(version)) this.#markIncomplete(label);
      this.#ctx.signal.throwIfAborted();
      return reasonsOf(error, this.#session);
    }
  }

  #progressOf(version: Version): string {
    const imageName = this.#nameOf(version.version);
    const properties = driftOf(this.#news.familyName, version);
    const inputs = this.#ctx.kind.declared.differing(version.image, this.#news);
    const isComplete = !isUnfinished(version) && properties.length + inputs.length > 0;
    return isComplete
      ? messages.repairingVersion(imageName, version.image, { properties, inputs })
      : messages.finishingVersion(imageName);
  }

  async #create(label: string): Promise<void> {
    const { instanceId = "", imageDescription, stopInstance, forceShutdown, __timeouts, __owner = "" } = this.#news;
    const imageName = this.#nameOf(label);
    const owner = versionOwner(__owner, label, this.#ctx.kind);
    const current = this.#pointer.currentVersion;
    const family = { ...this.#news, zoneId: this.#zoneId, versions: this.#versions, current };
    const wanted = { family, label, owner, instances: [instanceId, this.#olds?.instanceId] };
    const zoneId = await makeRoom(this.#ctx, this.#session, wanted);
    this.#zoneId = zoneId || undefined;
    this.#ctx.report.progress(messages.creatingVersion(imageName, instanceId));
    const inputs: ImageInputs = {
      ...this.#declared,
      ...{ instanceId, imageName, imageDescription, stopInstance, forceShutdown, __timeouts },
      __givenName: imageName,
      __owner: owner,
    };
    try {
      // The instance may have to be waited for, and another run may finish the version meanwhile.
      const place = messages.placeOf(this.#session.scope, zoneId);
      const checkImages = (images: readonly ImageInfo[]) => rejectNamesakes(images, wanted, place);
      this.#store(label, (await this.#ctx.kind.images.create(this.#imageContext, inputs, { checkImages })).outs);
      this.#created = label;
    } catch (error) {
      if (error instanceof PartialFailure) this.#store(label, error.properties);
      this.#markIncomplete(label);
      throw error;
    }
  }

  /** Deletes the oldest versions beyond `keep`, now that the new version is usable and not before. */
  async #prune(): Promise<void> {
    const pruner = new Pruner(this.#ctx, this.#session, {
      zoneId: this.#zoneId ?? "",
      news: this.#news,
      versions: this.#versions,
      record: this.#record,
      current: this.#pointer.currentVersion,
      created: this.#created,
      changed: this.#changed,
    });
    try {
      await pruner.run();
    } finally {
      this.#versions = pruner.versions;
      this.#record = pruner.record;
      this.#problems.push(...pruner.problems);
    }
  }

  /** The image, with the time that the program allows. */
  #timed(image: FamilyImage): FamilyImage {
    return compact(image, { __timeouts: this.#news.__timeouts });
  }

  /** A new version that lacks a region, say, does not become current: it may be the one that it is wanted in. */
  #markIncomplete(label: string): void {
    const version = findVersion(this.#versions, label);
    const { differing } = this.#ctx.kind.declared;
    if (version && differing(version.image, this.#news).length > 0) this.#mark(label, { isIncomplete: true });
  }

  #mark(label: string, change: Pick<Version, "isIncomplete">): void {
    this.#versions = this.#versions.map((each) => (each.version === label ? compact(each, change) : each));
  }

  #store(label: string, image: FamilyImage): void {
    const { nextSequence } = this.#record;
    const next = withVersion(
      { versions: this.#versions, nextSequence },
      label,
      compact(image, { __timeouts: undefined }),
    );
    this.#versions = next.versions;
    this.#record = { ...this.#record, nextSequence: next.nextSequence };
  }

  /** What the program declares of the images of all versions. */
  get #declared(): Pick<ImageInputs, Declarable> {
    return Object.fromEntries(this.#ctx.kind.declared.names.map((name) => [name, this.#news[name]]));
  }

  #differs(version: Version): boolean {
    const { differing } = this.#ctx.kind.declared;
    return isDrifted(this.#news.familyName, version) || differing(version.image, this.#news).length > 0;
  }

  #nameOf(label: string): string {
    return imageNameOf(this.#news.familyName, label);
  }

  #isUsable(label: string): boolean {
    const version = findVersion(this.#versions, label);
    return version !== undefined && isUsable(version);
  }

  /**
   * Outputs by now. Until all is done they echo the inputs that were stored before, since that is what the engine keeps
   * as inputs; a version is echoed once it is usable.
   */
  #outputs({ isDone }: { isDone: boolean }): FamilyState {
    const { familyName, version } = this.#news;
    const echoed = isDone || this.#olds === undefined ? this.#news : this.#olds;
    const declared = isDone || this.#isUsable(version) ? version : this.#olds?.version;
    const known = { ...echoInputs(echoed), familyName, version: declared, zoneId: this.#zoneId };
    const pointer = pointed(this.#versions, this.#pointer);
    const { names } = this.#ctx.kind.declared;
    const isOld = !isDone && this.#olds !== undefined;
    const record = isOld ? this.#record : withDeclared(this.#record, names, this.#news);
    return compact({ ...known, ...pointer, __versions: this.#versions, __record: record });
  }

  #failure(error?: unknown): Error {
    const reasons = [...this.#problems, ...(error === undefined ? [] : reasonsOf(error, this.#session))];
    const outs = this.#outputs({ isDone: false });
    const isKnown = this.#versions.length === 0 || isDeepStrictEqual(outs, this.#olds && compact(this.#olds));
    if (isKnown) return new messages.UserError(reasons.join(" "));
    // The engine stores whatever a resource gives it: here a family in place of an image.
    return new PartialFailure(formatFamilyId(outs), outs as unknown as ImageState, reasons);
  }
}

const reasonsOf = (error: unknown, session: Session): string[] =>
  error instanceof PartialFailure ? error.reasons : [describeError(error, session)];

/** The record with which of these inputs the program declares; unchanged where there are none of these inputs. */
const withDeclared = (record: FamilyRecord, names: readonly Declarable[], news: FamilyInputs): FamilyRecord =>
  names.length === 0 ? record : { ...record, declared: names.filter((name) => news[name] !== undefined) };

/**
 * An unfinished image of the family that has its label's name by now was finished by a run that was killed before its
 * state was saved: nothing but a run of this family gives that name.
 */
function mayBeRenamed(image: FamilyImage, imageName: string): FamilyImage {
  const { __record: record } = image;
  if (record?.workingName === undefined) return { ...image, __givenName: imageName };
  return compact(image, { imageName, __givenName: imageName, __record: compact(record, { renameSent: imageName }) });
}
