import { ZenlayerError } from "../../provider/zenlayer/apiError";
import type { HttpResponse } from "../../provider/zenlayer/transport";
import type { Action } from "../../provider/zenlayer/actions";
import type { VirtualClock } from "./virtualClock";

/** Result of one request: a response, or the error that the transport throws. */
export type Reply = HttpResponse | ZenlayerError;

/** A successful response with these fields. */
export const ok = (response: object = {}): HttpResponse => ({
  status: 200,
  headers: {},
  body: JSON.stringify({ requestId: "T-1", response: { requestId: "T-1", ...response } }),
});

/** An error response of the service. */
export const refusal = (status: number, code: string, headers: HttpResponse["headers"] = {}): HttpResponse => ({
  status,
  headers,
  body: JSON.stringify({ requestId: "T-2", code, message: `message of ${code}` }),
});

/** The error that the transport throws if there is no response. */
export const noAnswer = (
  code: "NETWORK_ERROR" | "TIMED_OUT" | "CERTIFICATE_ERROR",
  outcome: "rejected" | "unknown",
): ZenlayerError => new ZenlayerError({ action: "DescribeZones", code, text: `text of ${code}`, outcome });

/** A transport that returns the given replies in order. Throws if there are more calls than replies. */
export class ScriptedTransport {
  readonly #clock: VirtualClock;

  readonly calls: { action: Action; request: Record<string, unknown>; at: number }[] = [];
  readonly #replies: Reply[];

  constructor(clock: VirtualClock, replies: Reply[]) {
    this.#clock = clock;
    this.#replies = [...replies];
  }

  async post(action: Action, body: string): Promise<HttpResponse> {
    this.calls.push({ action, request: JSON.parse(body) as Record<string, unknown>, at: this.#clock.now() });
    const reply = this.#replies.shift();
    if (!reply) throw new Error(`one ${action} more than the script has replies`);
    if (reply instanceof ZenlayerError) throw new ZenlayerError({ ...reply, text: reply.text, action });
    return reply;
  }

  get unused(): number {
    return this.#replies.length;
  }

  /** Milliseconds between one call and the next. */
  get gaps(): number[] {
    return this.calls.slice(1).map(({ at }, n) => at - this.calls[n]!.at);
  }
}
