import type { Call } from "./types";

/**
 * Formats a call as one line: time, action, status and code, request id, and the fault if there was one. A `Call` has
 * no signature, password or token, so none can be logged.
 */
export function formatCall(call: Call): string {
  const time = new Date(call.at).toISOString().slice(11, 23);
  const outcome = call.status === undefined ? "no response" : [call.status, call.code].filter(Boolean).join(" ");
  const fault = call.fault === undefined ? "" : ` (fault: ${call.fault}${call.done ? ", action done" : ""})`;
  return `${time} ${call.action.slice(0, 40) || "(no action)"} ${outcome} ${call.requestId}${fault}`;
}
