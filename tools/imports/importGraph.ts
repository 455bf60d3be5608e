import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import ts from "typescript";

/** Files by path relative to the root, and the files among them that each imports, types included. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** The imports of all TypeScript files in these folders, without tests. Paths have `/` on every platform. */
export function readImports(root: string, folders: string[]): ImportGraph {
  const files = new Set(folders.flatMap((folder) => sourcesIn(root, folder)));
  return new Map(
    [...files].map((file) => {
      const specifiers = importsIn(readFileSync(join(root, file), "utf8")).filter((name) => name.startsWith("."));
      return [file, specifiers.flatMap((name) => resolve(file, name, files))];
    }),
  );
}

function sourcesIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /(?<!\.test|\.d)\.ts$/.test(name))
    .map((name) =>
      relative(root, join(root, folder, name))
        .split(sep)
        .join("/"),
    );
}

/** What a text imports or re-exports, with `import`, `import type`, `import()` or `require`. */
export function importsIn(text: string): string[] {
  const detectsRequire = true;
  return ts.preProcessFile(text, true, detectsRequire).importedFiles.map(({ fileName }) => fileName);
}

/** Nothing for a file outside the folders, such as JSON. */
function resolve(file: string, specifier: string, files: ReadonlySet<string>): string[] {
  const target = posix.join(dirname(file), specifier);
  const found = [`${target}.ts`, `${target}/index.ts`].find((candidate) => files.has(candidate));
  return found === undefined ? [] : [found];
}

/** Import cycles, each a path that ends where it begins: not every one, but none only if there is none. */
export function cyclesIn(graph: ImportGraph): string[][] {
  const cycles: string[][] = [];
  const path: string[] = [];
  const done = new Set<string>();
  const visit = (file: string): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file]);
    if (done.has(file) || path.includes(file)) return;
    path.push(file);
    for (const imported of graph.get(file) ?? []) visit(imported);
    path.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return cycles;
}

/**
 * Imports that lead upwards, as `from -> to`.
 * @param layers from the top down, each the paths of its files and folders; an import within a layer is fine
 * @throws Error for a file that belongs to no layer
 */
export function upwardImports(graph: ImportGraph, layers: readonly (readonly string[])[]): string[] {
  const layerOf = (file: string): number => {
    const at = layers.findIndex((paths) => paths.some((path) => file === path || file.startsWith(`${path}/`)));
    if (at < 0) throw new Error(`${file} belongs to no layer: add it where it belongs.`);
    return at;
  };
  return [...graph].flatMap(([file, imports]) =>
    imports.filter((imported) => layerOf(imported) < layerOf(file)).map((imported) => `${file} -> ${imported}`),
  );
}
