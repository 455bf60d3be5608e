import * as messages from "../messages";
import { DeadlineExceeded, hasClass, isImageNotFound, ZenlayerError } from "../zenlayer/apiError";
import { toWallTime } from "../zenlayer/clock";
import type { Session } from "../session";
import type { ImageInfo } from "../zenlayer/types";
import { Timeout } from "../zenlayer/zoneImages";
import type { Context } from "./context";
import { confirmDeleted } from "./confirmDeleted";
import { startAgain, type SeenPower } from "./instanceLease";
import { sendWithinMs } from "./sendWithin";
import { isBorrowed, type ImageState } from "./state";
import { fingerprintOf } from "./takeovers";
import { qualifiedNameOf } from "./qualifiedName";
import { creationTimeoutMs, timeoutMs } from "./timeouts";
import { reportUnreadable } from "./reportUnreadable";
import { isBusy } from "./imageStatus";
import { reportBack, reportLost } from "./contactReports";
import { creationTime, isYoungAndUnseen } from "./imageAge";
import { reportImageUsers } from "./reportImageUsers";
import { describeError } from "./describeError";

/**
 * Deletes the image and confirms that it is gone. Waits while it is being created, since the service rejects its
 * deletion until then (documented). A borrowed image, or one that another resource has adopted, is not deleted.
 * @throws UserError or ZenlayerError when the image may still be there: the engine keeps it in state
 */
export async function remove(ctx: Context, state: ImageState): Promise<void> {
  // Only one resource has created the image. The engine deletes it under its old name after a rename by alias.
  const resource = state.createRequestId === undefined ? qualifiedNameOf(ctx) : undefined;
  const isNotOwned = isBorrowed(state) || isTakenOver(ctx, state, fingerprintOf(state), resource);
  if (isNotOwned && state.__record?.stoppedInstance === undefined) return;
  const session = ctx.session();
  const deletion = new Deletion(ctx, session, state);
  await deletion.startInstance();
  if (isNotOwned) return;
  await reportImageUsers(ctx, session, state);
  await deletion.run();
}

/**
 * Reads the image again before each request to delete it.
 * @returns until when the request may be sent, by the monotonic clock; undefined if the image must not be deleted
 */
export type Recheck = () => Promise<number | undefined>;

/**
 * Deletes an image that is ours and confirms that it is gone, after starting the instance that an interrupted run had
 * stopped for it.
 * @param recheck for an image that may have to be kept; the request is sent only shortly after it
 * @returns false if `recheck` has found that it has to stay
 * @throws UserError or ZenlayerError when the image may still be there
 */
export async function deleteImage(
  ctx: Context,
  session: Session,
  state: ImageState,
  recheck?: Recheck,
): Promise<boolean> {
  const deletion = new Deletion(ctx, session, state, recheck);
  await deletion.startInstance();
  return deletion.run();
}

/**
 * Whether another resource of this run, possibly of another provider, has the image in state. Then it must not be
 * deleted.
 * @param own what distinguishes the resource's own takeover
 * @param resource as takeovers name it, if another resource's `own` may be equal; undefined if the host does not know it
 * @throws UserError while that is undecided, or has failed: otherwise the image would be in no state
 */
export function isTakenOver(
  ctx: Context,
  { imageId }: Pick<ImageState, "imageId">,
  own: string,
  resource: string | undefined,
): boolean {
  const isOther = (name: string | undefined) => name !== undefined && resource !== undefined && name !== resource;
  const takeovers = ctx.process.takeovers
    .of(imageId)
    .filter((takeover) => takeover.outputs !== own || isOther(takeover.resource));
  const holder = takeovers.find(({ status, abandoned }) => status === "held" && !abandoned);
  if (holder) ctx.report.warn(messages.adoptedMeanwhile(imageId, holder.resource));
  else if (takeovers[0]) {
    const failed = takeovers.find(({ status }) => status === "failed");
    throw messages.notTakenOver(failed ?? takeovers[0]);
  }
  return holder !== undefined;
}

const KEPT = "kept";
/** Pause after a request that could not be sent in time. */
const LATE_PAUSE_MS = 1_000;

class Deletion {
  readonly #ctx: Context;
  readonly #session: Session;
  readonly #state: ImageState;
  readonly #recheck: Recheck | undefined;
  /** Until when a call that could not be sent is retried, by the monotonic clock. */
  readonly #until: number;
  /** A request by id has confirmed that the image is gone. */
  #isConfirmed = false;

  constructor(ctx: Context, session: Session, state: ImageState, recheck?: Recheck) {
    this.#ctx = ctx;
    this.#session = session;
    this.#state = state;
    this.#recheck = recheck;
    this.#until = ctx.clock.now() + timeoutMs("delete", state.__timeouts);
  }

  /** Starts the instance that an interrupted run has stopped, once the image is no longer being created. */
  async startInstance(): Promise<void> {
    const stopped = this.#state.__record?.stoppedInstance;
    if (stopped === undefined) return;
    if (this.#state.imageStatus === "CREATING") await this.#untilDeletable();
    let isStopped = true;
    try {
      const note = (seen: SeenPower) => (isStopped = seen === "stopped");
      await startAgain(this.#ctx, this.#session, stopped, { note, signal: this.#ctx.signal });
    } catch (error) {
      const reason = describeError(error, this.#session);
      if (isStopped && this.#ctx.signal.aborted) throw messages.deleteInterrupted(this.#state.imageId);
      if (isStopped) throw new messages.UserError(messages.notStarted(stopped, reason));
      // The start was requested, which is enough; an error would have the next run start it again.
      this.#ctx.report.warn(messages.startNotSeen(stopped, reason));
    }
  }

  /** @returns false for an image that must be kept, or that another run has continued with */
  async run(): Promise<boolean> {
    let until = await this.#mayBeSentUntil();
    if (until === undefined) return false;
    let refusal = await this.#sendDelete(until);
    if (refusal instanceof ZenlayerError) {
      // Still being created, not listed yet, or deleted and still listed: all pass with time.
      await this.#untilDeletable(refusal);
      until = await this.#mayBeSentUntil();
      if (until === undefined) return false;
      refusal = await this.#sendDelete(until);
    }
    if (refusal === KEPT) return false;
    if (refusal) throw messages.cannotDelete(this.#state.imageId, describeError(refusal, this.#session));
    await this.#untilGone();
    reportUnreadable(this.#ctx, this.#session, this.#state.zoneId);
    return true;
  }

  /**
   * Undefined if this run must not delete the image. A finished one may be deleted at any time, unless the caller
   * checks it.
   */
  async #mayBeSentUntil(): Promise<number | undefined> {
    if (this.#recheck) return this.#recheck();
    if (this.#state.__record?.workingName === undefined) return Infinity;
    return (await this.#isTakenOver()) ? undefined : this.#ctx.clock.now() + sendWithinMs(this.#session);
  }

  /** Whether another run has continued with an image that was not finished when state was written. */
  async #isTakenOver(): Promise<boolean> {
    const { zoneId, imageId, __record: record } = this.#state;
    if (record?.workingName === undefined) return false;
    const image = await this.#session.images.find(zoneId, imageId, this.#ctx.signal);
    if (image === undefined || image.imageName === record.workingName) return false;
    const isOurs = this.#ctx.process.created.has(imageId);
    this.#ctx.report.warn(
      isOurs ? messages.continuedByThisRun(imageId) : messages.notDeletedContinuedElsewhere(imageId, image.imageName),
    );
    return true;
  }

  /**
   * Sends DeleteImages. A request with a deadline is not batched.
   * @returns false if it was not sent in time
   */
  async #send(until: number): Promise<boolean> {
    const { api } = this.#session;
    const { signal, clock } = this.#ctx;
    if (until === Infinity) await api.deleteImage(this.#state, signal);
    else {
      try {
        await api.deleteImage(this.#state, signal, until);
      } catch (error) {
        if (!(error instanceof DeadlineExceeded) || clock.now() >= this.#until) throw error;
        await clock.sleep(error.last?.retryAfterMs ?? LATE_PAUSE_MS, signal);
        return false;
      }
    }
    return true;
  }

  /**
   * One attempt. @returns the rejection if waiting may help, {@link KEPT} if the image must not be deleted any more,
   * and undefined once the service has accepted the deletion
   */
  async #sendDelete(until: number): Promise<ZenlayerError | typeof KEPT | undefined> {
    const { imageId, zoneId } = this.#state;
    try {
      for (let next: number | undefined = until; !(await this.#send(next));) {
        next = await this.#mayBeSentUntil();
        if (next === undefined) return KEPT;
      }
    } catch (error) {
      if (this.#ctx.signal.aborted) throw messages.deleteInterrupted(imageId);
      if (error instanceof ZenlayerError && hasClass(error, "busy", "instanceBusy")) return error;
      if (!isImageNotFound(error)) throw messages.cannotDelete(imageId, describeError(error, this.#session));
      this.#isConfirmed = await confirmDeleted(this.#ctx, this.#session, this.#state);
      if (!this.#isConfirmed) return error;
      // After a lost response, this very call has most likely deleted the image.
      if (!error.afterAmbiguous)
        this.#ctx.report.warn(messages.alreadyDeleted(imageId, messages.placeOf(this.#session.scope, zoneId)));
    } finally {
      this.#session.images.noteWrite(zoneId);
    }
    return undefined;
  }

  /**
   * Waits until the image is listed and no longer being created, or is old enough for its absence to count. An image
   * that the service does not find and still lists gets the settle time, or the timeout if that is shorter, to leave the
   * lists.
   */
  async #untilDeletable(refusal?: ZenlayerError): Promise<void> {
    const { imageId } = this.#state;
    const { clock } = this.#ctx;
    const listedUntil = clock.now() + (isImageNotFound(refusal) ? this.#session.settings.settleMs : 0);
    const since = creationTime(this.#ctx, this.#session, this.#state);
    let busyStatus: string | undefined;
    const end = await this.#watch(creationTimeoutMs("delete", this.#state.__timeouts), since, (image, deadline) => {
      if (image === undefined) return !isYoungAndUnseen(this.#state, this.#session.serviceTime.now());
      if (!isBusy(image)) return clock.now() >= Math.min(listedUntil, deadline);
      if (busyStatus === undefined)
        this.#ctx.report.progress(
          messages.waitsToDelete(imageId, image.imageStatus, toWallTime(this.#ctx.clock, deadline)),
        );
      busyStatus = image.imageStatus;
      return false;
    });
    if (end === Timeout) throw messages.stillBusy(imageId, busyStatus ?? this.#state.imageStatus);
  }

  async #untilGone(): Promise<void> {
    const isGone = (image: ImageInfo | undefined) => image === undefined;
    const since = this.#ctx.clock.now();
    const end = await this.#watch(timeoutMs("delete", this.#state.__timeouts), since, isGone, "deletion");
    if (end === Timeout) throw messages.stillListed(this.#state.imageId);
  }

  #watch(
    timeout: number,
    since: number,
    enough: (image: ImageInfo | undefined, deadline: number) => boolean,
    change?: "deletion",
  ): Promise<true | Timeout> {
    const { imageId, zoneId } = this.#state;
    const { images, scope } = this.#session;
    const place = messages.placeOf(scope, zoneId);
    const deadline = this.#ctx.clock.now() + timeout;
    const evaluate = (image: ImageInfo | undefined) =>
      enough(image, deadline) ? ({ done: true, value: true } as const) : ({ done: false } as const);
    const evaluateList = (listed: readonly ImageInfo[]) => evaluate(listed.find((image) => image.imageId === imageId));
    const { signal } = this.#ctx;
    const lost = (until: number) => reportLost(this.#ctx, place, until);
    const back = () => reportBack(this.#ctx, place);
    const end = this.#isConfirmed
      ? images.watch<true>(zoneId, { since, change, deadline, signal, evaluate: evaluateList, lost, back })
      : images.watchImage<true>(zoneId, { imageId, since, change, deadline, signal, evaluate, lost, back });
    return end.catch((error: unknown) => {
      throw signal.aborted ? messages.deleteInterrupted(imageId) : error;
    });
  }
}
