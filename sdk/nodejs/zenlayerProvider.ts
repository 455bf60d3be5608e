import * as pulumi from "@pulumi/pulumi";
import type { ProviderArgs } from "./generated/types";

/** Settings that nobody should read in the state. */
const SECRETS = ["accessKeyPassword", "token"];

/**
 * Another account, endpoint or other manners than the stack configuration says, for the resources that get it as the option
 * `provider`. Settings that are not given come from the stack configuration; credentials only if none is given.
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    super("pulumi-nodejs", name, withConfiguration(args), opts);
  }
}

const CREDENTIALS = ["token", "accessKeyId", "accessKeyPassword", "profile"];
const OTHERS = [
  ...["endpoint", "apiVersion", "preflight", "pollIntervalSeconds", "maxRequestsPerSecond"],
  ...["requestTimeoutSeconds", "settleSeconds", "allowInsecureEndpoint"],
];

/** An explicit provider gets its own arguments only, so what it should share with the stack has to be copied. */
function withConfiguration(args: ProviderArgs): Record<string, pulumi.Input<string>> {
  const config = new pulumi.Config("zenlayer");
  const given = args as Record<string, pulumi.Input<string | number | boolean | undefined> | undefined>;
  const hasOwnKey = CREDENTIALS.some((name) => given[name] !== undefined);
  const names = [...CREDENTIALS, ...OTHERS].filter(
    (name) => given[name] !== undefined || !(hasOwnKey && CREDENTIALS.includes(name)),
  );
  const entries = names.flatMap((name) => {
    const value = given[name] ?? config.get(name);
    return value === undefined ? [] : [[`zenlayer:${name}`, asText(name, value)] as const];
  });
  return Object.fromEntries(entries);
}

function asText(name: string, value: pulumi.Input<string | number | boolean | undefined>): pulumi.Output<string> {
  const text = pulumi.output(value).apply((known) => (known === undefined ? "" : String(known)));
  return SECRETS.includes(name) ? pulumi.secret(text) : text;
}
