import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
