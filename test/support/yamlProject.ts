import { join } from "node:path";
import { root } from "../../tools/codegen/packageSpec";

/** The entry `plugins` of `Pulumi.yaml` that makes the engine use the plugin of the checkout. */
export const pluginOfCheckout = { providers: [{ name: "zenlayer", path: join(root, "bin") }] };

/** A project file with a YAML program of one image, `web`, and the plugin of the checkout. */
export const yamlImage = (properties: object, more: object = {}): Record<string, unknown> => ({
  runtime: "yaml",
  plugins: pluginOfCheckout,
  resources: { web: { type: "zenlayer:CustomImage", properties } },
  ...more,
});
