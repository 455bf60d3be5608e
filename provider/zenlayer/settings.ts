import { badSetting, inConfiguration, type UserError } from "../errors";
import schema from "../../schema.json";
import { readEndpoint } from "./endpoint";

/** The provider's configuration: keys as in `config.variables` of schema.json, every value a text. */
export type Config = Readonly<Record<string, string | undefined>>;

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How to talk to the API, checked and with defaults filled in. */
export interface Settings {
  /** Origin of the API: scheme, host, port if not the usual one; no slash at the end. */
  endpoint: string;
  /** Sent as `x-zc-version`. */
  apiVersion: string;
  preflight: "warn" | "error" | "off";
  /** A fixed time between two looks at images being made; absent: it grows with the age of the youngest. */
  pollIntervalMs?: number;
  maxRequestsPerSecond: number;
  /** Time that one attempt may take. */
  requestTimeoutMs: number;
  /** How long to look for an image whose CreateImage call was left without a readable answer. */
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
  const given = new Given(config);
  const allowInsecureEndpoint = given.boolean("allowInsecureEndpoint") ?? false;
  return {
    endpoint: readEndpoint(config, environment, allowInsecureEndpoint),
    apiVersion: given.oneOf("apiVersion") ?? "2026-04-01",
    preflight: (given.oneOf("preflight") as Settings["preflight"] | undefined) ?? "warn",
    pollIntervalMs: given.milliseconds("pollIntervalSeconds"),
    maxRequestsPerSecond: given.number("maxRequestsPerSecond") ?? 10,
    requestTimeoutMs: given.milliseconds("requestTimeoutSeconds") ?? 60_000,
    settleMs: given.milliseconds("settleSeconds") ?? 30_000,
    allowInsecureEndpoint,
  };
}

/** Settings as they were given: absent, or within what schema.json allows. */
class Given {
  constructor(private readonly config: Config) {}

  oneOf(name: string): string | undefined {
    const found = this.text(name);
    const allowed = limitsOf(name).enum ?? [];
    if (found === undefined || allowed.includes(found)) return found;
    throw this.bad(name, found, allowed.map((value) => `"${value}"`).join(", "));
  }

  number(name: string): number | undefined {
    const found = this.text(name);
    if (found === undefined) return undefined;
    const { minimum = 0, maximum = Infinity } = limitsOf(name);
    const value = /^[+-]?\d*\.?\d+(e[+-]?\d+)?$/i.test(found) ? Number(found) : NaN;
    if (value >= minimum && value <= maximum) return value;
    throw this.bad(name, found, `a number from ${minimum} to ${maximum}`);
  }

  milliseconds(name: string): number | undefined {
    const seconds = this.number(name);
    return seconds === undefined ? undefined : Math.round(seconds * 1000);
  }

  boolean(name: string): boolean | undefined {
    const found = this.text(name);
    if (found === undefined || found === "true" || found === "false")
      return found === undefined ? undefined : found === "true";
    throw this.bad(name, found, "true or false");
  }

  private text(name: string): string | undefined {
    return this.config[name]?.trim() || undefined;
  }

  private bad(name: string, found: string, allowed: string): UserError {
    return badSetting(name, found, allowed, inConfiguration([name]));
  }
}
