import { join } from "node:path";
import { root } from "../../tools/codegen/packageSpec";

/** Lets the engine take the plugin from the checkout: an entry of `Pulumi.yaml`. */
export const pluginOfCheckout = { providers: [{ name: "zenlayer", path: join(root, "bin") }] };

/** A project file that is a whole YAML program of one image, `web`, with the plugin of the checkout. */
export const yamlImage = (properties: object, more: object = {}): Record<string, unknown> => ({
  runtime: "yaml",
  plugins: pluginOfCheckout,
  resources: { web: { type: "zenlayer:CustomImage", properties } },
  ...more,
});
