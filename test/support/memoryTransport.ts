import { Readable } from "node:stream";

import type { Emulator } from "../../emulator";
import type { Clock } from "../../provider/zenlayer/clock";
import type { Credentials } from "../../provider/zenlayer/credentials";
import { toNetworkError } from "../../provider/zenlayer/networkError";
import type { Settings } from "../../provider/zenlayer/settings";
import type { Answer } from "../../provider/zenlayer/transport";
import type { Action } from "../../provider/zenlayer/types";

const contentType = "application/json";

/**
 * Hands requests to an emulator in this very process, which need not listen. Nothing but the clock takes time, so
 * hours pass in milliseconds. Requests are signed as real ones are, and end as real ones do.
 */
export class MemoryTransport {
  /** True: nobody listens. */
  down = false;
  /** Requests that were sent or have ended, so that a clock can tell whether anything happens. */
  events = 0;

  constructor(
    private readonly emulator: Emulator,
    private readonly settings: Settings,
    private readonly credentials: Credentials,
    private readonly clock: Clock,
  ) {}

  async post(action: Action, body: string, signal?: AbortSignal): Promise<Answer> {
    signal?.throwIfAborted();
    const { host } = new URL(this.settings.endpoint);
    const fail = (code: string) =>
      toNetworkError(action, { code }, { host, requestTimeoutMs: this.settings.requestTimeoutMs });
    this.events++;
    const ended = new AbortController();
    try {
      if (this.down) throw fail("ECONNREFUSED");
      const headers = {
        host,
        "content-type": contentType,
        "x-zc-action": action,
        "x-zc-version": this.settings.apiVersion,
        ...this.credentials.headersFor({ host, contentType, body }, this.clock.wallTime()),
      };
      const timeOut = this.clock.sleep(this.settings.requestTimeoutMs, ended.signal);
      return await Promise.race([
        request(this.emulator, headers, body, () => fail("ECONNRESET")),
        timeOut.then(() => Promise.reject(fail("ETIMEDOUT"))),
        aborted(signal, ended.signal),
      ]);
    } finally {
      this.events++;
      ended.abort();
    }
  }
}

/** What the emulator answers. */
function request(emulator: Emulator, headers: Record<string, string>, body: string, cut: () => Error): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let begun: Omit<Answer, "body">;
    const incoming = Object.assign(Readable.from([Buffer.from(body)]), { url: "/api/v2/vm", method: "POST", headers });
    const outgoing = {
      writeHead: (status: number, head: Record<string, string>) => (begun = { status, headers: head }),
      write: (_: Buffer, sent: () => void) => setImmediate(sent),
      end: (bytes: Buffer | string) => resolve({ ...begun, body: bytes.toString() }),
      destroy: () => reject(cut()),
    };
    emulator.emit("request", incoming, outgoing);
  });
}

/** Rejects once `signal` is aborted; forgets about it once `ended` is. */
function aborted(signal: AbortSignal | undefined, ended: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason as Error), { signal: ended });
  });
}
