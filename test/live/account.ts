import { readAnswer } from "../../provider/zenlayer/answer";
import { ZenlayerError } from "../../provider/zenlayer/apiError";
import { systemClock, type Clock } from "../../provider/zenlayer/clock";
import { Credentials, type Secret } from "../../provider/zenlayer/credentials";
import { findCredentials } from "../../provider/zenlayer/findCredentials";
import { readSettings, type Environment, type Settings } from "../../provider/zenlayer/settings";
import { Transport } from "../../provider/zenlayer/transport";
import type { Action } from "../../provider/zenlayer/types";

export type Json = Record<string, unknown>;

/** What the service said to one call, well or not: no retry, no interpretation. */
export interface Said {
  status: number;
  /** Error code; absent for a success. */
  code?: string;
  response: Json;
}

/** Ways in which a call differs from one of the provider. */
export interface Manner {
  secret?: Secret;
  apiVersion?: string;
  clock?: Clock;
}

/** An account at the service, by endpoint and credentials from the environment. */
export class LiveAccount {
  private readonly settings: Settings;
  private readonly credentials: Credentials;

  /** @throws UserError when endpoint or credentials are missing or wrong */
  constructor(env: Environment, homeDirectory: string) {
    this.settings = readSettings({}, env);
    this.credentials = findCredentials({}, env, homeDirectory);
  }

  get endpoint(): string {
    return this.settings.endpoint;
  }

  /** Calls an action once. A text is sent as the body as it is. */
  async call(action: string, params: Json | string = {}, { secret, apiVersion, clock }: Manner = {}): Promise<Said> {
    const settings = { ...this.settings, apiVersion: apiVersion ?? this.settings.apiVersion };
    const credentials = secret ? new Credentials(secret, "a probe") : this.credentials;
    const transport = new Transport(settings, credentials, clock ?? systemClock);
    const body = typeof params === "string" ? params : JSON.stringify(params);
    const answer = await transport.post(action as Action, body);
    try {
      const response = readAnswer(action as Action, answer, { endpoint: this.endpoint, now: Date.now() });
      return { status: answer.status, response };
    } catch (error) {
      if (!(error instanceof ZenlayerError)) throw error;
      return { status: answer.status, code: error.code, response: {} };
    }
  }

  /** The response of a call that has to succeed. */
  async must(action: string, params: Json = {}): Promise<Json> {
    const { code, response } = await this.call(action, params);
    if (code !== undefined) throw new Error(`${action} failed: ${code}`);
    return response;
  }

  async list(action: string, params: Json = {}): Promise<Json[]> {
    return (await this.must(action, params))["dataSet"] as Json[];
  }
}
