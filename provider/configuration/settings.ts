import { badSetting, inConfiguration } from "../messages";
import type { SchemaValidator } from "../schemaValidation";
import { config as validateSettings } from "../schemaValidators";
import type { ClientSettings } from "../zenlayer/clientSettings";
import { declaredSetting, parseSetting, type DeclaredSetting } from "./declaredSettings";
import { readEndpoint } from "./endpoint";
import type { Config, Environment } from "./sources";

/** Every setting, checked and with defaults filled in. */
export interface Settings extends ClientSettings {
  preflight: "warn" | "error" | "off";
  /** How long to look for an image whose CreateImage call was ambiguous, in milliseconds. */
  settleMs: number;
  allowInsecureEndpoint: boolean;
}

/**
 * Reads the settings from the stack's configuration (or an explicit provider's arguments) and, for the endpoint,
 * the environment.
 * @throws UserError naming the setting, what was found, what is allowed and where it came from.
 */
export function readSettings(config: Config, environment: Environment): Settings {
  checkSettings(config);
  const read = <T>(name: string): T | undefined => parseSetting(name, config[name]) as T | undefined;
  const milliseconds = (name: string): number | undefined => toMilliseconds(read<number>(name));
  const allowInsecureEndpoint = read<boolean>("allowInsecureEndpoint") ?? false;
  return {
    endpoint: readEndpoint(read("endpoint"), environment, allowInsecureEndpoint),
    apiVersion: read("apiVersion") ?? "2026-04-01",
    preflight: read("preflight") ?? "warn",
    pollIntervalMs: milliseconds("pollIntervalSeconds"),
    maxRequestsPerSecond: read("maxRequestsPerSecond") ?? 10,
    requestTimeoutMs: milliseconds("requestTimeoutSeconds") ?? 60_000,
    settleMs: milliseconds("settleSeconds") ?? 30_000,
    allowInsecureEndpoint,
  };
}

const toMilliseconds = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : Math.round(seconds * 1000);

/**
 * Checks settings by the rules of `schema.json`, as `checkConfig` of the plugin does. A secret must not be quoted, so
 * `findCredentials` alone checks it.
 * @throws UserError for the first setting that breaks a rule
 */
export function checkSettings(config: Config, validate: SchemaValidator = validateSettings): void {
  for (const [name, text] of Object.entries(config)) {
    const value = parseSetting(name, text);
    const setting = declaredSetting(name);
    if (value === undefined || !setting || setting.secret || validate({ [name]: value })) continue;
    throw badSetting(name, text?.trim() ?? "", ruleOf(setting, validate), inConfiguration([name]));
  }
}

function ruleOf({ type, enum: values, minimum, maximum }: DeclaredSetting, { errors }: SchemaValidator): string {
  if (values) return `must be one of ${values.map((value) => `"${value}"`).join(", ")}`;
  if (type === "number") return `must be a number from ${minimum} to ${maximum}`;
  if (type === "boolean") return "must be true or false";
  return errors?.[0]?.message ?? "is not allowed";
}
