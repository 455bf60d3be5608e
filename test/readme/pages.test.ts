import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { load } from "js-yaml";
import { checkSeeds, type Seeds } from "../../emulator/fileFormat";
import schema from "../../schema.json";
import { run } from "../../tools/run";
import { blocksOf, guides, pages, registryPages, root, tableOf, translations, type Block } from "./blocks";

const read = (page: string) => readFileSync(join(root, page), "utf8");

test.each(guides)("%s: a remark before each block says what the tests do with it", (page) => {
  for (const { remark, text } of blocksOf(page)) {
    expect(remark).toMatch(
      /^(snippet|script|install|(file|setup|example|not run): .+|run( in the background)?: (clone|project))$/,
    );
    const [, examples] = /^example: (.+)/.exec(remark ?? "") ?? [];
    if (examples !== undefined) expect(blocksOf(examples).map((block) => block.text)).toContain(text);
  }
});

test("blocks were found", () => {
  expect(guides.flatMap(blocksOf).length).toBeGreaterThan(35);
  expect(translations.length).toBeGreaterThan(1);
});

test.each(translations)("$chinese has the same blocks as $english", ({ english, chinese }) => {
  expect(blocksOf(chinese)).toEqual(blocksOf(english));
});

test("each README links to every guide, in its language if available", () => {
  const [, ...others] = guides;
  const inChinese = others.map((page) => translations.find(({ english }) => english === page)?.chinese ?? page);
  expect(linksOf("README.md")).toEqual(expect.arrayContaining(others));
  expect(linksOf("README.zh-CN.md")).toEqual(expect.arrayContaining(inChinese));
});

const settingsPages = [
  { page: "docs/settings.md", setting: "setting" },
  { page: "docs/zh/settings.md", setting: "配置项" },
  { page: "docs/installation-configuration.md", setting: "setting" },
];

test.each(settingsPages)("$page lists every setting of schema.json", ({ page, setting }) => {
  const settings = tableOf(page, setting);
  expect(settings.map(([name]) => name)).toEqual(Object.keys(schema.config.variables));
  for (const [name = "", , variables = ""] of settings) {
    const { description } = schema.config.variables[name as keyof typeof schema.config.variables];
    for (const variable of variables.match(/ZENLAYER\w+/g) ?? []) expect(description).toContain(variable);
  }
});

const resourcePages = [
  { page: "docs/resource.md", token: "zenlayer:index:CustomImage", input: "input", output: "output" },
  { page: "docs/zh/resource.md", token: "zenlayer:index:CustomImage", input: "输入", output: "输出" },
  { page: "docs/image-family.md", token: "zenlayer:index:ImageFamily", input: "input", output: "output" },
  { page: "docs/zh/image-family.md", token: "zenlayer:index:ImageFamily", input: "输入", output: "输出" },
  { page: "docs/zec.md", token: "zenlayer:index:ZecImage", input: "input", output: "output" },
  { page: "docs/zh/zec.md", token: "zenlayer:index:ZecImage", input: "输入", output: "输出" },
] as const;

test.each(resourcePages)("$page lists every input and output of schema.json", ({ page, token, input, output }) => {
  const { inputProperties, properties } = schema.resources[token];
  const names = (header: string) => tableOf(page, header).map(([name]) => name);
  expect(names(input)).toEqual(Object.keys(inputProperties));
  expect([...names(input), ...names(output)].sort()).toEqual(Object.keys(properties).sort());
});

const zecFamilyPages = [
  { page: "docs/image-family.md", section: "Elastic Compute", input: "input", output: "output" },
  { page: "docs/zh/image-family.md", section: "弹性计算", input: "输入", output: "输出" },
];

test.each(zecFamilyPages)("$page says how ZecImageFamily differs from ImageFamily", ({ page, section, ...headers }) => {
  const { properties } = schema.resources["zenlayer:index:ZecImageFamily"];
  const ofFamily = [headers.input, headers.output].flatMap((header) => tableOf(page, header).map(([name]) => name));
  const [, text = ""] = read(page).split(`\n## ${section}\n`);
  const [difference = ""] = text.split("\n## ");
  const named = [...difference.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  const names = Object.keys(properties);
  const added = names.filter((name) => !ofFamily.includes(name));
  const missing = ofFamily.filter((name) => !names.includes(name ?? ""));
  expect(added.length).toBeGreaterThan(0);
  expect(named).toEqual(expect.arrayContaining([...added, ...missing]));
});

const emulatorPages = [
  { page: "docs/emulator.md", option: "option" },
  { page: "docs/zh/emulator.md", option: "选项" },
];

test.each(emulatorPages)("$page lists every option of the emulator", async ({ page, option }) => {
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

test.each(pages)("every link of %s leads somewhere", (page) => {
  const own = linksOf(page).filter((target) => !/^(https?|mailto):/.test(target));
  const dead = own.filter((target) => {
    const [path = "", anchor] = target.split("#");
    const file = path === "" ? page : join(dirname(page), path);
    return !existsSync(join(root, file)) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
  });
  expect(dead).toEqual([]);
});

/** Targets of the links in a page's prose. */
function linksOf(page: string): string[] {
  const prose = read(page).replace(/^```[^]*?^```$/gm, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
}

test("docs/installation-configuration.md shows commands that docs/settings.md runs", () => {
  const commands = (page: string) => blocksOf(page).filter(({ text }) => /ACCESS_KEY|accessKey/.test(text));
  const texts = (page: string) => commands(page).map(({ text }) => text);
  expect(texts("docs/installation-configuration.md")).toHaveLength(2);
  expect(texts("docs/settings.md")).toEqual(expect.arrayContaining(texts("docs/installation-configuration.md")));
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
    remark: undefined,
    text: each.text.replace('"pulumi-zenlayer"', '"pulumi-zenlayer-sdk"'),
  }));
  for (const each of plugins) expect(examples).toContainEqual(each);
});

test.each([
  ["docs/emulator.md", "key"],
  ["docs/zh/emulator.md", "键"],
])("the seed file of %s is one, and so is every key of its table", (page, header) => {
  const { text } = blocksOf(page).find(({ remark }) => remark === "file: seeds.json")!;
  const example = JSON.parse(text) as Seeds;
  checkSeeds(example);
  const keys = tableOf(page, header).map(([key = ""]) => key);
  expect(keys).toEqual(expect.arrayContaining(Object.keys(example)));
  for (const key of keys) checkSeeds({ [key]: key === "zec" ? {} : [] });
});

test.each(pages)("%s installs a TypeScript that Pulumi can use", (page) => {
  const commands = blocksOf(page).flatMap(({ text }) => text.match(/^(npm|pnpm|yarn) .*$/gm) ?? []);
  const installed = commands.flatMap((command) => command.split(" ").filter((word) => /^typescript\b/.test(word)));
  // The newest, 7, breaks Pulumi's ts-node; only npm respects the peer range.
  for (const each of installed) expect(each).toBe("typescript@6");
});

test.each(registryPages)("%s is a page of Pulumi's registry", (page) => {
  const [, matter = ""] = /^---\n([^]*?)\n---\n/.exec(read(page)) ?? [];
  const expected = { title: expect.any(String) as string, meta_desc: expect.any(String) as string, layout: "package" };
  expect(load(matter)).toEqual(expected);
  // Shown on another site, where links into this repository lead nowhere.
  expect(linksOf(page).filter((target) => !target.startsWith("https://"))).toEqual([]);
});

/** Anchors as GitHub makes them of headings. */
const anchorsOf = (page: string): string[] =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replace(/ /g, "-"),
  );

test("the pipelines are YAML, preview with preflight: error, and run one at a time to the end", () => {
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
