import { checked, TestAccount, type TestContext } from "../../test/support/provider";
import { create, diff, read, remove, update, type ImageState } from ".";

// Outputs of an imported image hold nothing of its resource, so those of two resources with one image may be equal.

let account: TestAccount;
let id: string;
beforeEach(() => {
  account = new TestAccount();
  const { imageId } = account.emulator.addImage({ zoneId: "HKG-A", imageName: "golden" });
  id = `HKG-A/${imageId}`;
});

const as = (ctx: TestContext, resource: string): TestContext => ({ ...ctx, resource });
const names = () => account.emulator.images().map(({ imageName }) => imageName);

/** What the engine does for a resource in a run: an import if there is no state. */
async function up(ctx: TestContext, known?: ImageState): Promise<ImageState> {
  const found = known ? { outs: known, inputs: {} } : await account.run(read(ctx, id));
  if (found === undefined) throw new Error("there is no image");
  const declared = { instanceId: "i-web", imageName: "golden" };
  const inputs = await checked(ctx, declared, found.inputs, ctx.resource);
  const { properties } = diff(ctx, found.outs.imageId, found.outs, inputs);
  return Object.keys(properties).length > 0 ? account.run(update(ctx, found.outs, inputs)) : found.outs;
}

test("an image stays that is imported under another name when the resource that imported it is removed in the same run", async () => {
  const old = await up(as(account.process(), "old"));
  const ctx = account.process();
  expect(await up(as(ctx, "new"))).toEqual(old);
  await account.run(remove(ctx, old));
  expect(names()).toEqual(["golden"]);
  expect(ctx.warnings).toEqual([expect.stringContaining('because CustomImage "new" has it in state')]);
});

test("nor is it deleted with one of two resources that have imported it before, where the host says which one is deleted", async () => {
  const old = await up(as(account.process(), "old"));
  const other = await up(as(account.process(), "new"));
  const ctx = account.process();
  await up(as(ctx, "new"), other);
  await account.run(remove(as(ctx, "old"), old));
  expect(names()).toEqual(["golden"]);
});

test("the only resource that has imported it deletes it", async () => {
  const old = await up(as(account.process(), "old"));
  const ctx = account.process();
  await up(as(ctx, "old"), old);
  await account.run(remove(as(ctx, "old"), old));
  expect(names()).toEqual([]);
});

test("an imported image is deleted under its old name when its resource is renamed by alias and replaced in the same run", async () => {
  const old = await up(as(account.process(), "old"));
  const ctx = account.process();
  const renamed = { ...as(ctx, "new"), urn: "urn:new" };
  await up(renamed, old);
  ctx.process.takeovers.release("urn:other");
  await account.run(remove(as(ctx, "old"), old));
  expect(names()).toEqual(["golden"]);
  ctx.process.takeovers.release("urn:new");
  await account.run(remove(as(ctx, "old"), old));
  expect(names()).toEqual([]);
});

test("a created image is deleted under its old name when its resource is renamed by alias and replaced in the same run", async () => {
  const inputs = await checked(account.process(), { instanceId: "i-web", imageName: "made" }, undefined, "old");
  const made = await account.run(create(as(account.process(), "old"), inputs));
  const ctx = account.process();
  const renamed = await checked(ctx, { instanceId: "i-web", imageName: "made" }, inputs, "new");
  expect(diff(as(ctx, "new"), made.id, made.outs, renamed).properties).toEqual({});
  await account.run(remove(as(ctx, "old"), made.outs));
  expect(names()).toEqual(["golden"]);
  expect(ctx.warnings).toEqual([]);
});
