import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { modules } from "../engine/pinned";
import { root } from "./packageSpec";

type Language = "nodejs" | "python" | "go";

/** Where each language's SDK lives, and what of it is written by hand. */
export const sdkFolders: Record<Language, { folder: string; handwritten: string[] }> = {
  nodejs: { folder: "sdk/nodejs-plugin", handwritten: [] },
  python: { folder: "sdk/python", handwritten: [] },
  go: { folder: "sdk/go", handwritten: ["go.mod", "go.sum"] },
};

/** True if there is Go to run Pulumi's generators with. */
export const hasGo = (): boolean => spawnSync("go", ["version"]).status === 0;

/**
 * The SDKs of the languages that use the plugin, made by Pulumi's own generators: path from the repository's root -> text.
 * Needs Go and, once, its module proxy.
 */
export function generateSdks(schema: string): Map<string, string> {
  const program = join(root, "tools", "codegen", "sdks", "main.go");
  const { status, stdout, stderr, error } = spawnSync("go", ["run", "-mod=readonly", program], {
    cwd: modules.engine,
    env: { ...process.env, GOWORK: "off" },
    input: schema,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (error || status !== 0) {
    throw new Error(`Pulumi's SDK generators, which are Go programs, could not be run: ${error?.message ?? stderr}`);
  }
  const sdks = JSON.parse(stdout) as Record<Language, Record<string, string>>;
  // Python's build looks for it beside pyproject.toml.
  sdks.python["README.md"] = sdks.python["pulumi_zenlayer/README.md"] ?? "";
  const languages = Object.keys(sdkFolders) as Language[];
  return new Map(
    languages.flatMap((language) =>
      Object.entries(sdks[language]).map(([path, text]) => [
        `${sdkFolders[language].folder}/${path}`,
        path === "package.json" ? withBuild(text) : text,
      ]),
    ),
  );
}

/** What is published is the folder `bin`, which tsc does not fill by itself. */
function withBuild(packageJson: string): string {
  const spec = JSON.parse(packageJson) as { scripts: Record<string, string> };
  const build = "tsc && cp package.json README.md ../../LICENSE bin/";
  return `${JSON.stringify({ ...spec, scripts: { ...spec.scripts, build } }, undefined, 4)}\n`;
}
