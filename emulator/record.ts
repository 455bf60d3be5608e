import { randomUUID } from "node:crypto";

import { DEFAULT_RECORDED_CALLS } from "./defaults";
import type { Call } from "./types";

/** Characters that are kept of a header. */
const HEADER_LENGTH = 200;

/** The last calls of the API, in the order of arrival. */
export class CallRecord {
  #calls: Call[] = [];
  #last = 0;
  readonly #limit: number;

  /** @param limit calls that are kept at most */
  constructor(limit = DEFAULT_RECORDED_CALLS) {
    if (!Number.isSafeInteger(limit) || limit < 0) {
      throw new Error("recordedCalls must be a whole number of at least 0.");
    }
    this.#limit = limit;
  }

  /** Numbers the next call after this one, the last of an earlier emulator with the same state file. */
  continueAfter(last: number): void {
    this.#last = last;
  }

  open({ action, keyId, client, ...call }: Pick<Call, "action" | "params" | "at" | "keyId" | "client">): Call {
    const opened: Call = {
      n: ++this.#last,
      ...call,
      action: shorten(action),
      keyId: keyId === undefined ? undefined : shorten(keyId),
      client: client === undefined ? undefined : shorten(client),
      requestId: newRequestId(),
      done: false,
    };
    this.#calls.push(opened);
    // Dropped in blocks: dropping the first of many one by one would copy all the others each time.
    if (this.#calls.length >= 2 * this.#limit) this.#calls = this.#kept();
    return opened;
  }

  /** Copies, so that a test's list does not change under its hands. */
  calls(): Call[] {
    return this.#kept().map((call) => ({ ...call }));
  }

  clear(): void {
    this.#calls = [];
  }

  get last(): number {
    return this.#last;
  }

  #kept(): Call[] {
    return this.#limit === 0 ? [] : this.#calls.slice(-this.#limit);
  }
}

/** A copy, since the part of a string alone would keep the whole string in memory. */
function shorten(header: string): string {
  return header.length <= HEADER_LENGTH ? header : Buffer.from(header.slice(0, HEADER_LENGTH)).toString();
}

/** `T` and an upper-case UUID, as everywhere in the service. */
export const newRequestId = (): string => `T${randomUUID().toUpperCase()}`;
