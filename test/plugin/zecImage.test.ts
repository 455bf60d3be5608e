import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { at } from "../reliability/support/moments";
import { messagesIn } from "../support/diagnostics";
import { emulatedStack, succeeds, type EmulatedStack } from "../support/emulatedStack";
import { pluginOfCheckout } from "../support/yamlProject";

const [HK, SG] = ["asia-east-1", "asia-southeast-1"] as const;

let setup: EmulatedStack;
afterEach(() => setup.cleanup());

const yaml = (properties: object) =>
  setup.stack.setProject({
    runtime: "yaml",
    plugins: pluginOfCheckout,
    resources: { web: { type: "zenlayer:ZecImage", properties } },
  });
const images = () => setup.emulator.zec.images().map(({ imageName, regionIds }) => [imageName, [...regionIds].sort()]);

test("a program in YAML creates an image, copies and renames it, and deletes it in all regions", async () => {
  setup = await emulatedStack({ program: "" });
  const { stack } = setup;
  await yaml({ instanceId: "zec-web", imageName: "web" });
  await succeeds(stack.up());
  await yaml({ instanceId: "zec-web", imageName: "web.2", regions: [HK, SG], tags: { env: "prod" } });
  await succeeds(stack.up());
  expect(images()).toEqual([["web.2", [HK, SG]]]);
  setup.takeCalls();
  await succeeds(stack.preview("--expect-no-changes"));
  await succeeds(stack.refresh("--expect-no-changes"));
  await succeeds(stack.destroy());
  expect({ images: images(), history: setup.emulator.zec.history() }).toEqual({
    images: [],
    history: [expect.anything()],
  });
});

test("Ctrl-C while the instance stops: a warning says why the run waits, and the instance is started again", async () => {
  setup = await emulatedStack({ program: "", emulator: { zec: { stopInstanceMs: 3_000 } } });
  const { stack, emulator } = setup;
  emulator.zec.setInstanceStatus("zec-web", "RUNNING");
  await yaml({ instanceId: "zec-web", imageName: "web", stopInstance: true });
  const up = stack.start("up", "--yes", "--skip-preview");
  at(emulator, { action: "StopInstances", nth: 1, phase: "after" }, () => up.interrupt());
  const { output } = await up.finished;
  expect(messagesIn(output, "warning")).toContainEqual(
    expect.stringMatching(/interrupted: waiting until instance zec-web .* has stopped, to start it again/),
  );
  expect(["STARTING", "BOOTING", "RUNNING"]).toContain(emulator.zec.instance("zec-web")?.status);
  expect(images()).toEqual([]);
});

test("an import needs only the id, and its program previews without a change", async () => {
  setup = await emulatedStack({ program: "" });
  const { stack, emulator } = setup;
  await stack.setProject({ runtime: "yaml", plugins: pluginOfCheckout });
  const { imageId } = emulator.zec.addImage({ sourceRegionId: HK, imageName: "theirs", regionIds: [HK, SG] });
  const file = join(stack.folder, "imported");
  const options = ["--yes", "--skip-preview", "--out", file];
  await succeeds(stack.pulumi("import", "zenlayer:index:ZecImage", "web", imageId, ...options));
  const project = `name: test\nruntime: yaml\nplugins: ${JSON.stringify(pluginOfCheckout)}\n`;
  writeFileSync(join(stack.folder, "Pulumi.yaml"), project + readFileSync(file, "utf8"));
  await succeeds(stack.preview("--expect-no-changes"));
  expect(images()).toEqual([["theirs", [HK, SG]]]);
});
