import * as pulumi from "@pulumi/pulumi";
import { providerSettings, type Settings } from "./configuration";
import type { ProviderArgs } from "./generated/types";

/**
 * An explicit provider: another account, endpoint or set of settings for the resources and functions that receive it as
 * the option `provider`. Settings that are not given come from the stack configuration; credentials only if none is
 * given.
 */
export class Provider extends pulumi.ProviderResource {
  /**
   * Used by the functions of this package; the engine does not see it. Not `#settings`: a function of another installed
   * copy of the package could not read that.
   */
  private readonly settings: pulumi.Output<Settings>;

  /**
   * Another account, endpoint or set of settings.
   * @throws pulumi.RunError for an unknown argument
   */
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
