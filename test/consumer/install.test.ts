import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { createEmulator, type Emulator } from "../../emulator";
import { isLong } from "../reliability/support/long";
import { serializedProvider } from "../support/serializedProvider";
import { must, pack, Project } from "./project";

// As a user: the tarball, npm with an empty cache, a folder outside the repository, the real engine.

const PROGRAM = `
import * as zenlayer from "pulumi-zenlayer";

const web = new zenlayer.CustomImage("web", { instanceId: "i-web", imageDescription: "as a user" });

export const imageId = web.id;
`;

const TYPES = `
import { CustomImage, getImage, Provider } from "pulumi-zenlayer";
import { createEmulator, type Emulator } from "pulumi-zenlayer/emulator";
import { check } from "pulumi-zenlayer/dynamic";

export const emulator: Emulator = createEmulator({ createImageMs: 0 });
export const verbs = [CustomImage, getImage, Provider, check];
// @ts-expect-error a misspelled input is found by the compiler
export const wrong = () => new CustomImage("web", { imagename: "web" });
`;

/**
 * Without the types of browsers, whose check takes a third of the time. In `make test`, declarations that every module
 * resolution reads are checked once.
 */
const tsconfig = (module: string, moduleResolution: string) =>
  JSON.stringify({
    compilerOptions: {
      ...{ target: "es2022", lib: ["es2022"], module, moduleResolution },
      ...{ strict: true, noEmit: true, types: ["node"], skipLibCheck: module !== "nodenext" && !isLong },
    },
    files: ["types.ts"],
  });

/** The text is stored in every user's state and compared by Pulumi: it is the same forever, wherever it is created. */
const FROZEN = readFileSync(join(__dirname, "serialized.txt"), "utf8");
const FROZEN_FAMILY = readFileSync(join(__dirname, "serialized-family.txt"), "utf8");
const FROZEN_ZEC = readFileSync(join(__dirname, "serialized-zec.txt"), "utf8");
const FROZEN_ZEC_FAMILY = readFileSync(join(__dirname, "serialized-zec-family.txt"), "utf8");

let project: Project;
let tarball: string;
let emulator: Emulator;

beforeAll(async () => {
  project = new Project("user");
  tarball = await pack(project.folder);
  const packages = [tarball, "@pulumi/pulumi@3.248.0", "typescript@5.9", "@types/node@20"];
  await project.install(packages, join(project.folder, "empty-cache"));
  emulator = createEmulator();
  await emulator.start();
});

afterAll(async () => {
  await emulator?.stop();
  project?.remove();
});

test("a small TypeScript program creates an image, and destroy deletes it", async () => {
  project.write("Pulumi.yaml", "name: user\nruntime: nodejs\n");
  project.write("index.ts", PROGRAM);
  project.write(
    "tsconfig.json",
    JSON.stringify({
      compilerOptions: { target: "es2022", module: "nodenext", moduleResolution: "nodenext", strict: true },
    }),
  );
  const env = {
    ZENLAYER_ENDPOINT: emulator.url,
    ZENLAYER_ACCESS_KEY_ID: emulator.accessKeyId,
    ZENLAYER_ACCESS_KEY_SECRET: emulator.accessKeyPassword,
  };
  const succeeds = async (...args: string[]) => {
    const { code, output } = await project.pulumi(args, env);
    if (code !== 0) throw new Error(output);
    return output;
  };
  await succeeds("stack", "init", "dev");
  await succeeds("up", "--yes", "--skip-preview");
  expect(emulator.images()).toMatchObject([{ instanceId: "i-web", imageDescription: "as a user" }]);
  expect((await succeeds("stack", "output", "imageId")).trim()).toBe(emulator.images()[0]?.imageId);
  await succeeds("destroy", "--yes", "--skip-preview");
  expect(emulator.images()).toEqual([]);
  expect(emulator.history()).toHaveLength(1);
});

test.each([
  ["commonjs", "node10"],
  ["node16", "node16"],
  ["nodenext", "nodenext"],
  ["esnext", "bundler"],
])("types are found with module %s and moduleResolution %s", async (module, moduleResolution) => {
  project.write("types.ts", TYPES);
  project.write("tsconfig.types.json", tsconfig(module, moduleResolution));
  await must(join(project.folder, "node_modules", ".bin", "tsc"), ["-p", "tsconfig.types.json"], project.folder);
});

test("the tarball contains what a user needs, and nothing of the development", async () => {
  const files = (await must("tar", ["-tzf", tarball], project.folder)).trim().split("\n");
  const needed = ["package.json", "schema.json", "README.md", "LICENSE", "CHANGELOG.md", "dist/sdk/nodejs/index.js"];
  for (const file of needed) expect(files).toContain(`package/${file}`);
  expect(
    files.filter((file) => /\.test\.|\/(test|tools|docs|examples|node_modules)\/|(?<!\.d)\.ts$/.test(file)),
  ).toEqual([]);
});

describe("installed without @pulumi/pulumi", () => {
  let lean: Project;
  beforeAll(async () => {
    lean = new Project("lean");
    await lean.install([tarball], undefined, "--legacy-peer-deps", "--prefer-offline");
  });
  afterAll(() => lean?.remove());

  test("it weighs under 12 MB in at most 40 packages", () => {
    const lock = JSON.parse(readFileSync(join(lean.folder, "package-lock.json"), "utf8")) as { packages: object };
    const packages = Object.keys(lock.packages).filter((path) => path.startsWith("node_modules/"));
    expect(packages).not.toContain("node_modules/@pulumi/pulumi");
    expect(packages.length).toBeLessThanOrEqual(40);
    expect(bytesIn(join(lean.folder, "node_modules"))).toBeLessThan(12_000_000);
  });

  test("the serialized provider is the same with the newest @pulumi/pulumi", async () => {
    const scope = join(lean.folder, "node_modules", "@pulumi");
    mkdirSync(scope);
    symlinkSync(join(__dirname, "..", "..", "node_modules", "pulumi-newest"), join(scope, "pulumi"));
    expect(await serializedProvider(lean.folder)).toBe(FROZEN);
    expect(await serializedProvider(lean.folder, "ImageFamily")).toBe(FROZEN_FAMILY);
    expect(await serializedProvider(lean.folder, "ZecImage")).toBe(FROZEN_ZEC);
    expect(await serializedProvider(lean.folder, "ZecImageFamily")).toBe(FROZEN_ZEC_FAMILY);
  });
});

describe("the serialized provider is the same", () => {
  test("linked in a workspace, as in this repository", async () => {
    expect(await serializedProvider()).toBe(FROZEN);
    expect(await serializedProvider(undefined, "ImageFamily")).toBe(FROZEN_FAMILY);
    expect(await serializedProvider(undefined, "ZecImage")).toBe(FROZEN_ZEC);
    expect(await serializedProvider(undefined, "ZecImageFamily")).toBe(FROZEN_ZEC_FAMILY);
  });

  test("from the tarball, with @pulumi/pulumi 3.248.0", async () => {
    expect(await serializedProvider(project.folder)).toBe(FROZEN);
  });

  const pulumi = "@pulumi/pulumi@3.248.0"; // the last one for Node.js 20
  const layouts: { tool: string; commands: string[][] }[] = [
    {
      tool: "pnpm@9",
      commands: [["pnpm", "add", "--prefer-offline", "--ignore-scripts", "TARBALL", pulumi]],
    },
    {
      tool: "yarn@1",
      commands: [
        ["yarn", "add", "TARBALL", pulumi],
        ["yarn", "add", "--dev", "typescript@6", "@types/node@20"],
      ],
    },
  ];

  test.each(layouts.filter(({ tool }) => isLong || tool === "pnpm@9"))(
    "in the layout of $tool",
    async ({ tool, commands }) => {
      const linked = new Project("linked");
      try {
        for (const command of commands) {
          const args = command.map((word) => (word === "TARBALL" ? tarball : word));
          await must("npm", ["exec", "--yes", `--package=${tool}`, "--", ...args], linked.folder);
        }
        expect(await serializedProvider(linked.folder)).toBe(FROZEN);
      } finally {
        linked.remove();
      }
    },
  );
});

const bytesIn = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
