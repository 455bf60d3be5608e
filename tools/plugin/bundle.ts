import { dirname, join } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import { readdirSync, readFileSync } from "node:fs";

const root = join(__dirname, "..", "..");

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

/** What the plugin is made of: its program in one file, and the notices of what is in it. */
export interface Bundle {
  program: Buffer;
  notices: string;
}

/** Puts the plugin with all that it needs, Node.js aside, into one file. */
export async function bundle(): Promise<Bundle> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: ["provider/hosts/plugin/main.ts"],
    outfile: "pulumi-resource-zenlayer",
    write: false,
    bundle: true,
    platform: "node",
    target: "node20",
    metafile: true,
    legalComments: "none",
    banner: { js: "#!/usr/bin/env node" },
    plugins: [protocol],
    logLevel: "warning",
  });
  return { program: Buffer.from(result.outputFiles[0]!.contents), notices: notices(result.metafile) };
}

/** Licences of the packages that the bundle holds, which ask to be copied with them. */
function notices(metafile: Metafile): string {
  const folders = Object.keys(metafile.inputs).flatMap(
    (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [],
  );
  return [...new Set(folders)].sort().map(notice).join("\n");
}

function notice(folder: string): string {
  const path = join(root, folder);
  const { name, version, license } = JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as Record<
    string,
    string
  >;
  const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(join(path, file), "utf8").trim() : "";
  return `${name} ${version} (${license})\n\n${text}\n${"-".repeat(80)}`;
}
