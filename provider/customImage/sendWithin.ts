import type { Session } from "../session";

/** Else `settleSeconds: 0` would leave no time to send anything. */
const LEAST_MS = 1_000;

/**
 * A write that depends on what a look has shown is sent at most so long after it: other runs wait that long, and longer,
 * before they take an image for abandoned.
 */
export const sendWithinMs = ({ settings }: Session): number => Math.max(settings.settleMs, LEAST_MS);
