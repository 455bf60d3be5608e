import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import packageJson from "../../package.json";
import schema from "../../schema.json";
import { modules } from "../../tools/engine/pinned";
import { blocksOf, root } from "./blocks";

// Files that GitHub and Pulumi's registry read.

const read = (path: string): string => readFileSync(join(root, path), "utf8");
const yaml = <T>(path: string): T => load(read(path)) as T;

interface Form {
  name: string;
  description: string;
  body: { type: string; id?: string; attributes: { label?: string; value?: string; options?: string[] } }[];
}

const templates = join(".github", "ISSUE_TEMPLATE");
const forms = readdirSync(join(root, templates)).filter((name) => name !== "config.yml");

test.each(forms)("%s is a form that GitHub accepts", (name) => {
  const form = yaml<Form>(join(templates, name));
  expect(form.name).toBeTruthy();
  expect(form.description).toBeTruthy();
  const questions = form.body.filter(({ type }) => type !== "markdown");
  expect(questions.length).toBeGreaterThan(0);
  for (const { type, id, attributes } of questions) {
    expect(["input", "textarea", "dropdown", "checkboxes"]).toContain(type);
    expect(id).toMatch(/^[\w-]+$/);
    expect(attributes.label).toBeTruthy();
    if (type === "dropdown") expect(attributes.options?.length).toBeGreaterThan(1);
  }
  expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
});

test("questions and vulnerabilities are directed elsewhere", () => {
  const { contact_links: links } = yaml<{ contact_links: { url: string }[] }>(join(templates, "config.yml"));
  const repository = packageJson.homepage.replace("#readme", "");
  const advisory = `${repository}/security/advisories/new`;
  expect(links.map(({ url }) => url)).toEqual(
    expect.arrayContaining([advisory, expect.stringContaining(`${repository}/discussions/`)]),
  );
  expect(read("SECURITY.md")).toContain(`](${advisory})`);
});

interface Update {
  "package-ecosystem": string;
  directory?: string;
  directories?: string[];
  ignore?: { "dependency-name": string; "update-types"?: string[]; versions?: string[] }[];
}

describe("the update bot", () => {
  const { updates } = yaml<{ updates: Update[] }>(".github/dependabot.yml");
  const foldersOf = ({ directory = "", directories = [directory] }: Update) => directories;

  test("names only folders with dependencies", () => {
    const manifests: Record<string, string> = { npm: "package.json", gomod: "go.mod", "github-actions": "action.yml" };
    for (const update of updates) {
      for (const folder of foldersOf(update)) {
        const manifest = folder === "/" && update["package-ecosystem"] === "github-actions" ? ".github/workflows" : "";
        expect(existsSync(join(root, folder, manifest || manifests[update["package-ecosystem"]]!))).toBe(true);
      }
    }
    expect(updates.map((update) => update["package-ecosystem"])).toEqual(["npm", "github-actions", "gomod"]);
  });

  test("leaves the modules that pin the engine alone", () => {
    const [gomod, ...others] = updates.filter((update) => update["package-ecosystem"] === "gomod");
    expect(others).toEqual([]);
    expect(foldersOf(gomod!).map((folder) => join(root, folder))).toEqual(Object.values(modules));
    expect(gomod?.ignore).toEqual([{ "dependency-name": "*" }]);
  });

  test("leaves those npm packages alone whose exact versions tests name", () => {
    const npm = updates.find((update) => update["package-ecosystem"] === "npm");
    const ignored = npm?.ignore?.filter((each) => !each["update-types"]).map((each) => each["dependency-name"]);
    const exact = Object.entries(packageJson.devDependencies).filter(([, range]) => /^(npm:.*@)?\d/.test(range));
    expect(ignored).toEqual(exact.map(([name]) => name));
  });
});

test("the logo is an image of 100 by 100 pixels in this repository, as Pulumi's registry asks", () => {
  const { repository, logoUrl } = schema;
  const raw = `${repository.replace("github.com", "raw.githubusercontent.com")}/main/`;
  expect(logoUrl.startsWith(raw)).toBe(true);
  const png = readFileSync(join(root, logoUrl.slice(raw.length)));
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) }).toEqual({ width: 100, height: 100 });
  expect(read("docs/logo.svg")).toContain('viewBox="0 0 100 100"');
});

test("the environment of docs/esc.md sets settings and variables that the provider reads", () => {
  const variables: Record<string, { description: string; secret?: boolean }> = schema.config.variables;
  const environments = blocksOf("docs/esc.md")
    .map(({ text }) => load(text) as { values?: { environmentVariables?: object; pulumiConfig?: object } })
    .flatMap(({ values }) => values ?? []);
  expect(environments).toHaveLength(2);
  for (const { environmentVariables = {}, pulumiConfig = {} } of environments) {
    for (const key of Object.keys(pulumiConfig)) expect(variables).toHaveProperty([key.replace(/^zenlayer:/, "")]);
    const descriptions = Object.values(variables).map(({ description }) => description);
    for (const name of Object.keys(environmentVariables)) expect(descriptions.join()).toContain(`\`${name}\``);
  }
  expect(blocksOf("docs/zh/esc.md")).toEqual(blocksOf("docs/esc.md"));
});
