import type { Call } from "./types";

/**
 * One line a call: time, action, outcome, request id, and the fault if there was one. Headers never get here, so
 * neither can a signature, a password or a token.
 */
export function formatCall(call: Call): string {
  const time = new Date(call.at).toISOString().slice(11, 23);
  const outcome = call.status === undefined ? "no answer" : [call.status, call.code].filter(Boolean).join(" ");
  const fault = call.fault === undefined ? "" : ` (fault: ${call.fault}${call.done ? ", work done" : ""})`;
  return `${time} ${call.action.slice(0, 40) || "(no action)"} ${outcome} ${call.requestId}${fault}`;
}
