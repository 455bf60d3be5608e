import { findCredentials } from "./configuration/findCredentials";
import { findProxy } from "./configuration/proxy";
import { readSettings, type Settings } from "./configuration/settings";
import type { Config, Environment } from "./configuration/sources";
import { Client } from "./zenlayer/client";
import type { Clock } from "./zenlayer/clock";
import type { Credentials } from "./zenlayer/credentials";
import { instancePoller, type InstancePoller } from "./zenlayer/instancePoller";
import { RequestCoalescer } from "./zenlayer/requestCoalescer";
import { RetryingClient, type ClientOptions } from "./zenlayer/retryingClient";
import type { ServiceTime } from "./zenlayer/serviceTime";
import { Transport } from "./zenlayer/transport";
import type { Scope, ZenlayerApi } from "./zenlayer/types";
import { CopyProgressReader } from "./zenlayer/zec/copyProgressReader";
import type { ZecApi } from "./zenlayer/zec/types";
import { ZecClient } from "./zenlayer/zec/zecClient";
import { ZoneImages } from "./zenlayer/zoneImages";
import { ZoneInstances } from "./zenlayer/zoneInstances";

/** What a session needs from outside. */
export interface SessionEnvironment {
  env: Environment;
  homeDirectory: string;
  clock: Clock;
  /** From 0 to 1; spreads retries. Default: `Math.random`. */
  random?: () => number;
  /** Awaited before each attempt at an action that changes something; what it throws ends the call. */
  beforeWrite?: () => Promise<void>;
  /** What carries requests. Default: HTTP, through the proxy that the environment names. */
  transportFor?: (settings: Settings, credentials: Credentials, clock: Clock) => ClientOptions["transport"];
}

/** Everything of one account at one endpoint that a process shares: limiter, connections, lists, polling. */
export interface Session {
  api: ZenlayerApi;
  /** What one list of `images` covers. */
  scope: Scope;
  images: ZoneImages;
  instances: ZoneInstances;
  instancePoller: InstancePoller;
  /** The service's clock: for times that are stored, and for comparing with them. */
  serviceTime: ServiceTime;
  settings: Settings;
  /** Tells keys apart without giving one away. */
  keyFingerprint: string;
  /** Where the credentials came from, in plain words. */
  credentialSource: string;
  /** Ids of all zones, listed once; one empty id where a list covers the account. */
  zones(signal?: AbortSignal): Promise<string[]>;
  /** The same account in Elastic Compute, with the same rate limit. */
  zec(): ZecSession;
}

/** What a process shares of an account's images in Elastic Compute. */
export interface ZecSession extends Session {
  api: ZecApi;
  /** Region of a zone; nothing for an unknown zone. */
  regionOf(zoneId: string, signal?: AbortSignal): Promise<string | undefined>;
  copyProgress: CopyProgressReader;
}

/**
 * Opens a session. Cheap: reads settings and credentials, and sends no request.
 * @throws UserError for settings and credentials that are missing or wrong
 */
export function openSession(config: Config, environment: SessionEnvironment): Session {
  const { env, homeDirectory, clock, random = Math.random, beforeWrite, transportFor = overHttp } = environment;
  const settings = readSettings(config, env);
  const { credentials, source } = findCredentials(config, env, homeDirectory);
  const transport = transportFor(settings, credentials, clock);
  const tools = { transport, settings, clock, random, beforeWrite };
  const caller = new RetryingClient(tools);
  const api = new Client(tools, caller);
  let zec: ZecSession | undefined;
  const session: Session = {
    ...sharedReads(api, clock, settings),
    serviceTime: api.serviceTime,
    settings,
    keyFingerprint: credentials.fingerprint,
    credentialSource: source,
    zec: () => (zec ??= openZec(session, new ZecClient(caller, { ...settings, clock }), clock)),
  };
  return session;
}

/** The same account in Elastic Compute, where one list covers all regions. */
function openZec(session: Session, api: ZecApi, clock: Clock): ZecSession {
  const { pollIntervalMs } = session.settings;
  return {
    ...session,
    api,
    scope: "account",
    images: new ZoneImages(api, clock, { pollIntervalMs, scope: "account" }),
    instances: new ZoneInstances(api, clock),
    instancePoller: instancePoller(api, clock, pollIntervalMs),
    zones: () => Promise.resolve([""]),
    regionOf: regionsByZone(api),
    copyProgress: new CopyProgressReader(api, clock),
  };
}

/** Zones are listed once, and again for a zone that is not among them. */
function regionsByZone(api: ZecApi): ZecSession["regionOf"] {
  let known = new Map<string, string>();
  const calls = new RequestCoalescer<void, void>(async (_, signal) => {
    known = new Map((await api.describeZones(signal)).map(({ zoneId, regionId }) => [zoneId, regionId]));
  });
  return async (zoneId, signal) => {
    if (!known.has(zoneId)) await calls.load(undefined, signal);
    return known.get(zoneId);
  };
}

const overHttp = (settings: Settings, credentials: Credentials, clock: Clock): Transport =>
  new Transport(settings, credentials, clock, findProxy(settings.endpoint));

/** An API client with the lists that all its callers share. */
export function sharedReads(
  api: ZenlayerApi,
  clock: Clock,
  { pollIntervalMs }: Pick<Settings, "pollIntervalMs">,
): Pick<Session, "api" | "scope" | "images" | "instances" | "instancePoller" | "zones"> {
  return {
    api,
    scope: "zone",
    images: new ZoneImages(api, clock, { pollIntervalMs }),
    instances: new ZoneInstances(api, clock),
    instancePoller: instancePoller(api, clock, pollIntervalMs),
    zones: listOnce((signal) => zoneIds(api, signal)),
  };
}

async function zoneIds(api: ZenlayerApi, signal: AbortSignal): Promise<string[]> {
  return (await api.describeZones(signal)).map(({ zoneId }) => zoneId);
}

/** Keeps the first success. Simultaneous callers share a call, and a failure is not kept. */
function listOnce<T>(list: (signal: AbortSignal) => Promise<T>): (signal?: AbortSignal) => Promise<T> {
  let known: { value: T } | undefined;
  const calls = new RequestCoalescer<void, T>(async (_, signal) => (known ??= { value: await list(signal) }).value);
  return async (signal) => (known ? known.value : calls.load(undefined, signal));
}
