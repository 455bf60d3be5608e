import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { emulatedStack, program, succeeds, type EmulatedStack } from "../support/emulatedStack";
import { pluginOfCheckout } from "../support/yamlProject";

let setup: EmulatedStack;
afterEach(() => setup.cleanup());

const yaml = (properties: object) =>
  setup.stack.setProject({
    runtime: "yaml",
    plugins: pluginOfCheckout,
    resources: { web: { type: "zenlayer:ImageFamily", properties } },
  });
const names = () =>
  setup.emulator
    .images()
    .map(({ imageName }) => imageName)
    .sort();

test("an import adopts the images of the family's name, and its program previews without a change", async () => {
  setup = await emulatedStack({ program: "" });
  const { stack, emulator } = setup;
  await stack.setProject({ runtime: "yaml", plugins: pluginOfCheckout });
  for (const imageName of ["web-9", "web-10", "web-8", "web-7", "webshop-1", "other"]) {
    emulator.addImage({ zoneId: "HKG-A", imageName });
  }
  emulator.setQuota(undefined, 10);
  const file = join(stack.folder, "imported");
  const options = ["--yes", "--skip-preview", "--out", file];
  await succeeds(stack.pulumi("import", "zenlayer:index:ImageFamily", "web", "HKG-A/web", ...options));
  const text = readFileSync(file, "utf8");
  expect(text).toMatch(/version: ["']?10/);
  expect(text).toContain("keep: 4"); // so that the next version does not prune any of them
  const project = `name: test\nruntime: yaml\nplugins: ${JSON.stringify(pluginOfCheckout)}\n`;
  writeFileSync(join(stack.folder, "Pulumi.yaml"), project + text);
  await succeeds(stack.preview("--expect-no-changes"));

  await yaml({ instanceId: "i-web", version: "11", keep: 2 });
  await succeeds(stack.up("--refresh=false"));
  expect(names()).toEqual(["other", "web-10", "web-11", "webshop-1"]);
});

test("an import that names no family says so", async () => {
  setup = await emulatedStack({ program: "" });
  await setup.stack.setProject({ runtime: "yaml", plugins: pluginOfCheckout });
  const sentence = async (id: string) => {
    const args = ["import", "zenlayer:index:ImageFamily", "web", id, "--yes", "--skip-preview"];
    const { code, output } = await setup.stack.pulumi(...args);
    expect(code).not.toBe(0);
    return /error: (.*)/.exec(output.slice(output.indexOf("ImageFamily (web):")))?.[1];
  };
  expect(await sentence("web")).toContain('"web" does not name a zone');
  expect(await sentence("HKG-A/web")).toContain('has no usable custom image that is named "web-<label>"');
});

test("a family of the npm package moves to the plugin, and continues there", async () => {
  const inputs = { instanceId: "i-web", version: "1", keep: 2 };
  const declare = (version: string) =>
    program(`new zenlayer.ImageFamily("web", ${JSON.stringify({ ...inputs, version })});`);
  setup = await emulatedStack({ program: declare("1") });
  const { stack } = setup;
  await succeeds(stack.up());
  await stack.setProgram(declare("2"));
  await succeeds(stack.up());

  await yaml({ ...inputs, version: "2" });
  await succeeds(stack.preview("--expect-no-changes"));
  await yaml({ ...inputs, version: "3" });
  await succeeds(stack.up());
  expect(names()).toEqual(["web-2", "web-3"]);
  await yaml({ ...inputs, version: "2" });
  setup.takeCalls();
  await succeeds(stack.up());
  expect(setup.takeCalls()).toEqual([]);
  await succeeds(stack.destroy());
  expect(names()).toEqual([]);
});
