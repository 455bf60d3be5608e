import { badSetting, inConfiguration } from "../messages";
import schema from "../../schema.json";
import type { ClientSettings } from "../zenlayer/clientSettings";
import { readEndpoint } from "./endpoint";
import type { Config, Environment } from "./sources";

/** Every setting, checked and with defaults filled in. */
export interface Settings extends ClientSettings {
  preflight: "warn" | "error" | "off";
  /** How long to look for an image whose CreateImage call was ambiguous, in milliseconds. */
  settleMs: number;
  allowInsecureEndpoint: boolean;
}

/** The keywords of schema.json that limit a setting. */
interface Limits {
  minimum?: number;
  maximum?: number;
  enum?: string[];
}

const limitsOf = (name: string): Limits => (schema.config.variables as Record<string, Limits>)[name] ?? {};

/**
 * Reads the settings from the stack's configuration (or an explicit provider's arguments) and, for the endpoint,
 * the environment.
 * @throws UserError naming the setting, what was found, what is allowed and where it came from.
 */
export function readSettings(config: Config, environment: Environment): Settings {
  const given = (name: string): string | undefined => config[name]?.trim() || undefined;
  const seconds = (name: string): number | undefined => toMilliseconds(number(name, given(name)));
  const allowInsecureEndpoint = boolean("allowInsecureEndpoint", given("allowInsecureEndpoint")) ?? false;
  return {
    endpoint: readEndpoint(given("endpoint"), environment, allowInsecureEndpoint),
    apiVersion: oneOf("apiVersion", given("apiVersion")) ?? "2026-04-01",
    preflight: (oneOf("preflight", given("preflight")) as Settings["preflight"] | undefined) ?? "warn",
    pollIntervalMs: seconds("pollIntervalSeconds"),
    maxRequestsPerSecond: number("maxRequestsPerSecond", given("maxRequestsPerSecond")) ?? 10,
    requestTimeoutMs: seconds("requestTimeoutSeconds") ?? 60_000,
    settleMs: seconds("settleSeconds") ?? 30_000,
    allowInsecureEndpoint,
  };
}

const toMilliseconds = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : Math.round(seconds * 1000);

function oneOf(name: string, found: string | undefined): string | undefined {
  const allowed = limitsOf(name).enum ?? [];
  if (found === undefined || allowed.includes(found)) return found;
  throw badSetting(name, found, `one of ${allowed.map((value) => `"${value}"`).join(", ")}`, inConfiguration([name]));
}

function number(name: string, found: string | undefined): number | undefined {
  if (found === undefined) return undefined;
  const { minimum = 0, maximum = Infinity } = limitsOf(name);
  const value = /^[+-]?\d*\.?\d+(e[+-]?\d+)?$/i.test(found) ? Number(found) : NaN;
  if (value >= minimum && value <= maximum) return value;
  throw badSetting(name, found, `a number from ${minimum} to ${maximum}`, inConfiguration([name]));
}

function boolean(name: string, found: string | undefined): boolean | undefined {
  if (found === undefined) return undefined;
  if (found === "true" || found === "false") return found === "true";
  throw badSetting(name, found, "true or false", inConfiguration([name]));
}
