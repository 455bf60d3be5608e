import * as messages from "../errors";
import type { Session } from "../zenlayer/session";
import type { ImageInfo } from "../zenlayer/types";
import { Timeout } from "../zenlayer/zoneImages";
import type { Context } from "./context";
import { isBorrowed, observe, type ImageState } from "./state";
import { why } from "./why";

/** How long the service may take to list an image that it has just made. Our guess; it is documented nowhere. */
export const UNSEEN_MS = 2 * 60_000;

/** How a wait for an image ended. `state` holds what is known of the image by then. */
export type WaitOutcome =
  | { kind: "available"; state: ImageState }
  /** The service gave the image up, or does not list it any more. */
  | { kind: "failed" | "vanished"; state: ImageState; reason: string }
  /** The image may still be made: time is up, the user cancelled, or the service cannot be asked. */
  | { kind: "unsettled"; state: ImageState; reason: string };

/** True while the service may still be working on the image, and so on the machine. */
export const isUnsettled = (outcome: WaitOutcome): boolean => outcome.kind === "unsettled";

/**
 * Waits until the image is usable or failed. Never throws: whatever happens, the caller has an image whose id must
 * not be lost.
 * @param state outputs known so far
 * @param timeoutMs how long to wait from now
 */
export async function waitUntilMade(
  ctx: Context,
  session: Session,
  state: ImageState,
  timeoutMs: number,
): Promise<WaitOutcome> {
  const start = ctx.clock.now();
  const deadline = start + timeoutMs;
  const since = Date.parse(state.createdAt ?? "") || start;
  let seen: ImageInfo | undefined;
  const latest = (): ImageState =>
    seen ? { ...state, ...observe(seen, state.zoneId, session, state.__record ?? {}) } : state;
  const see = (image: ImageInfo) => {
    // An image that is usable at the first look is no news: the step ends.
    const announced = seen?.imageStatus ?? "AVAILABLE";
    seen = image;
    if (image.imageStatus !== announced) ctx.report.progress(messages.imageProgress(image, since, deadline));
  };
  const look = (images: readonly ImageInfo[]) => {
    const image = images.find(({ imageId }) => imageId === state.imageId);
    if (image === undefined) {
      const vanished = seen !== undefined || !isYoungAndUnseen(state, ctx.clock.now());
      return vanished ? ({ done: true, value: "vanished" } as const) : ({ done: false } as const);
    }
    see(image);
    if (image.imageStatus === "AVAILABLE") return { done: true, value: "available" } as const;
    if (image.imageStatus === "UNAVAILABLE") return { done: true, value: "failed" } as const;
    return { done: false } as const;
  };
  try {
    const end = await session.images.watch<"available" | "failed" | "vanished">(state.zoneId, {
      since,
      deadline,
      signal: ctx.signal,
      look,
    });
    return outcome(end, latest(), ctx.clock.now() - start);
  } catch (error) {
    const { imageId, imageStatus } = latest();
    const reason = ctx.signal.aborted
      ? messages.waitInterrupted(imageId, imageStatus)
      : messages.lostContact(imageId, imageStatus, why(error, session));
    return { kind: "unsettled", state: latest(), reason };
  }
}

function outcome(end: "available" | "failed" | "vanished" | Timeout, state: ImageState, waitedMs: number): WaitOutcome {
  const { imageId, imageStatus, zoneId } = state;
  switch (end) {
    case "available":
      return { kind: "available", state };
    case "failed":
      return { kind: "failed", state, reason: failure(state) };
    case "vanished":
      return { kind: "vanished", state, reason: messages.imageVanished(imageId, zoneId) };
    case Timeout:
      return { kind: "unsettled", state, reason: messages.stillMaking(imageId, imageStatus, waitedMs) };
  }
}

/** What an UNAVAILABLE image means: one that is not ours, or was usable once, is not replaced by the next run. */
function failure(state: ImageState): string {
  if (isBorrowed(state)) return messages.adoptedFailed(state).message;
  return state.__record?.wasAvailable
    ? messages.brokeLater(state.imageId, state.imageName)
    : messages.imageFailed(state.imageId);
}

/** An image that no list has shown yet, and so recently asked for that the service may not list it yet. */
export function isYoungAndUnseen(state: Pick<ImageState, "createdAt" | "__record">, now: number): boolean {
  if (state.__record?.seen || state.createdAt === undefined) return false;
  return now - Date.parse(state.createdAt) < UNSEEN_MS;
}
