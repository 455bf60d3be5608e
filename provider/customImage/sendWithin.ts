import type { Session } from "../session";

/** Otherwise `settleSeconds: 0` would leave no time to send a request. */
const LEAST_MS = 1_000;

/**
 * A write that depends on what was read is sent within this time after the read: other runs wait longer before they
 * consider an image abandoned.
 */
export const sendWithinMs = ({ settings }: Session): number => Math.max(settings.settleMs, LEAST_MS);
