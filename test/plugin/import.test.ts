import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { emulatedStack, succeeds, type EmulatedStack } from "../support/emulatedStack";
import { importImage } from "../support/importImage";
import { installPluginSdk } from "../support/pluginSdk";
import { pluginOfCheckout } from "../support/yamlProject";

// `pulumi import` prints a program; pasted as it is, it previews without a change. Python: see test/examples.

let setup: EmulatedStack;
let imageId: string;

async function open(runtime: string, typescript = false): Promise<void> {
  setup = await emulatedStack({ program: "", typescript });
  await setup.stack.setProject({ runtime, plugins: pluginOfCheckout });
  imageId = setup.emulator.addImage({ zoneId: "SIN-A", imageName: "old", imageDescription: "by hand" }).imageId;
}
afterEach(() => setup.cleanup());

test("YAML, by a bare id, for which every zone is asked once, and its own for its list", async () => {
  await open("yaml");
  const text = await importImage(setup.stack, imageId);
  const zones = setup.emulator.zones().map(() => "DescribeImages");
  expect(setup.takeCalls()).toEqual(["DescribeZones", ...zones, "DescribeImages"]);
  const project = `name: test\nruntime: yaml\nplugins: ${JSON.stringify(pluginOfCheckout)}\n`;
  writeFileSync(join(setup.stack.folder, "Pulumi.yaml"), project + text);
  await succeeds(setup.stack.preview("--expect-no-changes"));
});

test("TypeScript, by zone and id, for which only that zone is asked", async () => {
  await open("nodejs", true);
  await installPluginSdk(setup.stack.folder);
  await setup.stack.setProgram(await importImage(setup.stack, `SIN-A/${imageId}`));
  expect(setup.takeCalls()).toEqual(["DescribeImages", "DescribeImages"]);
  expect(await setup.stack.resource("web")).toMatchObject({ id: imageId });
  await succeeds(setup.stack.preview("--expect-no-changes"));
});

test("an id that is unknown, another account's, or of a public image: one sentence, and nothing in state", async () => {
  await open("yaml");
  setup.emulator.addAccount({ account: "other", token: "other-token" });
  const theirs = setup.emulator.addImage({ zoneId: "SIN-A", imageName: "theirs", account: "other" }).imageId;
  const sentence = async (id: string) => {
    const type = "zenlayer:index:CustomImage";
    const { code, output } = await setup.stack.pulumi("import", type, "web", id, "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(await setup.stack.resource("web")).toBeUndefined();
    return /CustomImage \(web\):\n\s+error: (.*)/.exec(output)?.[1];
  };
  const unknown = await sentence("img-none");
  expect(unknown).toMatch(/^There is no image img-none in any zone that this account can see\. Check .*\.$/);
  expect(await sentence(theirs)).toBe(unknown!.replace("img-none", theirs));
  expect(await sentence("SIN-A/img-EVhEsCuXhCN0urZ7Vt77oOr6K")).toMatch(/is one of Zenlayer's public images/);
});
