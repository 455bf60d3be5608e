import type { Timeouts } from "./state";

const MINUTE = 60_000;
const DEFAULT_MS = { create: 60 * MINUTE, update: 10 * MINUTE, delete: 30 * MINUTE };

/** Milliseconds that a verb may take: the user's `customTimeouts`, else 60, 10 and 30 minutes. */
export function timeoutMs(verb: keyof typeof DEFAULT_MS, timeouts: Timeouts | undefined): number {
  const seconds = timeouts?.[verb];
  return seconds === undefined ? DEFAULT_MS[verb] : seconds * 1000;
}

/**
 * Milliseconds for the part of an update or a delete that waits for an image being made. That takes as long as it
 * takes in a create, so it may use the create's time if that is more.
 */
export function makingTimeoutMs(verb: "update" | "delete", timeouts: Timeouts | undefined): number {
  return Math.max(timeoutMs(verb, timeouts), timeoutMs("create", timeouts));
}
