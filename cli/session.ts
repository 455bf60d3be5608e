/** The one place where the command line meets the provider's API client and its sources of settings and credentials. */
import { readEndpoint } from "../provider/configuration/endpoint";
import { findCredentials } from "../provider/configuration/findCredentials";
import { findProxy } from "../provider/configuration/proxy";
import { readSettings, type Settings } from "../provider/configuration/settings";
import type { Config } from "../provider/configuration/sources";
import type { Credentials } from "../provider/zenlayer/credentials";
import { Transport } from "../provider/zenlayer/transport";
import { openSession, type Session } from "../provider/session";
import type { World } from "./world";

export type { Config, Credentials, Session, Settings };

/** A session of the provider. @throws UserError for settings and credentials that are missing or wrong */
export const openSessionIn = (world: World, config: Config): Session => openSession(config, world);

/** What tells accounts apart. */
export interface AccountKey {
  endpoint: string;
  keyFingerprint: string;
}

/** The account that a session reads. */
export const accountKeyOf = ({ settings, keyFingerprint }: Session): AccountKey => ({
  endpoint: settings.endpoint,
  keyFingerprint,
});

/** The account that is read with a configuration. @throws UserError for one that cannot be used */
export const keyOfConfig = (world: World, config: Config): AccountKey => ({
  endpoint: endpointIn(world, config),
  keyFingerprint: credentialsIn(world, config).credentials.fingerprint,
});

/** Endpoint of the API. @throws UserError for one that cannot be used */
export const endpointIn = ({ env }: World, config: Config): string =>
  readEndpoint(config.endpoint?.trim() || undefined, env, config.allowInsecureEndpoint?.trim() === "true");

/** Settings other than the endpoint. @throws UserError for a value that is not allowed */
export const settingsIn = (config: Config): Omit<Settings, "endpoint"> =>
  readSettings({ ...config, endpoint: undefined }, {});

/** Credentials, and words for where they come from. @throws UserError if there are none, or not all of them */
export const credentialsIn = (world: World, config: Config): { credentials: Credentials; source: string } =>
  findCredentials(config, world.env, world.homeDirectory);

/** The proxy on the way to the endpoint, if any. @throws UserError for one that cannot be used */
export const proxyTo = findProxy;

/** Sends single requests, without retries. */
export const transportFor = (
  settings: Settings,
  credentials: Credentials,
  proxy: URL | undefined,
  { clock }: World,
): Pick<Transport, "post"> => new Transport(settings, credentials, clock, proxy);
