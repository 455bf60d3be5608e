import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { modules } from "../engine/pinned";
import { root } from "./packageSpec";

type Language = "nodejs" | "python" | "go";

/** Folder of each language's SDK, and the files in it that are written by hand. */
export const sdkFolders: Record<Language, { folder: string; handwritten: string[] }> = {
  nodejs: { folder: "sdk/nodejs-plugin", handwritten: [] },
  python: { folder: "sdk/python", handwritten: [] },
  go: { folder: "sdk/go", handwritten: ["go.mod", "go.sum"] },
};

/** True if Go is installed, which Pulumi's generators need. */
export const hasGo = (): boolean => spawnSync("go", ["version"]).status === 0;

/**
 * Generates the SDKs of the languages that use the plugin with Pulumi's own generators. Needs Go, and network access the
 * first time.
 * @returns a map from path relative to the repository to text
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
    throw new Error(`Pulumi's SDK generators failed: ${error?.message ?? stderr}`);
  }
  const sdks = JSON.parse(stdout) as Record<Language, Record<string, string>>;
  // Python's build expects it in the folder of pyproject.toml.
  sdks.python["README.md"] = sdks.python["pulumi_zenlayer/README.md"] ?? "";
  const languages = Object.keys(sdkFolders) as Language[];
  return new Map(
    languages.flatMap((language) =>
      Object.entries(sdks[language]).map(([path, text]) => [
        `${sdkFolders[language].folder}/${path}`,
        completed(language, path, text),
      ]),
    ),
  );
}

/** What Pulumi's generator has written, with what it leaves out. */
function completed(language: Language, path: string, text: string): string {
  if (path === "package.json") return withBuildScript(text);
  return language === "python" ? withPythonNames(withDocstrings(text)) : text;
}

/**
 * Adds docstrings to a Python resource class and its constructor. Pulumi documents only the constructor's overloads, which are
 * for type checkers: at run time, `help()` would show nothing.
 */
function withDocstrings(python: string): string {
  const [, text = ""] = /^ {4}@overload\n {4}def __init__\([^]*?"""\n([^]*?) {8}"""\n/m.exec(python) ?? [];
  const [description = ""] = text.trim().split("\n");
  return python
    .replace(
      /^(class \w+\(pulumi\.\w+\):\n)(?= {4}@overload)/gm,
      (line) => `${line}    """\n    ${description}\n    """\n`,
    )
    .replace(
      /^ {4}def __init__\(__self__, resource_name: str, \*args, \*\*kwargs\):\n/gm,
      (line) => `${line}        """\n${text}        """\n`,
    );
}

/** Writes the names of properties that descriptions quote as Python does: `stop_instance`. */
const withPythonNames = (python: string): string =>
  python.replace(/`[^`\n]+`/g, (quoted) => quoted.replace(/\b[a-z]+(?:[A-Z][a-z]+)+/g, toSnakeCase));

const toSnakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Adds a build script that completes the published folder `bin`: tsc writes only the compiled files. */
function withBuildScript(packageJson: string): string {
  const spec = JSON.parse(packageJson) as { scripts: Record<string, string> };
  const build = "tsc && cp package.json README.md ../../LICENSE bin/";
  return `${JSON.stringify({ ...spec, scripts: { ...spec.scripts, build } }, undefined, 4)}\n`;
}
