import type { Emulator } from "../../emulator";
import type { Clock } from "../../provider/zenlayer/clock";
import type { Credentials } from "../../provider/zenlayer/credentials";
import { timedOut, toNetworkError, type Phase } from "../../provider/zenlayer/networkError";
import type { ClientSettings } from "../../provider/zenlayer/clientSettings";
import type { HttpResponse } from "../../provider/zenlayer/transport";
import { addressOf, type Action } from "../../provider/zenlayer/actions";
import { requestInMemory } from "./requestInMemory";

const contentType = "application/json";
/** A reason for aborts that nobody reads. Without one, Node.js creates an error with a stack trace for each. */
const DONE = "done";

/** Returns another body for the response to an action, or another status, too. */
export type AlterResponse = (action: Action, body: string) => string | { status: number; body: string };

/**
 * A transport that passes requests to an emulator in the same process, without a network. All waiting uses the clock, so
 * hours pass in milliseconds. Requests are signed, and fail, like real ones.
 */
export class MemoryTransport {
  /** True: connections are refused. */
  down = false;
  /** True: the process was killed. Nothing is sent any more, and nothing is heard. */
  isDead = false;
  /** Number of requests sent plus requests ended; a clock sees from it whether anything happens. */
  events = 0;
  /** Changes responses on their way. */
  alter: AlterResponse | undefined;
  readonly #emulator: Emulator;
  readonly #settings: ClientSettings;
  readonly #credentials: Credentials;
  readonly #clock: Clock;

  constructor(emulator: Emulator, settings: ClientSettings, credentials: Credentials, clock: Clock) {
    this.#emulator = emulator;
    this.#settings = settings;
    this.#credentials = credentials;
    this.#clock = clock;
  }

  async post(action: Action, body: string, signal?: AbortSignal): Promise<HttpResponse> {
    if (this.isDead) return new Promise(() => undefined);
    signal?.throwIfAborted();
    const { host } = new URL(this.#settings.endpoint);
    const { requestTimeoutMs } = this.#settings;
    const fail = (raw: unknown, phase: Phase) => toNetworkError(action, raw, phase, { host, requestTimeoutMs });
    this.events++;
    const ended = new AbortController();
    try {
      if (this.down) throw fail({ code: "ECONNREFUSED" }, "opening");
      const { name, service, version } = addressOf(action, this.#settings.apiVersion);
      const headers = {
        host,
        "content-type": contentType,
        "x-zc-action": name,
        "x-zc-version": version,
        "x-zc-service": service,
        ...this.#credentials.headersFor({ host, contentType, body }, this.#clock.wallTime()),
      };
      const timeOut = this.#clock.sleep(requestTimeoutMs, ended.signal);
      const response = await Promise.race([
        requestInMemory(this.#emulator, { service, headers }, body, () => fail({ code: "ECONNRESET" }, "open")),
        timeOut.then(() => Promise.reject(fail(timedOut, "open"))),
        aborted(signal, ended.signal),
      ]);
      const altered = this.alter?.(action, response.body) ?? response.body;
      return typeof altered === "string" ? { ...response, body: altered } : { ...response, ...altered };
    } finally {
      this.events++;
      ended.abort(DONE);
    }
  }
}

/** Rejects when `signal` is aborted, unless `ended` is aborted before. */
function aborted(signal: AbortSignal | undefined, ended: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason as Error), { signal: ended });
  });
}
