import type { ServiceName } from "../serviceName";

import { FAULT_KINDS, ZEC_FAULT_KINDS, type Fault } from "./kinds";

/** The faults that are still to be injected. */
export class Faults {
  #pending: { fault: Fault; seen: number }[] = [];

  /** Injects a fault into later calls. Throws for an unknown kind. */
  add(fault: Fault): void {
    if (!Object.hasOwn({ ...FAULT_KINDS, ...ZEC_FAULT_KINDS }, fault.kind))
      throw new Error(`There is no fault of kind "${fault.kind}".`);
    this.#pending.push({ fault, seen: 0 });
  }

  clear(): void {
    this.#pending = [];
  }

  /** Counts a call and returns its fault, if it has one: the one added first, if several match. */
  next(call: { service: ServiceName; action: string }): Fault | undefined {
    const matching = this.#pending.filter(({ fault }) => affects(fault, call));
    matching.forEach((entry) => entry.seen++);
    const hit = matching.find(({ fault: { nth = 1 }, seen }) => seen >= nth);
    this.#pending = this.#pending.filter(({ fault: { nth = 1, times = 1 }, seen }) => seen < nth + times - 1);
    return hit?.fault;
  }
}

function affects(fault: Fault, { service, action }: { service: ServiceName; action: string }): boolean {
  return (fault.service ?? service) === service && (fault.action === action || fault.action === "*");
}
