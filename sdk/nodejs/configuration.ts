import * as pulumi from "@pulumi/pulumi";
import schema from "../../schema.json";
import { openSecret, unknownSetting } from "../../provider/errors";
import type { ProviderArgs } from "./generated/types";
import { mistake } from "./mistake";

/** Names of all settings, as in `schema.json`. */
const SETTINGS = Object.keys(schema.config.variables);
/** Of these, whichever is given stands for the whole account, so they are never taken from two places. */
const CREDENTIALS = ["token", "accessKeyId", "accessKeyPassword", "profile"];
/** Settings that nobody should read in the state. */
const SECRETS = ["accessKeyPassword", "token"];

/** Settings by name, as texts. */
export type Settings = Record<string, string>;

/** The settings of the stack's configuration (`zenlayer:` keys). */
export const stackSettings = (): Settings => settingsOf((name) => new pulumi.Config("zenlayer").get(name));

/** Knows which keys were set with `--secret`; not in the SDK's types, so it may vanish, and nothing is said then. */
const { isConfigSecret } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };

let checked = false;

/** Finds, once a program, what is wrong with the stack's configuration as such. */
export function checkStackConfiguration(): void {
  if (checked) return;
  checked = true;
  const keys = Object.keys(pulumi.runtime.allConfig()).filter((key) => key.startsWith("zenlayer:"));
  refuseUnknown(
    keys.map((key) => key.slice("zenlayer:".length)),
    "the stack configuration (zenlayer:)",
  );
  warnOfOpenSecrets();
}

/** A misspelt setting would be a setting that does not hold, without a word. */
function refuseUnknown(names: string[], where: string): void {
  const unknown = names.find((name) => !SETTINGS.includes(name));
  if (unknown !== undefined) throw mistake(unknownSetting(unknown, where, SETTINGS));
}

/** A secret of the configuration that was set without `--secret` ends up in clear text in state. */
function warnOfOpenSecrets(): void {
  if (isConfigSecret === undefined) return;
  for (const key of SECRETS.map((name) => `zenlayer:${name}`)) {
    const isOpen = pulumi.runtime.getConfig(key) !== undefined && !isConfigSecret(key);
    if (isOpen) pulumi.log.warn(openSecret(key)).catch(() => undefined); // a warning fails nothing
  }
}

/** Arguments of an explicit provider, with what is not given taken from the stack's configuration. */
export function providerSettings(name: string, args: ProviderArgs): Record<string, pulumi.Output<string>> {
  refuseUnknown(Object.keys(args), `Provider "${name}"`);
  const given = args as Record<string, pulumi.Input<string | number | boolean | undefined> | undefined>;
  const hasOwnKey = CREDENTIALS.some((name) => given[name] !== undefined);
  const stack = stackSettings();
  return settingsOf((setting) => {
    const fromStack = hasOwnKey && CREDENTIALS.includes(setting) ? undefined : stack[setting];
    const value = given[setting] ?? fromStack;
    return value === undefined ? undefined : asText(setting, value);
  });
}

function asText(name: string, value: pulumi.Input<string | number | boolean | undefined>): pulumi.Output<string> {
  const text = pulumi.output(value).apply((known) => (known === undefined ? "" : String(known)));
  return SECRETS.includes(name) ? pulumi.secret(text) : text;
}

function settingsOf<T>(get: (name: string) => T | undefined): Record<string, T> {
  return Object.fromEntries(
    SETTINGS.flatMap((name) => {
      const value = get(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
