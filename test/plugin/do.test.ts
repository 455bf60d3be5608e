import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import { root } from "../../tools/codegen/packageSpec";
import { run } from "../../tools/run";
import { blocksOf } from "../readme/blocks";
import { emulatedStack, succeeds, type EmulatedStack } from "../support/emulatedStack";

// `pulumi do` calls the plugin without a program. The commands are those of docs/languages.md.

const PROGRAM = "pulumi-resource-zenlayer";
const blocks = blocksOf("docs/languages.md").filter(({ text }) => text.startsWith("pulumi do "));
const [lookUps = [], changes = []] = blocks.map(({ text }) => text.trim().split("\n"));

let setup: EmulatedStack;
beforeEach(async () => {
  setup = await emulatedStack({
    program: "",
    emulator: { images: [{ zoneId: "SIN-A", imageName: "golden-2026-10", imageId: "img-legacy01" }] },
    env: { PULUMI_STACK: "dev" },
  });
  await setup.stack.setProject({ runtime: "yaml" });
  // As `pulumi plugin install` leaves it.
  const installed = join(setup.stack.env.PULUMI_HOME!, "plugins", `resource-zenlayer-v${version}`);
  mkdirSync(installed, { recursive: true });
  symlinkSync(join(root, "bin", PROGRAM), join(installed, PROGRAM));
});
afterEach(() => setup.cleanup());

/** Runs a printed command. */
function follow(line: string): Promise<string> {
  const approval = / (create|patch|delete) /.test(line) ? ["--yes"] : [];
  const [, ...words] = line.split(" ");
  const { stack } = setup;
  return succeeds(run("pulumi", [...words, ...approval], { cwd: stack.folder, env: stack.env }));
}

test("an account can be looked at", async () => {
  const [list, read, image, quota] = await Promise.all(lookUps.map(follow));
  expect(JSON.parse(list!)).toEqual([{ id: "SIN-A/img-legacy01", name: "golden-2026-10" }]);
  expect(read).toContain("golden-2026-10");
  expect(JSON.parse(image!)).toMatchObject({ imageId: "img-legacy01", zoneId: "SIN-A" });
  expect(JSON.parse(quota!)).toMatchObject({
    zones: expect.arrayContaining([{ zoneId: "SIN-A", count: 1, free: 4, maxCount: 5 }]) as unknown,
  });
});

test("an image is previewed, created, changed and deleted, and a program leaves it alone", async () => {
  const [preview, create, patch, remove] = changes as [string, string, string, string];
  const { stack, emulator } = setup;
  const ours = () => emulator.images().filter(({ instanceId }) => instanceId === "i-web");

  await follow(preview);
  expect(ours()).toEqual([]);
  await follow(create);
  const [{ imageId } = { imageId: "" }] = ours();
  expect(await stack.resource("web")).toMatchObject({ id: imageId });

  expect(await stack.up("--expect-no-changes")).toMatchObject({ code: 0 });
  await follow(patch);
  expect(ours()).toMatchObject([{ imageId, imageDescription: "approved" }]);
  await follow(remove);
  expect(ours()).toEqual([]);
});
