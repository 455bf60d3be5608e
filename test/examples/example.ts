import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/codegen/packageSpec";
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
