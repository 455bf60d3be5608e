import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import schema from "../../schema.json";
import { root } from "./blocks";

const read = (path: string): string => readFileSync(join(root, path), "utf8");
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
  maxBuffer: 1 << 26,
}).split("\n");
const sources = files.filter((path) => /\.(ts|mjs|json)$/.test(path) && !/^(sdk\/nodejs-plugin|docs)\//.test(path));

/** Places for a name, such as `docs/examples/<name>.md`, and commands. */
const isOpen = (span: string): boolean => /[<>…() "]/.test(span);
const isPath = (span: string): boolean => /\/|\.(ts|md|json|mjs|cjs|js|txt|yml)$/.test(span);

const exists = (span: string): boolean => {
  const path = span.replace(/^\.\.\//, "test/").replace(/\/(\*\.md)?$/, "");
  return files.some((file) => file === path || file.endsWith(`/${path}`) || `/${file}`.includes(`/${path}/`));
};

describe.each(["CONTRIBUTING.md", "test/support/README.md"])("%s", (page) => {
  const spans = [...new Set([...read(page).matchAll(/`([^`\n]+)`/g)].map(([, span]) => span!))].filter(
    (span) => !isOpen(span),
  );

  test("names files and folders that exist", () => {
    // Not in the repository: the module path in users' state, and a build's folder.
    const others = ["pulumi-zenlayer/dynamic", "pulumi/pulumi", "@pulumi/pulumi", "node_modules"];
    const paths = spans.filter((span) => isPath(span) && !others.includes(span));
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !exists(path))).toEqual([]);
  });

  test("names constants that exist", () => {
    const constants = spans.filter((span) => /^[A-Z]+(_[A-Z]+)+$/.test(span));
    const text = sources.map(read).join("\n");
    expect(constants.filter((name) => !text.includes(name))).toEqual([]);
  });
});

test.each(["docs", "docs/zh"])("every function is on a page in %s", (folder) => {
  const text = `${read(`${folder}/functions.md`)}${read(`${folder}/zec.md`)}`;
  const names = Object.keys(schema.functions).map((token) => token.replace("zenlayer:index:", ""));
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
});

test("test/support/README.md names every helper", () => {
  const text = read("test/support/README.md");
  const helpers = readdirSync(join(root, "test/support")).filter((name) => name !== "README.md");
  expect(helpers.filter((name) => !text.includes(`\`${name}`))).toEqual([]);
});
