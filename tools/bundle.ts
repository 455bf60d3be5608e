import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type BuildOptions, type Metafile, type Plugin } from "esbuild";

const root = join(__dirname, "..");

/** A program in one file, and the notices of the packages in it. */
export interface Bundle {
  program: Buffer;
  notices: string;
}

/**
 * Puts a program and all that it needs, Node.js aside, into one file.
 * @param entry relative to the repository
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
  return { program: Buffer.from(outputFiles[0]!.contents), notices: notices(metafile) };
}

/** got needs this package for its option `http2` alone, which we do not use; merely to load it reads all root certificates: 4 MB. */
const noHttp2: Plugin = {
  name: "no-http2",
  setup(build) {
    build.onResolve({ filter: /^http2-wrapper$/ }, ({ path }) => ({ path, namespace: "no-http2" }));
    build.onLoad({ filter: /.*/, namespace: "no-http2" }, () => ({ contents: "export default {};" }));
  },
};

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
