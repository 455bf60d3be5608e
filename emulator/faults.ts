/** What can go wrong with a call. The work is not done unless the kind says so, or the fault's `workDone`. */
export const FAULT_KINDS = {
  delay: "waits `ms`, then does the work and answers (so the work may come after the client has given up)",
  late: "does the work at once, waits `ms`, then answers",
  unavailable: "does the work; the image that a CreateImage makes ends UNAVAILABLE",
  "429": "REQUEST_LIMIT_EXCEEDED, with Retry-After if `retryAfter` is given",
  "500": "INTERNAL_SERVER_ERROR",
  "503": "SERVICE_TEMPORARY_UNAVAILABLE",
  html502: "502 and a page of HTML, as a gateway answers",
  cutBefore: "cuts the connection before the work",
  cutAfter: "does the work, then cuts the connection: the answer is lost",
  cutShort: "200, and the connection is cut in the middle of the body",
  truncated: "200, and a complete answer whose JSON ends in the middle",
  garbage: "200, and a body that is not JSON",
  wrongType: "200, and every value of `response` has another type than it should",
  noId: "200 without `imageId`",
  body: "answers `status` (200) and `body` as given",
} as const;

export type FaultKind = keyof typeof FAULT_KINDS;

/** A fault that is ordered for calls to come. */
export interface Fault {
  /** Action that it is meant for; `*` is any. */
  action: string;
  kind: FaultKind;
  /** Which call of the action, counted from now on: 1, the default, is the next one. */
  nth?: number;
  /** How many calls in a row, from that one on. Default 1. */
  times?: number;
  /** Milliseconds for `delay` and `late`. Default 1000. */
  ms?: number;
  /** Seconds for the header `Retry-After` of a `429` or `503`. */
  retryAfter?: number;
  /** Body for `body`: a text as it is, anything else as JSON. */
  body?: unknown;
  /** Status for `body`. */
  status?: number;
  /** Do the work before the failing answer. Ignored where the kind itself decides. */
  workDone?: boolean;
}

const ALWAYS_WORK: FaultKind[] = ["delay", "late", "unavailable", "cutAfter"];

/** Is the action run, under this fault? */
export function doesWork(fault: Fault): boolean {
  if (fault.kind === "cutBefore") return false;
  return ALWAYS_WORK.includes(fault.kind) || fault.workDone === true;
}

/** The faults that are still to come. */
export class Faults {
  #pending: { fault: Fault; seen: number }[] = [];

  /** Orders a fault. Throws for a kind that does not exist. */
  add(fault: Fault): void {
    if (!Object.hasOwn(FAULT_KINDS, fault.kind)) throw new Error(`No fault of kind ${fault.kind}.`);
    this.#pending.push({ fault, seen: 0 });
  }

  clear(): void {
    this.#pending = [];
  }

  /** Counts a call, and returns the fault that it meets: the one ordered first, if several are meant for it. */
  next(action: string): Fault | undefined {
    const meant = this.#pending.filter(({ fault }) => fault.action === action || fault.action === "*");
    meant.forEach((entry) => entry.seen++);
    const hit = meant.find(({ fault: { nth = 1 }, seen }) => seen >= nth);
    this.#pending = this.#pending.filter(({ fault: { nth = 1, times = 1 }, seen }) => seen < nth + times - 1);
    return hit?.fault;
  }
}
