import http, { type ClientRequest, type IncomingHttpHeaders } from "node:http";
import https from "node:https";
import { TLSSocket } from "node:tls";

import type { BeforeRequestHook, Got, RequestFunction } from "got" with { "resolution-mode": "import" };

import { agentsFor, type Agent, type Agents } from "./agents";
import type { Clock } from "./clock";
import type { Credentials } from "./credentials";
import { responseTooLong, timedOut, toNetworkError, type Phase } from "./networkError";
import type { ClientSettings } from "./clientSettings";
import { ACTIONS, addressOf, type Action } from "./actions";
import { version as packageVersion } from "./version";

/** A response of any status. */
export interface HttpResponse {
  status: number;
  headers: IncomingHttpHeaders;
  /** At most {@link MAX_RESPONSE_BYTES} long. */
  body: string;
}

/** A page of 1,000 images takes about 0.4 MB; more than this is not a response of the API. */
export const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

const CONTENT_TYPE = "application/json";

// got is an ES module, which CommonJS reaches by import() only. Loaded at the first request: many runs make none.
let loadedGot: Promise<Got> | undefined;

async function loadGot(): Promise<Got> {
  const { got } = await import("got");
  return got.extend({
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    hooks: { beforeRequest: [dropCacheOptions] },
  });
}

/**
 * We use no cache of got's. In Node.js 20 its options for one, unset as they are, cost every request 18 KB: V8 makes a
 * new chain of hidden classes for each object that spreads them, and those stay until the old generation is collected.
 */
const dropCacheOptions: BeforeRequestHook = (options) => {
  options.cacheOptions = {};
};

/**
 * One attempt on the wire, as far as it has got. Whether a broken connection can have carried the request is decided by
 * this and never by an error code: a host can become unreachable after it has read the request.
 */
class Attempt {
  phase: Phase = "no connection";

  /** Node.js copies the options of a request again and again, so it gets those that we set and not all that got knows. */
  readonly send: RequestFunction = (url, { method, headers, agent }, respond) => {
    const { request: send } = url.protocol === "https:" ? https : http;
    const request = send(url, { method, headers, agent }, respond);
    this.#follow(request);
    return request;
  };

  /**
   * An agent hands over a connection that is kept, or still to be opened. Nothing is written before it is open, and
   * with TLS before the certificate was found good.
   */
  #follow(request: ClientRequest): void {
    request.once("socket", (socket) => {
      const isTls = socket instanceof TLSSocket;
      // Not in the types. Where Node.js did not have it, the request would count as sent.
      const { secureConnecting } = socket as { secureConnecting?: boolean };
      const isOpening = isTls ? secureConnecting === true : socket.connecting;
      // One that failed already, as at once without a route, is never written to.
      this.phase = isOpening || socket.destroyed ? "opening" : "open";
      if (isOpening) socket.once(isTls ? "secureConnect" : "connect", () => (this.phase = "open"));
    });
  }
}

/** Sends requests, one attempt each: no retry, no redirect. */
export class Transport {
  readonly #settings: ClientSettings;
  readonly #credentials: Credentials;
  readonly #clock: Clock;
  readonly #host: string;
  readonly #agents: Agents;
  /** Host of the proxy, if there is one. */
  readonly #proxy?: string;

  constructor(settings: ClientSettings, credentials: Credentials, clock: Clock, proxy?: URL) {
    this.#settings = settings;
    this.#credentials = credentials;
    this.#clock = clock;
    this.#host = new URL(settings.endpoint).host;
    this.#agents = agentsFor(settings.endpoint, settings.requestTimeoutMs, proxy);
    this.#proxy = proxy?.host;
  }

  /**
   * Posts a body, signed with the time of now, and waits for the whole response.
   * @throws ZenlayerError without a response, never got's own error, which shows the signature when printed.
   * @throws the reason of `signal` once that is aborted.
   */
  async post(action: Action, body: string, signal?: AbortSignal): Promise<HttpResponse> {
    const got = await (loadedGot ??= loadGot());
    signal?.throwIfAborted();
    const attempt = new Attempt();
    const { requestTimeoutMs } = this.#settings;
    const stream = got(`${this.#settings.endpoint}/api/v2/${ACTIONS[action].service}`, {
      method: "POST",
      isStream: true,
      body,
      headers: this.#headers(action, body),
      agent: this.#agentFor(action),
      request: attempt.send,
      signal,
    });
    // Not got's: that one waits for a connection before it gives up, and a proxy may never come up with one.
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      stream.destroy();
    }, requestTimeoutMs);
    try {
      const text = await readAll(action, stream);
      const { statusCode, headers } = stream.response!; // there since the first byte of what was read
      return { status: statusCode, headers, body: text };
    } catch (error) {
      signal?.throwIfAborted();
      const { phase } = attempt;
      const way = { host: this.#host, proxy: this.#proxy, requestTimeoutMs };
      throw toNetworkError(action, isLate ? timedOut : error, phase, way);
    } finally {
      clearTimeout(timer);
      stream.destroy();
    }
  }

  #headers(action: Action, body: string): Record<string, string> {
    const request = { host: this.#host, contentType: CONTENT_TYPE, body };
    const { name, service, version } = addressOf(action, this.#settings.apiVersion);
    return {
      host: this.#host,
      "content-type": CONTENT_TYPE,
      "x-zc-action": name,
      "x-zc-version": version,
      "x-zc-service": service,
      "x-zc-request-client": `pulumi-zenlayer ${packageVersion}`,
      "user-agent": `pulumi-zenlayer/${packageVersion}`,
      ...this.#credentials.headersFor(request, this.#clock.wallTime()),
    };
  }

  /**
   * A kept connection may be closed by the other side just as we use it, and then it is unknown whether the request was
   * carried out. All actions but one can simply be sent again, so only that one pays for a connection of its own.
   */
  #agentFor(action: Action): Agent {
    return ACTIONS[action].repeatable ? this.#agents.kept : this.#agents.fresh;
  }
}

/** Reads the response to the end, decompressed and counted as it arrives, so that no response exhausts the memory. */
async function readAll(action: Action, stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = chunk as Buffer;
    length += bytes.length;
    if (length > MAX_RESPONSE_BYTES) throw responseTooLong(action);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}
