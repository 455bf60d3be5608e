import { dirname } from "node:path";
import type { Plugin } from "esbuild";
import { bundle, type Bundle } from "../bundle";

/** Modules inside `@pulumi/pulumi` that `provider/hosts` requires by name. */
const PROTOCOL_MODULES = [
  "@grpc/grpc-js",
  "google-protobuf/google/protobuf/any_pb",
  "google-protobuf/google/protobuf/empty_pb",
  "google-protobuf/google/protobuf/struct_pb",
  "./proto/engine_grpc_pb",
  "./proto/engine_pb",
  "./proto/plugin_pb",
  "./proto/provider_grpc_pb",
  "./proto/provider_pb",
  "./proto/status_pb",
];

/** Requires the modules statically, so that esbuild bundles them: the plugin runs without an `@pulumi/pulumi` package. */
const protocolModules: Plugin = {
  name: "protocol-modules",
  setup(build) {
    build.onLoad({ filter: /[\\/]hosts[\\/]pulumiRequire\.ts$/ }, () => ({
      contents: `
        const modules = {${PROTOCOL_MODULES.map((name) => `"${name}": () => require("${name}")`).join(",\n")}};
        export const pulumiRequire = () => (name) => modules[name]();`,
      resolveDir: dirname(require.resolve("@pulumi/pulumi/package.json")),
    }));
  },
};

/** Bundles the plugin and its dependencies into one file for Node.js. */
export const bundlePlugin = (): Promise<Bundle> =>
  bundle("provider/hosts/plugin/main.ts", { banner: { js: "#!/usr/bin/env node" }, plugins: [protocolModules] });
