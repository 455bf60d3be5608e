import * as pulumi from "@pulumi/pulumi";
import { providerSettings, type Settings } from "./configuration";
import type { ProviderArgs } from "./generated/types";

/**
 * Another account, endpoint or other manners than the stack's configuration says, for the resources and look-ups that get
 * it as the option `provider`. Settings that are not given come from the stack's configuration; credentials only if none is given.
 */
export class Provider extends pulumi.ProviderResource {
  /** What the look-ups of this package use; nothing for the engine. */
  private readonly settings: pulumi.Output<Settings>;

  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    const settings = providerSettings(name, args);
    const inputs = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`zenlayer:${key}`, value]));
    super("pulumi-nodejs", name, inputs, opts);
    this.settings = pulumi.output(settings);
  }

  /** @internal */
  static settingsOf(provider: Provider): pulumi.Output<Settings> {
    return provider.settings;
  }
}
