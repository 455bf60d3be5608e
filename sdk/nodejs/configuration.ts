import * as pulumi from "@pulumi/pulumi";
import { SECRET_SETTINGS, SETTING_NAMES } from "../../provider/configuration/declaredSettings";
import { secretInPlainText, unknownSetting } from "../../provider/messages";
import type { ProviderArgs } from "./generated/types";
import { runError } from "./runError";

/** Credentials come from one source as a whole. */
const CREDENTIALS = ["token", "accessKeyId", "accessKeyPassword", "profile"];

/** Settings by name, as strings. */
export type Settings = Record<string, string>;

/** Settings from the stack configuration (`zenlayer:` keys). */
export const stackSettings = (): Settings => settingsOf((name) => new pulumi.Config("zenlayer").get(name));

/** Reports whether a key was set with `--secret`. Not part of the SDK's types: if it disappears, there is no warning. */
const { isConfigSecret } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };

let checked = false;

/**
 * Checks the stack configuration, once per program.
 * @throws pulumi.RunError for an unknown `zenlayer:` key
 */
export function checkStackConfiguration(): void {
  if (checked) return;
  checked = true;
  const keys = Object.keys(pulumi.runtime.allConfig()).filter((key) => key.startsWith("zenlayer:"));
  rejectUnknown(
    keys.map((key) => key.slice("zenlayer:".length)),
    "the stack configuration (zenlayer:)",
  );
  warnOfOpenSecrets();
}

/** A misspelled setting would be ignored silently. */
function rejectUnknown(names: string[], where: string): void {
  const unknown = names.find((name) => !SETTING_NAMES.includes(name));
  if (unknown !== undefined) throw runError(unknownSetting(unknown, where, SETTING_NAMES));
}

/** A secret that was set without `--secret` is stored in state in clear text. */
function warnOfOpenSecrets(): void {
  if (isConfigSecret === undefined) return;
  for (const key of SECRET_SETTINGS.map((name) => `zenlayer:${name}`)) {
    const isOpen = pulumi.runtime.getConfig(key) !== undefined && !isConfigSecret(key);
    if (isOpen) pulumi.log.warn(secretInPlainText(key)).catch(() => undefined); // a lost warning fails nothing
  }
}

/**
 * Settings of an explicit provider. Those that are not given come from the stack configuration.
 * @throws pulumi.RunError for an unknown argument
 */
export function providerSettings(name: string, args: ProviderArgs): Record<string, pulumi.Output<string>> {
  rejectUnknown(Object.keys(args), `Provider "${name}"`);
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
  return SECRET_SETTINGS.includes(name) ? pulumi.secret(text) : text;
}

function settingsOf<T>(get: (name: string) => T | undefined): Record<string, T> {
  return Object.fromEntries(
    SETTING_NAMES.flatMap((name) => {
      const value = get(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
