import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import { root } from "../../tools/codegen/packageSpec";
import { generateSdks, hasGo, sdkFolders } from "../../tools/codegen/sdks";
import { run } from "../../tools/run";
import { blocksOf } from "../readme/blocks";

const withGo = hasGo() ? test : test.skip; // Pulumi's generators are Go programs

const read = (path: string): string => readFileSync(join(root, path), "utf8");

withGo("the SDKs are what schema.json says: run `make codegen` if this fails", async () => {
  const generated = generateSdks(read("schema.json"));
  for (const { folder, handwritten } of Object.values(sdkFolders)) {
    const expected = [...generated.keys()].filter((path) => path.startsWith(`${folder}/`));
    expect(await filesOf(folder)).toEqual([...expected, ...handwritten.map((file) => `${folder}/${file}`)].sort());
  }
  for (const [path, text] of generated) expect({ path, text: read(path) }).toEqual({ path, text });
});

test("schema.json carries the version of the package", () => {
  expect((JSON.parse(read("schema.json")) as { version: string }).version).toBe(version);
});

test.each(["custom_image", "image_family", "zec_image", "zec_image_family", "provider"])(
  "Python: class and constructor of %s have docstrings, which help() shows",
  (name) => {
    const text = read(`sdk/python/pulumi_zenlayer/${name}.py`);
    expect(text).toMatch(/^class \w+\(pulumi\.\w+\):\n {4}"""\n {4}\w.{20,}\n {4}"""\n {4}@overload\n/m);
    const [, constructorText] = /\*args, \*\*kwargs\):\n {8}"""\n([^]*?) {8}"""\n {8}resource_args/.exec(text) ?? [];
    expect(constructorText).toContain(":param str resource_name:");
    expect(constructorText).toContain(name === "provider" ? " endpoint: " : " instance_id: ");
  },
);

test("Python: descriptions quote names as programs write them", async () => {
  const files = (await filesOf("sdk/python/pulumi_zenlayer")).filter((file) => file.endsWith(".py"));
  const quoted = files.flatMap((file) => read(file).match(/`[^`\n]+`/g) ?? []);
  expect(quoted).toContain("`stop_instance`");
  expect(quoted.filter((text) => /\b[a-z]+[A-Z]/.test(text))).toEqual([]);
});

test("Go: the examples use what the SDK has", async () => {
  const sdk = (await filesOf("sdk/go/zenlayer")).filter((file) => file.endsWith(".go")).map(read);
  const defined = new Set(sdk.join("\n").match(/(?<=^(?:func|type) )\w+/gm));
  const programs = readdirSync(join(root, "docs", "examples"))
    .flatMap((page) => blocksOf(`docs/examples/${page}`))
    .filter(({ language }) => language === "go");
  const used = new Set(programs.flatMap(({ text }) => text.match(/(?<=\bzenlayer\.)\w+/g) ?? []));
  expect(used.size).toBeGreaterThan(15);
  expect([...used].filter((name) => !defined.has(name))).toEqual([]);
});

/** Files of a folder that git does not ignore. */
async function filesOf(folder: string): Promise<string[]> {
  const list = ["ls-files", "--cached", "--others", "--exclude-standard", folder];
  const { stdout } = await run("git", list, { cwd: root });
  return stdout.trim().split("\n").sort();
}
