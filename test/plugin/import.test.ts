import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isLong } from "../reliability/support/long";
import { messagesIn } from "../support/diagnostics";
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

test("YAML, by a bare id: every zone is searched once, and the image's own is listed", async () => {
  await open("yaml");
  const text = await importImage(setup.stack, imageId);
  const zones = setup.emulator.zones().map(() => "DescribeImages");
  expect(setup.takeCalls()).toEqual(["DescribeZones", ...zones, "DescribeImages"]);
  const project = `name: test\nruntime: yaml\nplugins: ${JSON.stringify(pluginOfCheckout)}\n`;
  writeFileSync(join(setup.stack.folder, "Pulumi.yaml"), project + text);
  await succeeds(setup.stack.preview("--expect-no-changes"));
});

test("TypeScript, by zone and id: only that zone is searched", async () => {
  await open("nodejs", true);
  await installPluginSdk(setup.stack.folder);
  await setup.stack.setProgram(await importImage(setup.stack, `SIN-A/${imageId}`));
  expect(setup.takeCalls()).toEqual(["DescribeImages", "DescribeImages"]);
  expect(await setup.stack.resource("web")).toMatchObject({ id: imageId });
  await succeeds(setup.stack.preview("--expect-no-changes"));
});

test("an unknown id, another account's, or of a public image: one sentence, and nothing in the state", async () => {
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
  expect(await sentence("SIN-A/img-EVhEsCuXhCN0urZ7Vt77oOr6K")).toMatch(
    /is a public image, and only custom images can be managed/,
  );
});

describe("an image of ours that another resource imports in the same run", () => {
  let old: string;
  const declare = (resources: object) =>
    setup.stack.setProject({ runtime: "yaml", plugins: pluginOfCheckout, resources });
  const type = "zenlayer:CustomImage";
  const importing = (properties: object) => ({ next: { type, properties, options: { import: old } } });
  const other = { other: { type: "pulumi:providers:zenlayer", properties: { requestTimeoutSeconds: 30 } } };
  const images = () => setup.emulator.images().map(({ imageId: existing }) => existing);

  async function beginWithOld(options: object): Promise<void> {
    await open("yaml");
    setup.emulator.removeImage(imageId);
    const properties = { instanceId: "i-worker", imageName: "golden" };
    await declare({ ...other, old: { type, properties, options } });
    await succeeds(setup.stack.up());
    old = (await setup.stack.resource("old"))!.id!;
  }

  const sameProvider = { title: "the same provider, exactly as it is", options: {}, change: {} };
  const otherProvider = {
    title: "another provider, and is changed",
    options: { provider: "${other}" },
    change: { imageDescription: "ours" },
  };
  const unchanged = { ...otherProvider, title: "another provider, exactly as it is", change: {} };
  test.each([sameProvider, otherProvider, ...(isLong ? [unchanged] : [])])(
    "is released by the resource of $title",
    async ({ options, change }) => {
      await beginWithOld(options);
      await declare({ ...other, ...importing({ imageName: "golden", ...change }) });
      const warnings = messagesIn(await succeeds(setup.stack.up()), "warning");
      expect(warnings).toEqual([
        expect.stringMatching(`^Image ${old} is not deleted, because CustomImage "next" has it in state`),
      ]);
      expect({
        images: images(),
        old: await setup.stack.resource("old"),
        next: (await setup.stack.resource("next"))?.id,
      }).toEqual({ images: [old], old: undefined, next: old });
      await succeeds(setup.stack.preview("--expect-no-changes"));
    },
  );

  test("is released in the run after the one in which the import failed", async () => {
    await beginWithOld({ provider: "${other}" });
    await declare({ ...other, ...importing({ imageName: "silver" }) });
    const { code, output } = await setup.stack.up("--continue-on-error");
    expect(code).not.toBe(0);
    // The engine ends the run, but keeps the import: from now on both have the image in state.
    expect(messagesIn(output, "error")).toEqual([
      expect.stringMatching(/^previously-imported resources .* replaced; /),
    ]);
    const inState = async () => [(await setup.stack.resource("old"))?.id, (await setup.stack.resource("next"))?.id];
    expect({ images: images(), inState: await inState() }).toEqual({ images: [old], inState: [old, old] });
    await declare({ ...other, ...importing({ imageName: "golden" }) });
    const warnings = messagesIn(await succeeds(setup.stack.up()), "warning");
    expect(warnings).toEqual([
      expect.stringMatching(`^Image ${old} is not deleted, because CustomImage "next" has it`),
    ]);
    expect({ images: images(), inState: await inState() }).toEqual({ images: [old], inState: [undefined, old] });
  });

  test("and an image that another resource only reads stays in the state, until no resource reads it", async () => {
    await beginWithOld({ provider: "${other}" });
    await declare({ ...other, reader: { type, get: { id: old } } });
    const { code, output } = await setup.stack.up();
    expect(code).not.toBe(0);
    expect(messagesIn(output, "error")).toEqual([
      expect.stringMatching(/stays in state: CustomImage "reader" reads it \(get\)\. /),
    ]);
    expect({ images: images(), id: (await setup.stack.resource("old"))?.id }).toEqual({ images: [old], id: old });
    await declare(other);
    await succeeds(setup.stack.up());
    expect(images()).toEqual([]);
  });
});

test("an imported image is deleted when its resource is renamed by alias and replaced in one run", async () => {
  await open("yaml");
  const type = "zenlayer:CustomImage";
  const declare = (resources: object) =>
    setup.stack.setProject({ runtime: "yaml", plugins: pluginOfCheckout, resources });
  const properties = { instanceId: "i-worker", imageName: "old", imageDescription: "by hand" };
  await declare({ before: { type, properties, options: { import: imageId } } });
  await succeeds(setup.stack.up());
  const options = { aliases: [{ name: "before" }], replaceOnChanges: ["imageDescription"] };
  await declare({ after: { type, properties: { ...properties, imageDescription: "ours" }, options } });
  const output = await succeeds(setup.stack.up());
  expect(output).not.toContain("is not deleted");
  const { id } = (await setup.stack.resource("after"))!;
  expect(setup.emulator.images().map((image) => image.imageId)).toEqual([id]);
  expect(id).not.toBe(imageId);
});
