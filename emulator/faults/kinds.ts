import type { ServiceName } from "../serviceName";

/** The kinds of faults. An action that changes something does not run, unless the kind or the fault's `workDone` says so. */
export const FAULT_KINDS = {
  delay: "waits `ms`, then runs the action and responds (the client may have timed out by then)",
  late: "runs the action at once, waits `ms`, then responds",
  unavailable: "runs the action; an image created by it becomes UNAVAILABLE",
  "429": "returns REQUEST_LIMIT_EXCEEDED, with Retry-After if `retryAfter` is given",
  "500": "returns INTERNAL_SERVER_ERROR",
  "503": "returns SERVICE_TEMPORARY_UNAVAILABLE",
  html502: "returns 502 and an HTML page, like a gateway",
  cutBefore: "closes the connection, and does not run the action",
  cutAfter: "runs the action, then closes the connection: the response is lost",
  cutShort: "returns 200, and closes the connection in the middle of the body",
  truncated: "returns 200, and JSON that ends in the middle",
  garbage: "returns 200, and a body that is not JSON",
  wrongType: "returns 200, and every value in the body has the wrong type",
  noId: "returns 200 without `imageId`",
  body: "returns the given `status` (200 by default) and `body`",
} as const;

/** Kinds of faults that affect only some actions of the service `zec`. Other actions run as usual. */
export const ZEC_FAULT_KINDS = {
  copyFails: "runs CopyImage; the copy to `regionId`, or to every region, fails",
  copySlow: "runs CopyImage; the copy to `regionId`, or to every region, takes `ms` longer",
  failedIds: "returns 200 and all ids of a DeleteImages, StartInstances or StopInstances call as failed",
} as const;

export type FaultKind = keyof typeof FAULT_KINDS | keyof typeof ZEC_FAULT_KINDS;

/** A fault to inject into later calls. */
export interface Fault {
  /** Service whose calls it affects. Default: any. */
  service?: ServiceName;
  /** Action whose calls it affects; `*` for any action. */
  action: string;
  kind: FaultKind;
  /** Which call of the action it affects, counted from now. Default 1, the next one. */
  nth?: number;
  /** How many calls in a row it affects, starting with that one. Default 1. */
  times?: number;
  /** Milliseconds for `delay`, `late` and `copySlow`. Default 1000. */
  ms?: number;
  /** Seconds for the header `Retry-After` of a `429` or `503`. */
  retryAfter?: number;
  /** Body for `body`: a string is sent as it is, anything else as JSON. */
  body?: unknown;
  /** Status for `body`. */
  status?: number;
  /** Region for `copyFails` and `copySlow`. Default: all regions of the call. */
  regionId?: string;
  /** Run the action before the failing response. Ignored where the kind decides. */
  workDone?: boolean;
}
