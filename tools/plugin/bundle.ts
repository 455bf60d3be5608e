import { dirname } from "node:path";
import type { Plugin } from "esbuild";
import { bundle, type Bundle } from "../bundle";

/** Modules that the plugin takes from inside `@pulumi/pulumi`, as `provider/hosts` names them. */
const PROTOCOL = [
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

/** In one file there is no package to require from: the modules are named instead, so that they come along. */
const protocol: Plugin = {
  name: "protocol",
  setup(build) {
    build.onLoad({ filter: /[\\/]hosts[\\/]pulumiRequire\.ts$/ }, () => ({
      contents: `
        const modules = {${PROTOCOL.map((name) => `"${name}": () => require("${name}")`).join(",\n")}};
        export const pulumiRequire = () => (name) => modules[name]();`,
      resolveDir: dirname(require.resolve("@pulumi/pulumi/package.json")),
    }));
  },
};

/** Puts the plugin with all that it needs, Node.js aside, into one file. */
export const bundlePlugin = (): Promise<Bundle> =>
  bundle("provider/hosts/plugin/main.ts", { banner: { js: "#!/usr/bin/env node" }, plugins: [protocol] });
