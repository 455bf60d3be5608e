import { randomUUID } from "node:crypto";

import { DEFAULT_RECORDED_CALLS } from "./defaults";
import type { Call } from "./types";

/** How many characters of a header are recorded. */
const HEADER_LENGTH = 200;

/** Records the last calls, in order of arrival. */
export class CallRecord {
  #calls: Call[] = [];
  #last = 0;
  readonly #limit: number;

  /** @param limit how many calls are kept */
  constructor(limit = DEFAULT_RECORDED_CALLS) {
    if (!Number.isSafeInteger(limit) || limit < 0) {
      throw new Error("recordedCalls must be a whole number of at least 0.");
    }
    this.#limit = limit;
  }

  /** Continues the numbering of an earlier emulator with the same state file. */
  continueAfter(last: number): void {
    this.#last = last;
  }

  add({
    action,
    keyId,
    client,
    ...call
  }: Pick<Call, "service" | "action" | "params" | "at" | "keyId" | "client">): Call {
    const added: Call = {
      n: ++this.#last,
      ...call,
      action: shorten(action),
      keyId: keyId === undefined ? undefined : shorten(keyId),
      client: client === undefined ? undefined : shorten(client),
      requestId: newRequestId(),
      done: false,
    };
    this.#calls.push(added);
    // Old calls are dropped in bulk: dropping them one by one would copy the whole list each time.
    if (this.#calls.length >= 2 * this.#limit) this.#calls = this.#kept();
    return added;
  }

  /** Returns copies, so that a list in a test does not change later. */
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

/** Cuts a header, as a copy: a slice would keep the whole string in memory. */
function shorten(header: string): string {
  return header.length <= HEADER_LENGTH ? header : Buffer.from(header.slice(0, HEADER_LENGTH)).toString();
}

/** `T` and an upper-case UUID, as the service formats request ids. */
export const newRequestId = (): string => `T${randomUUID().toUpperCase()}`;
