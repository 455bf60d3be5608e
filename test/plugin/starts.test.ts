import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { version } from "../../package.json";
import { root } from "../../tools/codegen/packageSpec";
import { buildArchives } from "../../tools/plugin/archives";
import { run, type Finished } from "../../tools/run";
import { emulatedStack, succeeds, type EmulatedStack } from "../support/emulatedStack";
import { FakeEngine } from "../support/fakeEngine";
import { PluginClient, wire } from "../support/pluginClient";
import { messages } from "../support/protocol";
import { yamlImage } from "../support/yamlProject";

// Every way in which Pulumi can find and start the plugin.

const executable = join(root, "bin", "pulumi-resource-zenlayer");
/** A program that does not say where the plugin is. */
const withoutPath = yamlImage({ instanceId: "i-web", imageName: "web" }, { plugins: undefined });

let setup: EmulatedStack;
beforeEach(async () => (setup = await emulatedStack({ program: "" })));
afterEach(() => setup.cleanup());

/** A command of the CLI that needs no stack. */
const cli = (...args: string[]): Promise<Finished> =>
  run("pulumi", args, { cwd: setup.stack.folder, env: setup.stack.env });

/** Creates an image and destroys it. */
async function lives(): Promise<string> {
  const output = await succeeds(setup.stack.up());
  expect(setup.emulator.images().map(({ imageName }) => imageName)).toEqual(["web"]);
  await succeeds(setup.stack.destroy());
  expect(setup.emulator.images()).toEqual([]);
  return output;
}

test("from a folder that the project names", async () => {
  await setup.stack.setProject(yamlImage({ instanceId: "i-web", imageName: "web" }));
  expect(await lives()).not.toContain("warning");
});

test("from PATH, also through a link as npm makes it", async () => {
  const bin = join(setup.stack.folder, "npm", "bin");
  mkdirSync(bin, { recursive: true });
  symlinkSync(executable, join(bin, "pulumi-resource-zenlayer"));
  setup.stack.env.PATH = [bin, setup.stack.env.PATH].join(delimiter);
  await setup.stack.setProject(withoutPath);
  await lives();
});

test("already running, named by PULUMI_DEBUG_PROVIDERS", async () => {
  const child = spawn(executable, { env: setup.stack.env });
  const [port] = (await once(createInterface(child.stdout), "line")) as [string];
  setup.stack.env.PULUMI_DEBUG_PROVIDERS = `zenlayer:${port}`;
  await setup.stack.setProject(withoutPath);
  await lives();
  await lives(); // it serves several commands
  child.kill();
  await once(child, "exit");
});

test("from an archive, which needs no other file of this repository, and returns its schema", async () => {
  const archives = await buildArchives(join(setup.stack.folder, "plugin"));
  const archive = archives.find((path) => path.endsWith("linux-amd64.tar.gz"))!;
  const { stdout: files } = await run("tar", ["tzf", archive]);
  expect(files.trim().split("\n")).toEqual(
    expect.arrayContaining(["pulumi-resource-zenlayer", "pulumi-resource-zenlayer.cmd", "LICENSE"]),
  );
  await succeeds(cli("plugin", "install", "resource", "zenlayer", version, "--file", archive));
  await setup.stack.setProject(withoutPath);
  await lives();
  const schemaOf = async (source: string) => JSON.parse((await cli("package", "get-schema", source)).stdout) as object;
  expect(await schemaOf(`zenlayer@${version}`)).toEqual(await schemaOf(join(root, "schema.json")));
});

test("the archives are the same for the same sources", async () => {
  const sums = await Promise.all(
    ["one", "two"].map(async (name) => {
      const folder = join(setup.stack.folder, name);
      await buildArchives(folder);
      return (await run("cat", ["SHA256SUMS"], { cwd: folder })).stdout;
    }),
  );
  expect(sums[0]).toMatch(/^([0-9a-f]{64} {2}pulumi-resource-zenlayer-v[0-9.]+-\w+-\w+\.tar\.gz\n){6}$/);
  expect(sums[1]).toBe(sums[0]);
});

test("the process ends when the engine that started it has ended", async () => {
  const engine = await FakeEngine.start();
  const plugin = await PluginClient.start([engine.address]);
  const { url, token } = setup.emulator;
  const configure = new messages.ConfigureRequest();
  configure.setArgs(wire({ endpoint: url, token }));
  await plugin.call("configure", configure);
  // Before each write it checks that its engine runs, if it has been reachable before.
  const create = new messages.CreateRequest();
  create.setUrn("urn:pulumi:dev::test::zenlayer:index:CustomImage::web");
  // Added by check: the owner of the image.
  create.setProperties(wire({ instanceId: "i-web", imageName: "web", __owner: "aaaabbbbcccc" }));
  await plugin.call("create", create);
  engine.stop();
  expect(await plugin.exited).toBe(1);
  await plugin.stop();
});

test("nothing but the port is printed", async () => {
  const child = spawn(executable);
  let printed = "";
  child.stdout.on("data", (text: Buffer) => (printed += text.toString()));
  await once(child.stdout, "data");
  child.kill();
  await once(child, "close");
  expect(printed).toMatch(/^\d+\n$/);
});
