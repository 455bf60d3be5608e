import { ACTIONS } from "./actions";
import { hasClass, type ZenlayerError } from "./apiError";

/** How often and how long a call has been tried. */
export interface Attempts {
  /** Attempts made, the failed one included. */
  attempts: number;
  /** Milliseconds since the first attempt failed. */
  elapsedMs: number;
}

export type Verdict = { again: false } | { again: true; afterMs: number };

/** Attempts at a call that fails for another reason than throttling; together they take about ten seconds. */
export const MAX_ATTEMPTS = 5;
/** Throttling is waited out for this long: a fleet on a slow service must get through. */
export const LIMIT_PATIENCE_MS = 10 * 60_000;
/** However long the queue before each attempt was, a throttled call gets at least so many. */
export const MIN_ATTEMPTS_WHEN_LIMITED = 10;

const never: Verdict = { again: false };

/**
 * Decides whether the client sends a failed call again. Whoever sent it may send it again later, once its outcome is known.
 *
 * | failure | repeatable action (`actions.ts`) | another: creates an image, or a copy, or deletes a copy |
 * | --- | --- | --- |
 * | 429 | again, for ten minutes | the same: it was rejected, nothing happened |
 * | 429 that does not come from the API itself | the same | never: it may have worked, determine the outcome first |
 * | never sent: no connection, no such host | again | again: nothing happened |
 * | 500, 502, 503, 504, timeout, connection lost | again | never: it may have worked, determine the outcome first |
 * | certificate, 401 and every other 4xx, unreadable response | never | never |
 *
 * Waits grow with each attempt and are spread by `random` (0 to 1), so that many callers do not come back at once.
 * `Retry-After` is obeyed, or the call fails if that exceeds `LIMIT_PATIENCE_MS`.
 */
export function decide(error: ZenlayerError, { attempts, elapsedMs }: Attempts, random: () => number): Verdict {
  const demanded = error.retryAfterMs ?? 0;
  if (!ACTIONS[error.action].repeatable && error.outcome === "unknown") return never;
  if (hasClass(error, "throttled")) {
    const patient =
      elapsedMs + demanded < LIMIT_PATIENCE_MS || (demanded === 0 && attempts < MIN_ATTEMPTS_WHEN_LIMITED);
    return patient ? after(Math.max(demanded, backoff(attempts, 1000, random))) : never;
  }
  if (!isTransient(error) || attempts >= MAX_ATTEMPTS || demanded > LIMIT_PATIENCE_MS) return never;
  return after(Math.max(demanded, backoff(attempts, 500, random)));
}

const after = (afterMs: number): Verdict => ({ again: true, afterMs });

/** Doubles from `firstMs` up to 30 s; half of it is random. */
function backoff(attempts: number, firstMs: number, random: () => number): number {
  const full = Math.min(30_000, firstMs * 2 ** (attempts - 1));
  return Math.round(full * (0.5 + random() / 2));
}

const TRANSIENT_STATUSES = [500, 502, 503, 504];

/** A failure that may be gone a moment later. */
function isTransient(error: ZenlayerError): boolean {
  if (error.status === undefined) return hasClass(error, "transient");
  return TRANSIENT_STATUSES.includes(error.status);
}
