import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/codegen/packageSpec";
import { run } from "../../tools/run";
import { hasGo } from "../../tools/codegen/sdks";
import { blocksOf } from "../readme/blocks";
import { live, openExample, prepareGo, preparePython } from "./example";
import { succeeds, type EmulatedStack } from "../support/emulatedStack";
import { importImage } from "../support/importImage";

// The whole lifecycle of every example, unchanged, with the real engine.

let opened: EmulatedStack;
afterEach(() => opened?.cleanup());

test("YAML", async () => {
  opened = await openExample("yaml");
  await live(opened);
});

test("Python, with the SDK built into a wheel and installed into a fresh virtual environment", async () => {
  opened = await openExample("python");
  const venv = await preparePython(opened);
  const { stdout } = await run(join(venv, "bin", "pip"), ["show", "--files", "pulumi-zenlayer"]);
  expect(stdout).toMatch(/Name: pulumi[-_]zenlayer\nVersion: 0\.1\.0/);
  expect(stdout).toMatch(/pulumi_zenlayer\/pulumi-plugin\.json/);
  await live(opened);
  await importsUnchanged(opened);
});

/** `pulumi import` prints a program that previews without a change. */
async function importsUnchanged({ stack, emulator }: EmulatedStack): Promise<void> {
  const { imageId } = emulator.addImage({ zoneId: "SIN-A", imageName: "old", imageDescription: "by hand" });
  writeFileSync(join(stack.folder, "__main__.py"), await importImage(stack, imageId));
  await succeeds(stack.preview("--expect-no-changes"));
}

(hasGo() ? test : test.skip)("Go", async () => {
  opened = await openExample("go");
  await prepareGo(opened);
  await live(opened);
});

(hasGo() ? test : test.skip)("every Go program of docs/examples compiles", async () => {
  opened = await openExample("go");
  await prepareGo(opened);
  const { folder, env } = opened.stack;
  for (const page of readdirSync(join(root, "docs", "examples"))) {
    const { text } = blocksOf(`docs/examples/${page}`).find(({ language }) => language === "go")!;
    const own = join(folder, page.replace(".md", "").toLowerCase());
    mkdirSync(own);
    writeFileSync(join(own, "main.go"), text);
  }
  await succeeds(run("go", ["vet", "./..."], { cwd: folder, env }));
});
