import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { load } from "js-yaml";
import schema from "../../schema.json";
import { run } from "../../tools/run";
import { blocksOf, root, tableOf, type Block } from "./blocks";

const readmes = [
  { page: "README.md", input: "input", setting: "setting", option: "option" },
  { page: "README.zh-CN.md", input: "输入", setting: "配置项", option: "选项" },
];
const { inputProperties } = schema.resources["zenlayer:index:CustomImage"];
const read = (page: string) => readFileSync(join(root, page), "utf8");

test("both READMEs hold the same blocks, and say of each what the tests do with it", () => {
  const [english, chinese] = readmes.map(({ page }) => blocksOf(page));
  expect(chinese).toEqual(english);
  expect(english!.length).toBeGreaterThan(15);
  for (const { remark } of english!) {
    expect(remark).toMatch(/^(snippet|script|install|(file|not run|run|run in the background): .+)$/);
  }
});

const settingsPages = [...readmes, { page: "docs/installation-configuration.md", setting: "setting" }];

test.each(settingsPages)("$page lists every setting of schema.json", ({ page, setting }) => {
  const settings = tableOf(page, setting);
  expect(settings.map(([name]) => name)).toEqual(Object.keys(schema.config.variables));
  for (const [name = "", , variables = ""] of settings) {
    const { description } = schema.config.variables[name as keyof typeof schema.config.variables];
    for (const variable of variables.match(/ZENLAYER\w+/g) ?? []) expect(description).toContain(variable);
  }
});

test.each(readmes)("$page lists every input of schema.json", ({ page, input }) => {
  expect(tableOf(page, input).map(([name]) => name)).toEqual(Object.keys(inputProperties));
});

test.each(readmes)("$page lists every option of the emulator", async ({ page, option }) => {
  const { stdout } = await run(process.execPath, [join(root, "dist", "emulator", "cli.js"), "--help"]);
  const offered = stdout.match(/^ +--[a-z-]+/gm)?.map((text) => text.trim());
  const told = tablesWith(page, option).flatMap((line) => line.match(/--[a-z-]+/g) ?? []);
  for (const name of offered ?? []) expect(told).toContain(name);
  expect(offered).toContain("--fault");
});

/** First cells of all tables whose header begins with `header`. */
function tablesWith(page: string, header: string): string[] {
  const lines = read(page).split("\n");
  const starts = lines.flatMap((line, at) => (line.startsWith(`| ${header} `) ? [at] : []));
  return starts.flatMap((start) => {
    const end = lines.findIndex((line, at) => at > start && !line.startsWith("|"));
    return lines.slice(start, end);
  });
}

const pages = [
  ...["README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md"],
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

test.each(pages)("every link of %s leads somewhere", (page) => {
  const prose = read(page).replace(/^```[^]*?^```$/gm, "");
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  const own = links.filter((target) => !/^(https?|mailto):/.test(target));
  const dead = own.filter((target) => {
    const [path = "", anchor] = target.split("#");
    const file = path === "" ? page : join(dirname(page), path);
    return !existsSync(join(root, file)) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
  });
  expect(dead).toEqual([]);
});

test("the programs of docs/languages.md and docs/_index.md are those of the schema's examples", () => {
  const isProgram = ({ text }: Block) => text.includes("Web server, ready to serve");
  const programsOf = (page: string) => blocksOf(page).filter(isProgram);
  const examples = programsOf("docs/examples/customImage.md");
  expect(programsOf("docs/_index.md")).toEqual(examples);

  const programs = programsOf("docs/languages.md");
  expect(programs.map(({ language }) => language)).toEqual(["typescript", "typescript", "python", "go", "yaml"]);
  // The dynamic class is in another package, and the rest of its program is the same.
  const plugins = programs.map((each) => ({
    ...each,
    text: each.text.replace('"pulumi-zenlayer"', '"pulumi-zenlayer-sdk"'),
  }));
  for (const each of plugins) expect(examples).toContainEqual(each);
});

test.each(["docs/_index.md", "docs/installation-configuration.md"])("%s is a page of Pulumi's registry", (page) => {
  const [, matter = ""] = /^---\n([^]*?)\n---\n/.exec(read(page)) ?? [];
  const expected = { title: expect.any(String) as string, meta_desc: expect.any(String) as string, layout: "package" };
  expect(load(matter)).toEqual(expected);
  // Shown on another site, where links into this repository lead nowhere.
  const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  expect(links.filter((target) => !target.startsWith("https://"))).toEqual([]);
});

/** Anchors as GitHub makes them of headings. */
const anchorsOf = (page: string): string[] =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replace(/ /g, "-"),
  );

test("the pipelines are YAML, preview with preflight: error, and let one run at a time end", () => {
  const github = load(read("docs/pipelines/github-actions.yml")) as { jobs: Record<string, GithubJob> };
  const gitlab = load(read("docs/pipelines/gitlab-ci.yml")) as Record<string, GitlabJob>;
  const previews = [github.jobs.preview?.steps.map((step) => step.run), gitlab.preview?.script];
  for (const commands of previews) expect(commands?.join("\n")).toContain("preflight=error");
  expect(github.jobs.up?.concurrency?.["cancel-in-progress"]).toBe(false);
  expect(github.jobs.up?.steps.at(-1)?.run).toMatch(/^exec pulumi up /);
  expect(gitlab.up).toMatchObject({ resource_group: "images-prod", interruptible: false });
});

interface GithubJob {
  steps: { run?: string }[];
  concurrency?: Record<string, unknown>;
}
interface GitlabJob {
  script?: string[];
}
