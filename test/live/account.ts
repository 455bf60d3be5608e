import { parseResponse } from "../../provider/zenlayer/parseResponse";
import { ZenlayerError } from "../../provider/zenlayer/apiError";
import { systemClock, type Clock } from "../../provider/zenlayer/clock";
import { Credentials, type Secret } from "../../provider/zenlayer/credentials";
import { findCredentials } from "../../provider/configuration/findCredentials";
import { findProxy } from "../../provider/configuration/proxy";
import { readSettings, type Settings } from "../../provider/configuration/settings";
import type { Environment } from "../../provider/configuration/sources";
import { Transport } from "../../provider/zenlayer/transport";
import type { Action } from "../../provider/zenlayer/actions";

export type Json = Record<string, unknown>;

/** Result of one API call, a success or an error. */
export interface CallResult {
  status: number;
  /** Error code; absent if the call succeeded. */
  code?: string;
  response: Json;
}

/** Differences from a call of the provider. */
export interface CallOptions {
  secret?: Secret;
  apiVersion?: string;
  clock?: Clock;
}

/** An account at the service. Endpoint and credentials come from the environment. */
export class LiveAccount {
  private readonly settings: Settings;
  private readonly credentials: Credentials;

  /** @throws UserError if endpoint or credentials are missing or invalid */
  constructor(env: Environment, homeDirectory: string) {
    this.settings = readSettings({}, env);
    this.credentials = findCredentials({}, env, homeDirectory).credentials;
  }

  get endpoint(): string {
    return this.settings.endpoint;
  }

  /** Calls an action once, without retries. Text is sent unchanged as the body. */
  async call(
    action: string,
    params: Json | string = {},
    { secret, apiVersion, clock }: CallOptions = {},
  ): Promise<CallResult> {
    const settings = { ...this.settings, apiVersion: apiVersion ?? this.settings.apiVersion };
    const credentials = secret ? new Credentials(secret) : this.credentials;
    const transport = new Transport(settings, credentials, clock ?? systemClock, findProxy(settings.endpoint));
    const body = typeof params === "string" ? params : JSON.stringify(params);
    const answer = await transport.post(action as Action, body);
    try {
      const response = parseResponse(action as Action, answer, { endpoint: this.endpoint, now: Date.now() });
      return { status: answer.status, response };
    } catch (error) {
      if (!(error instanceof ZenlayerError)) throw error;
      return { status: answer.status, code: error.code, response: {} };
    }
  }

  /** Calls an action and returns its response. Throws if the call fails. */
  async callOrThrow(action: string, params: Json = {}): Promise<Json> {
    const { code, response } = await this.call(action, params);
    if (code !== undefined) throw new Error(`${action} failed: ${code}`);
    return response;
  }

  /** Calls an action that lists, and returns the items of the page. */
  async list(action: string, params: Json = {}): Promise<Json[]> {
    return (await this.callOrThrow(action, params))["dataSet"] as Json[];
  }
}
