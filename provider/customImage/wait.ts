import * as messages from "../messages";
import { toWallTime } from "../zenlayer/clock";
import type { Session } from "../session";
import type { ImageInfo } from "../zenlayer/types";
import { Timeout, type ImageWatch, type Evaluation } from "../zenlayer/zoneImages";
import type { ProviderContext } from "../resource";
import { isBorrowed, observe, type ImageState } from "./state";
import { describeError } from "./describeError";
import { reportBack, reportLost } from "./contactReports";
import { hasFailed } from "./imageStatus";
import { creationTime, isYoungAndUnseen } from "./imageAge";
import { isStillOurs } from "./rename";

/** How a wait for an image ended. `state` holds what is known of the image by then. */
export type WaitOutcome = {
  state: ImageState;
  /** As it was last read. */
  image?: ImageInfo;
} &
  /** `wasWatched`: there was no outage, so it became usable just now. */
  (
    | { kind: "available"; wasWatched: boolean }
    /** The service failed to create the image, or no longer lists it. */
    | { kind: "failed" | "vanished"; reason: string }
    /** It carries neither our working name nor, if we have renamed it, its real name: another run has taken it over. */
    | { kind: "continuedElsewhere"; reason: string }
    /** The image may still be created: the deadline has passed, the user canceled, or the service cannot be reached. */
    | { kind: "undetermined"; reason: string }
  );

/**
 * Waits until the image is usable or failed. Never throws: whatever happens, the caller has an image whose id must
 * not be lost.
 * @param state outputs known so far
 * @param timeoutMs how long to wait from now
 */
export const waitUntilCreated = (
  ctx: ProviderContext,
  session: Session,
  state: ImageState,
  timeoutMs: number,
): Promise<WaitOutcome> => new Wait(ctx, session, state, timeoutMs).outcome();

type End = "available" | "failed" | "vanished" | "continuedElsewhere";

// A class rather than closures: a thousand images may be waited for at once.
class Wait implements ImageWatch<End> {
  readonly #ctx: ProviderContext;
  readonly #session: Session;
  readonly #state: ImageState;

  readonly since: number;
  readonly deadline: number;
  readonly #start: number;
  #seen: ImageInfo | undefined;
  #hadOutage = false;

  constructor(ctx: ProviderContext, session: Session, state: ImageState, timeoutMs: number) {
    this.#ctx = ctx;
    this.#session = session;
    this.#state = state;
    this.#start = ctx.clock.now();
    this.deadline = this.#start + timeoutMs;
    this.since = creationTime(ctx, session, state);
  }

  get imageId(): string {
    return this.#state.imageId;
  }

  get signal(): AbortSignal {
    return this.#ctx.signal;
  }

  async outcome(): Promise<WaitOutcome> {
    try {
      const end = await this.#session.images.watchImage<End>(this.#state.zoneId, this);
      if (end === "available") {
        return { kind: end, state: this.#latest(), image: this.#seen, wasWatched: !this.#hadOutage };
      }
      const waitedMs = this.#ctx.clock.now() - this.#start;
      return { ...failed(end, this.#latest(), waitedMs, { image: this.#seen, place: this.#place }), image: this.#seen };
    } catch (error) {
      const state = this.#latest();
      const { imageId, imageStatus } = state;
      const reason = this.signal.aborted
        ? messages.waitInterrupted(imageId, imageStatus)
        : messages.lostContact(imageId, imageStatus, describeError(error, this.#session));
      return { kind: "undetermined", state, reason, image: this.#seen };
    }
  }

  evaluate(image: ImageInfo | undefined): Evaluation<End> {
    if (image === undefined) {
      const vanished = this.#seen !== undefined || !isYoungAndUnseen(this.#state, this.#session.serviceTime.now());
      return vanished ? { done: true, value: "vanished" } : { done: false };
    }
    if (!isStillOurs(this.#state, image)) {
      this.#seen = image;
      return { done: true, value: "continuedElsewhere" };
    }
    this.#see(image);
    if (image.imageStatus === "AVAILABLE") return { done: true, value: "available" };
    if (hasFailed(image)) return { done: true, value: "failed" };
    return { done: false };
  }

  #see(image: ImageInfo): void {
    // An image that is usable at the first poll is not reported: the step ends.
    const announced = this.#seen?.imageStatus ?? "AVAILABLE";
    this.#seen = image;
    if (image.imageStatus === announced) return;
    const { clock, report } = this.#ctx;
    const since = this.#state.createdAt === undefined ? undefined : toWallTime(clock, this.since);
    const { imageName = image.imageName } = this.#state;
    report.progress(messages.imageProgress({ ...image, imageName }, since, toWallTime(clock, this.deadline)));
  }

  lost(until: number): void {
    this.#hadOutage = true;
    reportLost(this.#ctx, this.#place, until);
  }

  back(): void {
    reportBack(this.#ctx, this.#place);
  }

  get #place(): string {
    return messages.placeOf(this.#session.scope, this.#state.zoneId);
  }

  #latest(): ImageState {
    if (this.#seen === undefined) return this.#state;
    return observe(this.#state, this.#seen, this.#state.zoneId, this.#session);
  }
}

function failed(
  end: Exclude<End, "available"> | Timeout,
  state: ImageState,
  waitedMs: number,
  { image, place }: { image?: ImageInfo; place: string },
): WaitOutcome {
  const { imageId, imageName, imageStatus } = state;
  switch (end) {
    case "failed":
      return { kind: "failed", state, reason: failure(state) };
    case "vanished":
      return { kind: "vanished", state, reason: messages.imageVanished(imageId, place) };
    case "continuedElsewhere":
      return {
        kind: "continuedElsewhere",
        state,
        reason: messages.continuedElsewhere(imageId, image?.imageName ?? imageName).message,
      };
    case Timeout:
      return { kind: "undetermined", state, reason: messages.stillCreating(imageId, imageStatus, waitedMs) };
  }
}

/** Describes a failed image. One that is borrowed, or was usable before, is not replaced by the next run. */
function failure(state: ImageState): string {
  if (isBorrowed(state)) return messages.adoptedFailed(state).message;
  return state.__record?.wasAvailable
    ? messages.becameUnavailable(state)
    : messages.imageFailed(state.imageId, state.imageStatus);
}
