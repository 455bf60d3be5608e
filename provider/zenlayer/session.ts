import { RequestCoalescer } from "./requestCoalescer";
import { Client } from "./client";
import type { Clock } from "./clock";
import type { Contact } from "./contact";
import { findCredentials } from "./findCredentials";
import type { ServiceTime } from "./serviceTime";
import { readSettings, type Config, type Environment, type Settings } from "./settings";
import { Transport } from "./transport";
import type { ZenlayerApi } from "./types";
import { ZoneImages } from "./zoneImages";

/** What a session needs from outside. */
export interface SessionEnvironment {
  env: Environment;
  homeDirectory: string;
  clock: Clock;
  /** From 0 to 1; spreads repeated calls. Default: `Math.random`. */
  random?: () => number;
  /** Awaited before each attempt at an action that changes something; what it throws ends the call. */
  beforeWrite?: () => Promise<void>;
}

/** Everything of one account at one endpoint that a process shares: limiter, connections, lists, waits. */
export interface Session {
  api: ZenlayerApi;
  images: ZoneImages;
  /** The service's clock: for times that are stored, and for comparing with them. */
  serviceTime: ServiceTime;
  /** Whether instances can be looked up. */
  instanceContact: Contact;
  settings: Settings;
  /** Tells keys apart without giving one away. */
  keyFingerprint: string;
  /** Where the credentials came from, in plain words. */
  credentialSource: string;
  /** Ids of all zones; asked for once. */
  zones(signal?: AbortSignal): Promise<string[]>;
}

/**
 * Opens a session. Cheap: reads settings and credentials, and makes no call.
 * @throws UserError for settings and credentials that are missing or wrong.
 */
export function openSession(config: Config, world: SessionEnvironment): Session {
  const { env, homeDirectory, clock, random = Math.random, beforeWrite } = world;
  const settings = readSettings(config, env);
  const credentials = findCredentials(config, env, homeDirectory);
  const transport = new Transport(settings, credentials, clock);
  const api = new Client({ transport, settings, clock, random, beforeWrite });
  return {
    api,
    images: new ZoneImages(api, clock, settings.pollIntervalMs),
    serviceTime: api.serviceTime,
    instanceContact: api.instanceContact,
    settings,
    keyFingerprint: credentials.fingerprint,
    credentialSource: credentials.source,
    zones: askOnce((signal) => zoneIds(api, signal)),
  };
}

async function zoneIds(api: ZenlayerApi, signal: AbortSignal): Promise<string[]> {
  return (await api.describeZones(signal)).map(({ zoneId }) => zoneId);
}

/** Keeps the first good answer; those who ask at the same time share a call, and a failure is not kept. */
function askOnce<T>(ask: (signal: AbortSignal) => Promise<T>): (signal?: AbortSignal) => Promise<T> {
  let known: { value: T } | undefined;
  const calls = new RequestCoalescer<void, T>(async (_, signal) => (known ??= { value: await ask(signal) }).value);
  return async (signal) => (known ? known.value : calls.ask(undefined, signal));
}
