import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/codegen/packageSpec";
import { run } from "../../tools/run";
import { emulatedStack, succeeds, type EmulatedStack } from "../support/emulatedStack";

/** An example in a language that uses the plugin, copied into its own stack with its own emulator. */
export async function openExample(language: string): Promise<EmulatedStack> {
  const opened = await emulatedStack({ project: `zenlayer-image-${language}`, program: "" });
  const { folder } = opened.stack;
  const isSource = (path: string) => !/venv|__pycache__/.test(path);
  cpSync(join(root, "examples", language), folder, { recursive: true, filter: isSource });
  // The copy is in another folder than the example, whose relative paths lead to the checkout.
  for (const file of ["Pulumi.yaml", "requirements.txt", "go.mod"]) replaceWays(join(folder, file));
  return opened;
}

function replaceWays(path: string): void {
  try {
    writeFileSync(path, readFileSync(path, "utf8").replaceAll("../../", `${root}/`));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error; // not every language has every file
  }
}

/** Installs the example's packages, with the SDK built into a wheel, into a fresh virtual environment. Returns its folder. */
export async function preparePython({ stack }: EmulatedStack): Promise<string> {
  const venv = join(stack.folder, "venv");
  await succeeds(run("python3", ["-m", "venv", venv]));
  const options = ["--quiet", "--disable-pip-version-check", "-r", "requirements.txt"];
  await succeeds(run(join(venv, "bin", "pip"), ["install", ...options], { cwd: stack.folder }));
  return venv;
}

/** The isolated home of the stack has no caches, and its language host would fill them again: use the user's. */
export async function prepareGo({ stack }: EmulatedStack): Promise<void> {
  const { stdout } = await run("go", ["env", "-json", "GOMODCACHE", "GOCACHE"]);
  Object.assign(stack.env, JSON.parse(stdout));
}

/** A whole lifecycle: preview, create, another description, another instance, refresh, destroy. */
export async function live({ stack, emulator }: EmulatedStack): Promise<void> {
  const images = () => emulator.images().map(({ instanceId, imageDescription }) => [instanceId, imageDescription]);
  const set = (key: string, value: string) => succeeds(stack.pulumi("config", "set", key, value));

  await set("instanceId", "i-web");
  await set("imageDescription", "first");
  expect(await succeeds(stack.preview())).toMatch(/CustomImage web create/);
  expect(images()).toEqual([]);
  await succeeds(stack.up());
  expect(images()).toEqual([["i-web", "first"]]);
  const [image] = emulator.images();
  expect(await stack.outputs()).toEqual({ imageId: image!.imageId, imageName: image!.imageName, freeSlotsBefore: 5 });

  await set("imageDescription", "second");
  expect(await succeeds(stack.up())).toMatch(/1 updated/);
  expect(images()).toEqual([["i-web", "second"]]);
  await set("instanceId", "i-worker");
  expect(await succeeds(stack.up())).toMatch(/1 replaced/);
  expect(images()).toEqual([["i-worker", "second"]]);
  expect(await succeeds(stack.refresh("--expect-no-changes"))).toMatch(/2 unchanged/);
  await succeeds(stack.destroy());
  expect(images()).toEqual([]);
}
