import * as pulumi from "@pulumi/pulumi";
import schema from "../../schema.json";
import type { ProviderArgs } from "./generated/types";

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

/** Arguments of an explicit provider, with what is not given taken from the stack's configuration. */
export function providerSettings(args: ProviderArgs): Record<string, pulumi.Output<string>> {
  const given = args as Record<string, pulumi.Input<string | number | boolean | undefined> | undefined>;
  const hasOwnKey = CREDENTIALS.some((name) => given[name] !== undefined);
  const stack = stackSettings();
  return settingsOf((name) => {
    const fromStack = hasOwnKey && CREDENTIALS.includes(name) ? undefined : stack[name];
    const value = given[name] ?? fromStack;
    return value === undefined ? undefined : asText(name, value);
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
