import type { ServiceName } from "../../emulator";
import { parseResponse } from "../../provider/zenlayer/parseResponse";
import { ZenlayerError } from "../../provider/zenlayer/apiError";
import { systemClock, type Clock } from "../../provider/zenlayer/clock";
import { Credentials, type Secret } from "../../provider/zenlayer/credentials";
import { findCredentials } from "../../provider/configuration/findCredentials";
import { findProxy } from "../../provider/configuration/proxy";
import { readSettings, type Settings } from "../../provider/configuration/settings";
import type { Environment } from "../../provider/configuration/sources";
import { Transport, type HttpResponse } from "../../provider/zenlayer/transport";
import type { Action } from "../../provider/zenlayer/actions";

export type Json = Record<string, unknown>;

/** Versions of the services that the provider does not call. */
const API_VERSIONS = { zec: "2025-09-01", zrm: "2025-10-14", user: "2024-05-29" };

const CONTENT_TYPE = "application/json";

/** Result of one API call, a success or an error. */
export interface CallResult {
  status: number;
  /** Error code; absent if the call succeeded. */
  code?: string;
  response: Json;
}

/** Differences from a call of the provider. */
export interface CallOptions {
  /** Default: `vm`. Calls of other services do not use a proxy. */
  service?: ServiceName;
  secret?: Secret;
  apiVersion?: string;
  clock?: Clock;
}

/** An account at the service. Endpoint and credentials come from the environment. */
export class LiveAccount {
  readonly #settings: Settings;
  readonly #credentials: Credentials;

  /** @throws UserError if endpoint or credentials are missing or invalid */
  constructor(env: Environment, homeDirectory: string) {
    this.#settings = readSettings({}, env);
    this.#credentials = findCredentials({}, env, homeDirectory).credentials;
  }

  get endpoint(): string {
    return this.#settings.endpoint;
  }

  /** Calls an action once, without retries. Text is sent unchanged as the body. */
  async call(action: string, params: Json | string = {}, options: CallOptions = {}): Promise<CallResult> {
    const { service = "vm" } = options;
    const body = typeof params === "string" ? params : JSON.stringify(params);
    const answer =
      service === "vm" ? await this.#postVm(action, body, options) : await this.#post(service, action, body);
    try {
      const response = parseResponse(action as Action, answer, { endpoint: this.endpoint, now: Date.now() });
      return { status: answer.status, response };
    } catch (error) {
      if (!(error instanceof ZenlayerError)) throw error;
      return { status: answer.status, code: error.code, response: {} };
    }
  }

  /** Calls an action and returns its response. Throws if the call fails. */
  async callOrThrow(action: string, params: Json = {}, options: CallOptions = {}): Promise<Json> {
    const { code, response } = await this.call(action, params, options);
    if (code !== undefined) throw new Error(`${action} failed: ${code}`);
    return response;
  }

  /** Calls an action that lists, and returns the items of the page. */
  async list(action: string, params: Json = {}, options: CallOptions = {}): Promise<Json[]> {
    return (await this.callOrThrow(action, params, options))["dataSet"] as Json[];
  }

  /** Posts to the service `vm` as the provider does. */
  #postVm(action: string, body: string, { secret, apiVersion, clock }: CallOptions): Promise<HttpResponse> {
    const settings = { ...this.#settings, apiVersion: apiVersion ?? this.#settings.apiVersion };
    const credentials = secret ? new Credentials(secret) : this.#credentials;
    const transport = new Transport(settings, credentials, clock ?? systemClock, findProxy(settings.endpoint));
    return transport.post(action as Action, body);
  }

  async #post(service: keyof typeof API_VERSIONS, action: string, body: string): Promise<HttpResponse> {
    const { host } = new URL(this.endpoint);
    const response = await fetch(`${this.endpoint}/api/v2/${service}`, {
      method: "POST",
      headers: {
        "content-type": CONTENT_TYPE,
        "x-zc-action": action,
        "x-zc-version": API_VERSIONS[service],
        "x-zc-service": service,
        ...this.#credentials.headersFor({ host, contentType: CONTENT_TYPE, body }, Date.now()),
      },
      body,
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  }
}
