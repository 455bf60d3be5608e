import { isDeepStrictEqual } from "node:util";
import {
  compact,
  create,
  PartialFailure,
  update,
  type CheckedInputs,
  type Context,
  type ImageState,
} from "../customImage";
import { adoptImage } from "../customImage/adopt";
import { deleteImage } from "../customImage/delete";
import { describeError } from "../customImage/describeError";
import { findImage } from "../customImage/findImage";
import { hasFailed } from "../customImage/imageStatus";
import { TakenOverByOther } from "../customImage/waitAndRestartInstance";
import { isWorkingName, newAttempt, parseOwner, whatHash } from "../customImage/workingName";
import { parseReference } from "../imageReference";
import * as messages from "../messages";
import type { Session } from "../session";
import type { ImageInfo } from "../zenlayer/types";
import { makeRoom, refuseNamesakes } from "./beforeCreate";
import { echoInputs } from "./echo";
import { formatFamilyId } from "./familyId";
import { imageNameOf } from "./labels";
import { recordFailed, recordHeld } from "./ownership";
import type { Plan } from "./plan";
import { pruningDue, Pruner } from "./pruner";
import type { FamilyInputs, FamilyRecord, FamilyState, Version } from "./state";
import { findVersion, isUsable, movePointer, pointed, withVersion, withoutVersions, type Pointer } from "./versions";

/**
 * One create or update of a family, step by step. It knows what is true after each step, so that whatever goes wrong,
 * the engine saves all that was done.
 */
export class FamilyRun {
  readonly #ctx: Context;
  readonly #session: Session;
  readonly #news: FamilyInputs;
  readonly #olds: FamilyState | undefined;
  #zoneId: string | undefined;
  #versions: Version[];
  #record: FamilyRecord;
  #pointer: Pointer;
  /** Label of the version that this run has created. */
  #created: string | undefined;
  /** What went wrong and did not end the run. */
  readonly #problems: string[] = [];

  /** @param olds stored outputs; absent for a family that is new */
  constructor(ctx: Context, session: Session, news: FamilyInputs, olds?: FamilyState) {
    this.#ctx = ctx;
    this.#session = session;
    this.#news = news;
    this.#olds = olds;
    this.#zoneId = olds?.zoneId;
    this.#versions = olds?.__versions ?? [];
    this.#record = olds?.__record ?? {
      nextSequence: 1,
      forgotten: [],
      generation: newAttempt(ctx.random, parseOwner(news.__owner ?? "")),
    };
    this.#pointer = olds ?? {};
  }

  /**
   * Does what the plan says.
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
      for (const version of [...plan.finish, ...plan.repair]) await this.#finish(version);
      if (plan.create) await this.#create(this.#news.version);
      if (this.#isUsable(plan.target)) this.#pointer = movePointer(this.#pointer, plan.target);
      if (plan.prune) await this.#prune();
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
      recordHeld(this.#ctx, imageId, this.#record);
    } catch (error) {
      const reason = describeError(error, this.#session);
      recordFailed(this.#ctx, imageId, reason);
      this.#ctx.signal.throwIfAborted();
      throw new messages.UserError(messages.versionNotAdopted(this.#news.familyName, label, imageId, reason));
    }
    const version = findVersion(this.#versions, label);
    if (version && version.image.imageName !== this.#nameOf(label)) await this.#finish(version);
  }

  async #takeIn(label: string, text: string): Promise<ImageState> {
    const { imageId, zoneId = this.#zoneId } = parseReference(text);
    if (this.#zoneId !== undefined && zoneId !== undefined && zoneId !== this.#zoneId) {
      throw messages.familyError(messages.otherZone(this.#news.familyName, this.#zoneId, `image ${imageId}`, zoneId));
    }
    this.#ctx.report.progress(messages.adoptingVersion(imageId, this.#nameOf(label)));
    const found = await findImage(this.#session, { imageId, zoneId }, this.#ctx.signal);
    if (found === undefined) throw messages.familyError(messages.noImageForVersion(imageId, zoneId));
    if (hasFailed(found.image)) throw messages.familyError(messages.failedForVersion(imageId));
    const isUnfinished = isWorkingName(found.image.imageName);
    const { outs } = await adoptImage(this.#ctx, this.#session, {
      adoptImageId: `${found.zoneId}/${imageId}`,
      ...(isUnfinished && { imageName: this.#nameOf(label), instanceId: this.#news.instanceId }),
      __timeouts: this.#news.__timeouts,
    });
    this.#zoneId = outs.zoneId;
    return compact(outs, { adoptImageId: undefined, __timeouts: undefined, __givenName: this.#nameOf(label) });
  }

  /** Deletes a version that was never usable: it holds a slot. Its label may be created again. */
  async #discard({ version, image }: Version): Promise<void> {
    try {
      this.#ctx.report.progress(messages.deletingFailed(image.imageName));
      await deleteImage(this.#ctx, this.#session, this.#timed(image));
      this.#versions = withoutVersions(this.#versions, [version]);
    } catch (error) {
      this.#ctx.signal.throwIfAborted();
      this.#problems.push(describeError(error, this.#session));
    }
  }

  /** Goes on with a version that an interrupted run has left, or gives it back its name and description. */
  async #finish({ version: label, image, imageDescription }: Version): Promise<void> {
    const imageName = this.#nameOf(label);
    try {
      const inputs = { imageName, imageDescription, __givenName: imageName, __timeouts: this.#news.__timeouts };
      this.#ctx.report.progress(messages.finishingVersion(imageName));
      this.#store(label, await update(this.#ctx, mayBeRenamed(this.#timed(image), imageName), inputs));
    } catch (error) {
      this.#ctx.signal.throwIfAborted();
      if (error instanceof TakenOverByOther) this.#versions = withoutVersions(this.#versions, [label]);
      else if (error instanceof PartialFailure) this.#store(label, error.properties);
      this.#problems.push(...reasonsOf(error, this.#session));
    }
  }

  async #create(label: string): Promise<void> {
    const { instanceId = "", imageDescription, stopInstance, forceShutdown, __timeouts, __owner = "" } = this.#news;
    const imageName = this.#nameOf(label);
    const owner = __owner + whatHash(label);
    const current = this.#pointer.currentVersion;
    const family = { ...this.#news, zoneId: this.#zoneId, versions: this.#versions, current };
    const wanted = { family, label, owner, instances: [instanceId, this.#olds?.instanceId] };
    const zoneId = (this.#zoneId = await makeRoom(this.#ctx, this.#session, wanted));
    this.#ctx.report.progress(messages.creatingVersion(imageName, instanceId));
    const inputs: CheckedInputs = {
      ...{ instanceId, imageName, imageDescription, stopInstance, forceShutdown, __timeouts },
      __givenName: imageName,
      __owner: owner,
    };
    try {
      // The instance may have to be waited for, and another run may finish the version meanwhile.
      const judge = (images: readonly ImageInfo[]) => refuseNamesakes(images, wanted, zoneId);
      this.#store(label, (await create(this.#ctx, inputs, { judge })).outs);
      this.#created = label;
    } catch (error) {
      if (error instanceof PartialFailure) this.#store(label, error.properties);
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
  #timed(image: ImageState): ImageState {
    return compact(image, { __timeouts: this.#news.__timeouts });
  }

  #store(label: string, image: ImageState): void {
    const { nextSequence } = this.#record;
    const next = withVersion(
      { versions: this.#versions, nextSequence },
      label,
      compact(image, { __timeouts: undefined }),
    );
    this.#versions = next.versions;
    this.#record = { ...this.#record, nextSequence: next.nextSequence };
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
    const known = { ...echoInputs(echoed), familyName, version: declared, zoneId: this.#zoneId ?? "" };
    const pointer = pointed(this.#versions, this.#pointer);
    return compact({ ...known, ...pointer, __versions: this.#versions, __record: this.#record });
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

/**
 * An unfinished image of the family that has its label's name by now was finished by a run that was killed before its
 * state was saved: nothing but a run of this family gives that name.
 */
function mayBeRenamed(image: ImageState, imageName: string): ImageState {
  const { __record: record } = image;
  if (record?.workingName === undefined) return { ...image, __givenName: imageName };
  return compact(image, { imageName, __givenName: imageName, __record: compact(record, { renameSent: imageName }) });
}
