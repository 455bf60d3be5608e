import type { Timeouts } from "./state";

const MINUTE = 60_000;
const DEFAULT_MS = { create: 60 * MINUTE, update: 10 * MINUTE, delete: 30 * MINUTE };

/** Milliseconds that a verb may take: the user's `customTimeouts`, else 60, 10 and 30 minutes. */
export function timeoutMs(verb: keyof typeof DEFAULT_MS, timeouts: Timeouts | undefined): number {
  const seconds = timeouts?.[verb];
  return seconds === undefined ? DEFAULT_MS[verb] : seconds * 1000;
}

/**
 * Milliseconds for the part of an update or a delete that waits for an image being created. That takes as long as it
 * takes in a create, so it may use the create's time if that is more.
 */
export function creationTimeoutMs(verb: "update" | "delete", timeouts: Timeouts | undefined): number {
  return Math.max(timeoutMs(verb, timeouts), timeoutMs("create", timeouts));
}

/**
 * Inputs or outputs with the timeout of one verb, for a host that is given only that verb's own. The create's stays as it
 * was, since it counts in updates and deletes, too.
 * @param seconds 0 for none
 */
export function withTimeout<T extends { __timeouts?: Timeouts }>(of: T, verb: keyof Timeouts, seconds: number): T {
  const timeouts: Timeouts = { create: of.__timeouts?.create, [verb]: seconds };
  const set = Object.entries(timeouts).filter(([, value]) => Number(value) > 0);
  return { ...of, __timeouts: set.length > 0 ? Object.fromEntries(set) : undefined };
}
