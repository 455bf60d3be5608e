import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** The files that each file of the emulator imports, types included. */
function importsOf(folder: string): Map<string, string[]> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => join(folder, name));
  return new Map(files.map((file) => [file, imported(file, files)]));
}

function imported(file: string, files: string[]): string[] {
  const paths = [...readFileSync(file, "utf8").matchAll(/ from "(\.[^"]+)";/g)].map(([, path]) => path ?? "");
  return paths.map((path) => {
    const target = resolve(dirname(file), path);
    const found = [`${target}.ts`, join(target, "index.ts")].find((candidate) => files.includes(candidate));
    if (found === undefined) throw new Error(`${file} imports ${path}, which is not a file of the emulator.`);
    return found;
  });
}

/** The first cycle that can be reached from a file, as a path that ends where it started. */
function cycleFrom(file: string, imports: Map<string, string[]>, path: string[], done: Set<string>): string[] {
  if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
  if (done.has(file)) return [];
  for (const next of imports.get(file) ?? []) {
    const cycle = cycleFrom(next, imports, [...path, file], done);
    if (cycle.length > 0) return cycle;
  }
  done.add(file);
  return [];
}

test("no file imports itself through others, types included", () => {
  const imports = importsOf(__dirname);
  const done = new Set<string>();
  const cycles = [...imports.keys()].map((file) => cycleFrom(file, imports, [], done));
  const named = cycles
    .filter(({ length }) => length > 0)
    .map((files) => files.map((file) => relative(__dirname, file)));
  expect(named).toEqual([]);
});
