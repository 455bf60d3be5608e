import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../tools/run";
import { hasGo } from "../../tools/codegen/sdks";
import { live, openExample } from "./example";
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
  const { folder } = opened.stack;
  const venv = join(folder, "venv");
  await succeeds(run("python3", ["-m", "venv", venv]));
  const options = ["--quiet", "--disable-pip-version-check", "-r", "requirements.txt"];
  await succeeds(run(join(venv, "bin", "pip"), ["install", ...options], { cwd: folder }));
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
  // The isolated home of the stack has no caches, and its language host would fill them again.
  const { stdout } = await run("go", ["env", "-json", "GOMODCACHE", "GOCACHE"]);
  Object.assign(opened.stack.env, JSON.parse(stdout));
  await live(opened);
});
