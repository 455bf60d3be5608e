import { randomUUID } from "node:crypto";

import type { Call } from "./types";

/** Every call of the API, in the order of arrival. */
export class CallRecord {
  #calls: Call[] = [];
  #last: number;

  /** @param last number of the last call of an earlier life of the same state */
  constructor(last = 0) {
    this.#last = last;
  }

  open(call: Pick<Call, "action" | "params" | "at" | "keyId" | "client">): Call {
    const opened = { n: ++this.#last, ...call, requestId: newRequestId(), done: false };
    this.#calls.push(opened);
    return opened;
  }

  /** Copies, so that a test's list does not change under its hands. */
  calls(): Call[] {
    return this.#calls.map((call) => ({ ...call }));
  }

  clear(): void {
    this.#calls = [];
  }

  get last(): number {
    return this.#last;
  }
}

/** `T` and an upper-case UUID, as everywhere in the service. */
export const newRequestId = (): string => `T${randomUUID().toUpperCase()}`;
