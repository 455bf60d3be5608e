import { existsSync } from "node:fs";
import { join } from "node:path";
import { createEmulator, type Emulator } from "../../emulator";
import { blocksOf } from "../readme/blocks";
import { must, pack, Project } from "./project";

// Every setup of docs/projects.md, as printed there: one workspace with the installed package, a folder for each setup.

const PAGE = "docs/projects.md";
const TS = `import { CustomImage } from "pulumi-zenlayer";
export const imageId = new CustomImage("web", { instanceId: "i-web" }).id;
`;
const CJS = `const { CustomImage } = require("pulumi-zenlayer");
exports.imageId = new CustomImage("web", { instanceId: "i-web" }).id;
`;

/** Programs by the folder that the page's blocks are for. */
const SETUPS: Record<string, { file: string; program: string; build?: string }> = {
  "typescript-esm": { file: "index.ts", program: TS },
  javascript: { file: "index.js", program: CJS },
  "javascript-esm": { file: "index.js", program: TS },
  bundle: { file: "index.ts", program: TS, build: "build" },
};

let workspace: Project;
let emulator: Emulator;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  workspace = new Project("workspace");
  workspace.write("package.json", JSON.stringify({ name: "workspace", private: true, workspaces: ["packages/*"] }));
  const tarball = await pack(workspace.folder);
  await workspace.install(
    [tarball, "@pulumi/pulumi@3.248.0", "typescript@6", "@types/node@20", "tsx@4", "esbuild@0.28"],
    undefined,
    "--prefer-offline",
  );
  emulator = createEmulator();
  await emulator.start();
  env = {
    ZENLAYER_ENDPOINT: emulator.url,
    ZENLAYER_ACCESS_KEY_ID: emulator.accessKeyId,
    ZENLAYER_ACCESS_KEY_SECRET: emulator.accessKeyPassword,
  };
});
afterAll(async () => {
  await emulator?.stop();
  workspace?.remove();
});

/** Writes the files of the page's section into a folder of the workspace. */
function writeSetup(name: string): void {
  const { file, program } = SETUPS[name]!;
  workspace.write(`packages/${name}/${file}`, program);
  for (const { remark, text } of blocksOf(PAGE)) {
    const [, path] = /^setup: (.+)$/.exec(remark ?? "") ?? [];
    if (path?.startsWith(`${name}/`)) workspace.write(`packages/${path}`, text);
  }
}

async function up(name: string) {
  const folder = `packages/${name}`;
  await workspace.pulumi(["-C", folder, "stack", "init", name], env);
  return workspace.pulumi(["-C", folder, "up", "--stack", name, "--yes", "--skip-preview"], env);
}

test("the page has a section for each setup, and no others", () => {
  const files = blocksOf(PAGE).flatMap(({ remark }) => /^setup: ([^/]+)\//.exec(remark ?? "")?.[1] ?? []);
  expect([...new Set(files)].sort()).toEqual(Object.keys(SETUPS).sort());
});

test.each(Object.keys(SETUPS))("%s: `pulumi up` creates the image", async (name) => {
  writeSetup(name);
  const { build } = SETUPS[name]!;
  if (build) await must("npm", ["run", "--silent", build], join(workspace.folder, "packages", name));
  const before = emulator.history().length;
  const { code, output } = await up(name);
  expect({ code, output }).toMatchObject({ code: 0 });
  expect(emulator.history().slice(before)).toMatchObject([{ instanceId: "i-web", imageStatus: "AVAILABLE" }]);
});

test("a bundle with the package in it fails in one sentence, before anything is created", async () => {
  writeSetup("bundle");
  const bundle = join(workspace.folder, "packages", "bundle", "dist", "index.js");
  await must(
    "npx",
    [
      "esbuild",
      "packages/bundle/index.ts",
      "--bundle",
      "--platform=node",
      "--external:@pulumi/pulumi",
      `--outfile=${bundle}`,
    ],
    workspace.folder,
  );
  expect(existsSync(bundle)).toBe(true);
  const before = emulator.history().length;
  const { code, output } = await up("bundle");
  expect(code).not.toBe(0);
  expect(output).toContain("pulumi-zenlayer is part of a bundle");
  expect(output).not.toContain("Error serializing");
  expect(emulator.history()).toHaveLength(before);
});
