import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/codegen/packageSpec";
import type { Finished } from "../../tools/run";
import { must, Project } from "../consumer/project";
import { emulatedStack, image, program, succeeds, type EmulatedStack } from "../support/emulatedStack";
import { pluginOfCheckout } from "../support/yamlProject";

// The policy pack as a user installs it, run by the real engine on images of both hosts.

interface Image {
  args: Record<string, unknown>;
  options?: Record<string, unknown>;
}
type Images = Record<string, Image>;

let pack: Project;
let opened: EmulatedStack;

beforeAll(async () => {
  pack = new Project("policies");
  cpSync(join(root, "examples", "policies"), pack.folder, { recursive: true });
  await pack.install([], undefined, "--prefer-offline");
});
afterEach(() => opened?.cleanup());
afterAll(() => pack?.remove());

const declare = {
  async dynamic(images: Images): Promise<void> {
    const lines = Object.entries(images).map(([name, { args, options }]) => image(name, args, JSON.stringify(options)));
    await opened.stack.setProgram(program(...lines));
  },
  async plugin(images: Images): Promise<void> {
    const resources = Object.entries(images).map(([name, { args, options }]) => [
      name,
      { type: "zenlayer:CustomImage", properties: args, options },
    ]);
    const resourcesByName = Object.fromEntries(resources) as object;
    await opened.stack.setProject({ runtime: "yaml", plugins: pluginOfCheckout, resources: resourcesByName });
  },
};
const hosts = Object.keys(declare) as (keyof typeof declare)[];

async function open(stack: string): Promise<void> {
  opened = await emulatedStack({ program: "", stack });
  // A language host older than the engine starts a policy pack in the program's folder, and reads the pack's version there.
  writeFileSync(join(opened.stack.folder, "package.json"), JSON.stringify({ name: "test", version: "0.0.0" }));
}

/** @param config settings of the policies by name, or the path of a file of them */
async function preview(config: Record<string, object> | string = {}): Promise<Finished> {
  const file = typeof config === "string" ? config : join(opened.stack.folder, "policies.json");
  if (typeof config !== "string") writeFileSync(file, JSON.stringify(config));
  return opened.stack.preview("--policy-pack", pack.folder, "--policy-pack-config", file);
}

/** Findings of the policies, as `level policy image`, sorted. */
function violations({ output }: Finished): string[] {
  const found = output.matchAll(/^ +- \[(mandatory|advisory)\] +(\S+) +\(\S+: (\S+)\)$/gm);
  return [...found].map(([, level, policy, name]) => `${level} ${policy} ${name}`).sort();
}

const images: Images = {
  bare: { args: { instanceId: "i-web" } },
  safe: { args: { instanceId: "i-web" }, options: { protect: true } },
  gap: { args: { instanceId: "i-web" }, options: { protect: true, deleteBeforeReplace: true } },
};

describe.each(hosts)("policies for the images of the %s host", (host) => {
  test("a production image without protect, or with deleteBeforeReplace, fails the preview", async () => {
    await open("prod");
    const borrowed = opened.emulator.addImage({ zoneId: "SIN-A", imageName: "by-hand" }).imageId;
    const options = { deleteBeforeReplace: true };
    await declare[host]({ ...images, borrowed: { args: { adoptImageId: borrowed }, options } });

    const found = await preview();
    expect(found.code).not.toBe(0);
    expect(violations(found)).toEqual([
      "mandatory production-image-created-before-deleted gap",
      "mandatory production-image-protected bare",
    ]);
    expect(found.output).toContain('Image "bare" is not protected, and a deleted image cannot be restored.');
    expect(found.output).toContain('Image "gap" sets deleteBeforeReplace: no image is left if');

    const allowed = await preview({ "production-image-created-before-deleted": { allowed: ["gap"] } });
    expect(violations(allowed)).toEqual(["mandatory production-image-protected bare"]);
    // The file of the example names another stack as production.
    const elsewhere = await preview(join(pack.folder, "config.json"));
    expect(violations(elsewhere)).toEqual([]);
    expect(elsewhere.code).toBe(0);
  });

  test("an image older than the limit causes a warning; a new one and a planned one do not", async () => {
    await open("dev");
    const args = { instanceId: "i-web" };
    await declare[host]({ old: { args }, young: { args } });
    await succeeds(opened.stack.up());
    await createdDaysAgo("old", 100.5);
    await declare[host]({ old: { args }, young: { args }, planned: { args } });

    const found = await preview();
    expect(violations(found)).toEqual(["advisory image-age old"]);
    expect(found.output).toContain('Image "old" is 100 days old (limit 90). Create a new one.');
    expect(found.output).not.toContain("can't run policy");
    expect(found.code).toBe(0);
    expect(violations(await preview({ "image-age": { maxAgeDays: 100 } }))).toEqual([]);
    const strict = await preview(join(pack.folder, "config.json"));
    expect(violations(strict)).toEqual(["mandatory image-age old"]);
    expect(strict.code).not.toBe(0);
  });
});

/** Makes an image look older, in the stack's state. */
async function createdDaysAgo(name: string, days: number): Promise<void> {
  const { stack } = opened;
  const { createdAt } = (await stack.resource(name))!.outputs as { createdAt: string };
  const earlier = new Date(Date.parse(createdAt) - days * 24 * 60 * 60 * 1000).toISOString();
  const exported = JSON.parse((await stack.pulumi("stack", "export")).stdout) as {
    deployment: { resources: { urn: string; outputs?: { createdAt?: string } }[] };
  };
  for (const { urn, outputs } of exported.deployment.resources) {
    if (urn.endsWith(`::${name}`) && outputs) outputs.createdAt = earlier;
  }
  const file = join(stack.folder, "older.json");
  writeFileSync(file, JSON.stringify(exported));
  await succeeds(stack.pulumi("stack", "import", "--file", file));
}

test("the pack passes the type checker", async () => {
  const options = ["--noEmit", "--allowJs", "--checkJs", "--strict", "--skipLibCheck", "--target", "es2022"];
  const modules = ["--module", "node16", "--moduleResolution", "node16"];
  await must(join(root, "node_modules", ".bin", "tsc"), [...options, ...modules, "index.js"], pack.folder);
});
