import * as messages from "../messages";
import { DeadlineExceeded, hasClass, isPermanentRejection, ZenlayerError } from "../zenlayer/apiError";
import { LIMIT_PATIENCE_MS, MIN_ATTEMPTS_WHEN_LIMITED } from "../zenlayer/retryPolicy";
import type { Session } from "../session";
import type { ImageInfo, ImageLabels } from "../zenlayer/types";
import { unreadableIn } from "../zenlayer/unreadable";
import { isImaging } from "./powerStates";
import type { Context } from "./context";
import { describeError, describeRejection } from "./describeError";
import { earlierImages } from "./earlierRuns";
import { sendWithinMs } from "./sendWithin";
import { isWorkingName, type Owner } from "./workingName";

/** The image to create, and the instance to create it from. */
export interface ImageRequest {
  zoneId: string;
  instanceId: string;
  /** The real name. */
  imageName: string;
  imageDescription?: string;
  labels?: ImageLabels;
  /** The name that is sent. */
  workingName: string;
}

export interface CreatedImage {
  imageId: string;
  /** When the call that created it ended, by the service's clock, in milliseconds since 1970. */
  requestedAt: number;
  /** Absent where the response was lost and the image was found on a list. */
  requestId?: string;
  /** The name that it was created with. */
  workingName: string;
}

/**
 * After so many ambiguous CreateImage calls the service or the network is taken to be broken: each further call could
 * create an image.
 */
const MAX_AMBIGUOUS_CALLS = 3;
const POLL_EVERY_MS = 1_000;
/** Interval after the settle time, while the instance is still being imaged. */
const POLL_LATER_MS = 5_000;

/**
 * The CreateImage calls of one create. CreateImage accepts no idempotency token; the working name takes its place: an
 * image is ours only if it carries our attempt.
 */
export class CreateImageCalls {
  readonly #ctx: Context;
  readonly #session: Session;
  readonly #owner: Owner;
  readonly #deadline: number;
  /** The last call that was ambiguous: it may have created an image. */
  #ambiguous: ZenlayerError | undefined;
  #ambiguousCalls = 0;
  /** When the call began to wait to be sent. */
  #delayedSince: number | undefined;
  /** How often it was throttled until it could not be sent in time. */
  #throttled = 0;
  /** The last rejection because the instance is being imaged or changing its state. */
  #busy: ZenlayerError | undefined;
  /** Ids of images that were listed before the first call. */
  #before: ReadonlySet<string> = new Set();
  /** When the latest call ended. It may have waited in the queue for minutes before it was sent. */
  #requestedAt = 0;

  constructor(ctx: Context, session: Session, owner: Owner, deadline: number) {
    this.#ctx = ctx;
    this.#session = session;
    this.#owner = owner;
    this.#deadline = deadline;
  }

  /**
   * Sends one CreateImage call, and determines its outcome.
   * @returns nothing if no image was created and the call may be sent again; before that, the caller lists images of
   * earlier runs again
   * @throws UserError when the service rejects the call, the deadline has passed, or the outcome of a call cannot be
   * determined
   */
  async send(wanted: ImageRequest): Promise<CreatedImage | undefined> {
    const { instanceId, workingName, imageDescription, labels } = wanted;
    const { api, images, serviceTime } = this.#session;
    // Another run may create an image while the call waits, so it is not sent long after the caller's list.
    const readAt = this.#ctx.clock.now();
    try {
      const request = { instanceId, imageName: workingName, imageDescription, labels };
      const { imageId, requestId } = await api
        .createImage(request, this.#ctx.signal, Math.min(this.#deadline, readAt + sendWithinMs(this.#session)))
        .finally(() => (this.#requestedAt = serviceTime.now()));
      return { imageId, requestId, workingName, requestedAt: this.#requestedAt };
    } catch (error) {
      if (error instanceof DeadlineExceeded) return await this.#afterDelay(wanted, error, readAt);
      if (!(error instanceof ZenlayerError)) throw error;
      if (hasClass(error, "instanceBusy")) return await this.#afterBusy(wanted, error);
      if (error.outcome === "rejected") return await this.#afterRejection(wanted, error);
      return await this.#afterAmbiguous(wanted, error);
    } finally {
      images.noteWrite(wanted.zoneId);
    }
  }

  /** Notes the images of the zone before a call. */
  noteBefore(images: readonly ImageInfo[]): void {
    if (this.#ambiguous) return;
    const ids = [...images, ...unreadableIn(images)].flatMap(({ imageId }) => imageId ?? []);
    this.#before = new Set(ids);
  }

  /** @throws UserError once no call may be sent any more */
  checkTime(instanceId: string): void {
    this.#ctx.signal.throwIfAborted();
    if (this.#ctx.clock.now() >= this.#deadline) throw messages.createTimedOut(instanceId, this.#ambiguous);
  }

  /**
   * Polls for an image of ours until, for `settleSeconds`, no list has shown one and the instance has not been imaged:
   * lists may lag. An instance is IMAGING as long as its image is CREATING (an assumption).
   * @returns an image of this create or of an earlier run of it
   */
  async waitWhileImaging(wanted: Pick<ImageRequest, "zoneId" | "instanceId">): Promise<ImageInfo | undefined> {
    const { found, isImaging, unreadable } = await this.#pollUntilQuiet(wanted, () => true, this.#ctx.signal);
    if (found || (unreadable === undefined && !isImaging)) return found;
    if (unreadable !== undefined) throw new messages.UserError(unreadable);
    if (this.#busy) throw await this.#rejection(this.#busy, wanted);
    throw messages.createTimedOut(wanted.instanceId, this.#ambiguous);
  }

  /**
   * After an ambiguous call, the image of that very call may be why this one is rejected: it uses the slot, and a list
   * that lags does not show it yet.
   */
  async #afterRejection(wanted: ImageRequest, error: ZenlayerError): Promise<CreatedImage> {
    const refusal = await this.#rejection(error, wanted);
    if (!this.#ambiguous) throw refusal;
    const created = await this.#findOwn(wanted, this.#ambiguous);
    if (created) return created;
    throw messages.createUnknownThenRefused(this.#placed(wanted), this.#ambiguous, refusal.message);
  }

  async #afterAmbiguous(wanted: ImageRequest, error: ZenlayerError): Promise<CreatedImage | undefined> {
    this.#ambiguous = error;
    this.#ambiguousCalls++;
    this.#ctx.report.progress(messages.lookingForImage(error, this.#session.settings.settleMs));
    const created = await this.#findOwn(wanted, error);
    if (created) return created;
    // A proxy or gateway that rejected it would reject it again.
    if (isPermanentRejection(error)) throw await this.#rejection(error, wanted);
    if (this.#ambiguousCalls >= MAX_AMBIGUOUS_CALLS)
      throw messages.createKeepsFailing(this.#placed(wanted), error, this.#ambiguousCalls);
    return undefined;
  }

  /** The call could not be sent in time: the caller lists images again before the next attempt. */
  async #afterDelay(wanted: ImageRequest, error: DeadlineExceeded, since: number): Promise<undefined> {
    const now = this.#ctx.clock.now();
    this.#delayedSince ??= since;
    if (now >= this.#deadline) throw messages.createTimedOut(wanted.instanceId, error.last ?? this.#ambiguous);
    if (error.last) this.#throttled++;
    // Occasional throttling is no reason to fail: other calls of this run succeed in the meantime.
    const isHopeless = this.#throttled >= MIN_ATTEMPTS_WHEN_LIMITED && now - this.#delayedSince >= LIMIT_PATIENCE_MS;
    if (error.last && isHopeless) throw await this.#rejection(error.last, wanted);
    const pauseMs = Math.min(error.last?.retryAfterMs ?? 0, this.#deadline - now);
    await this.#ctx.clock.sleep(pauseMs, this.#ctx.signal);
    return undefined;
  }

  /** The instance is being imaged, for our own ambiguous call if there was one, or it is changing its state. */
  async #afterBusy(wanted: ImageRequest, error: ZenlayerError): Promise<CreatedImage | undefined> {
    if (this.#ambiguous) return this.#findOwn(wanted, this.#ambiguous);
    const { clock, report, signal } = this.#ctx;
    this.#busy = error;
    report.progress(messages.creationWaits(wanted.instanceId, error));
    const left = this.#deadline - clock.now();
    if (left <= 0) throw await this.#rejection(error, wanted);
    await clock.sleep(Math.min(this.#session.settings.pollIntervalMs ?? POLL_EVERY_MS, left), signal);
    return undefined;
  }

  /** Determines the outcome of an ambiguous call. */
  async #findOwn(wanted: ImageRequest, error: ZenlayerError): Promise<CreatedImage | undefined> {
    const { clock } = this.#ctx;
    const start = clock.now();
    // An image of another run of the resource does not count: both may exist.
    const isOurs = ({ imageName }: ImageInfo) => imageName === wanted.workingName;
    const { found, wasImaging, unreadable, isSure } = await this.#pollUntilQuiet(wanted, isOurs);
    if (found) return { imageId: found.imageId, workingName: found.imageName, requestedAt: this.#requestedAt };
    // If the instance was imaged, the image may be ours, although a list that lags by more than the settle time does
    // not show it.
    if (unreadable === undefined && !wasImaging && isSure) return undefined;
    const seen = { wasImaging, unreadable, waitedMs: clock.now() - start };
    throw messages.createUnknown(this.#placed(wanted), wanted.workingName, error, seen);
  }

  /**
   * @param isWanted which of the resource's unfinished images ends the polling
   * @param signal ends the polling; absent after a call of ours, whose image must get into state if it exists: a cancel
   * then limits the polling to `settleSeconds`
   */
  async #pollUntilQuiet(
    wanted: Pick<ImageRequest, "zoneId" | "instanceId">,
    isWanted: (image: ImageInfo) => boolean,
    signal?: AbortSignal,
  ) {
    const { clock } = this.#ctx;
    const { settleMs, pollIntervalMs } = this.#session.settings;
    const start = clock.now();
    // Time in which the zone could not be listed does not count.
    let quietSince: number | undefined;
    // Since when every list has succeeded and the instance was not being imaged.
    let seenSince: number | undefined;
    let isImaging = false;
    let wasImaging = false;
    let unreadable: string | undefined;
    const end = (found?: ImageInfo) => {
      const isSure = seenSince !== undefined && clock.now() - seenSince >= settleMs;
      return { found, isImaging, wasImaging, unreadable, isSure };
    };
    for (;;) {
      try {
        isImaging = await this.#isImaging(wanted.instanceId, signal);
        const readAt = clock.now();
        const mayWait = !this.#ctx.signal.aborted && readAt < this.#deadline;
        wasImaging ||= isImaging;
        const wasUnreadable = quietSince === undefined || unreadable !== undefined;
        if ((isImaging || wasUnreadable) && mayWait) quietSince = readAt;
        const found = (await this.#listed(wanted.zoneId, signal)).find(isWanted);
        if (found) return end(found);
        unreadable = undefined;
        seenSince = isImaging ? undefined : (seenSince ?? readAt);
      } catch (error) {
        signal?.throwIfAborted();
        unreadable = describeError(error, this.#session); // the network may recover in time
        seenSince = undefined;
      }
      const now = clock.now();
      if (signal && isImaging && now >= this.#deadline) return end();
      const left = (quietSince ?? start) + settleMs - now;
      if (left <= 0) return end();
      const pause = now - start < settleMs ? POLL_EVERY_MS : POLL_LATER_MS;
      await clock.sleep(Math.min(pollIntervalMs ?? pause, left), signal);
    }
  }

  /** Unfinished images of the resource, without failed ones that were there before. */
  async #listed(zoneId: string, signal?: AbortSignal): Promise<ImageInfo[]> {
    const images = await this.#session.images.list(zoneId, { maxAgeMs: 0, signal });
    const { usable, failed } = earlierImages(images, this.#owner);
    const found = [...usable, ...failed.filter(({ imageId }) => !this.#before.has(imageId))];
    if (found.length > 0) return found;
    // An image that cannot be read may be ours, unless it was there before.
    const unclear = unreadableIn(images).find(
      ({ imageId, imageName }) =>
        (imageId === undefined || !this.#before.has(imageId)) && (imageName === undefined || isWorkingName(imageName)),
    );
    if (unclear) throw unclear.error;
    return [];
  }

  async #isImaging(instanceId: string, signal?: AbortSignal): Promise<boolean> {
    const [instance] = await this.#session.api.describeInstances([instanceId], signal);
    return instance !== undefined && isImaging(instance);
  }

  #placed(wanted: ImageRequest): ImageRequest & { place: string } {
    return { ...wanted, place: messages.placeOf(this.#session.scope, wanted.zoneId) };
  }

  #rejection(error: ZenlayerError, wanted: Pick<ImageRequest, "zoneId" | "instanceId">): Promise<messages.UserError> {
    return describeRejection(error, this.#session, wanted, this.#ctx.signal);
  }
}
