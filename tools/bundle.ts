import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type BuildOptions, type Metafile, type Plugin } from "esbuild";

const root = join(__dirname, "..");

/** A program bundled into one file, and the license notices of the packages in it. */
export interface Bundle {
  program: Buffer;
  notices: string;
}

/**
 * Bundles a program and its dependencies into one file for Node.js.
 * @param entry path relative to the repository
 */
export async function bundle(
  entry: string,
  { plugins = [], ...options }: Pick<BuildOptions, "banner" | "external" | "plugins"> = {},
): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    ...options,
    plugins: [...plugins, noHttp2],
    absWorkingDir: root,
    entryPoints: [entry],
    outdir: "unused",
    write: false,
    bundle: true,
    platform: "node",
    target: "node20",
    metafile: true,
    legalComments: "none",
    logLevel: "warning",
  });
  return { program: Buffer.from(outputFiles[0]!.contents), notices: noticesOf(metafile) };
}

/** Replaces a package that got needs only for its `http2` option, unused here: loading it reads all root certificates, 4 MB. */
const noHttp2: Plugin = {
  name: "no-http2",
  setup(build) {
    build.onResolve({ filter: /^http2-wrapper$/ }, ({ path }) => ({ path, namespace: "no-http2" }));
    build.onLoad({ filter: /.*/, namespace: "no-http2" }, () => ({ contents: "export default {};" }));
  },
};

/** Licenses of the bundled packages, which require that copies include them. */
function noticesOf(metafile: Metafile): string {
  const folders = Object.keys(metafile.inputs).flatMap(
    (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [],
  );
  return [...new Set(folders)].sort().map(noticeOf).join("\n");
}

function noticeOf(folder: string): string {
  const path = join(root, folder);
  const { name, version, license } = JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as Record<
    string,
    string
  >;
  const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(join(path, file), "utf8").trim() : "";
  return `${name} ${version} (${license})\n\n${text}\n${"-".repeat(80)}`;
}
