import { emulatedStack, program, succeeds, type EmulatedStack } from "../support/emulatedStack";

let place: EmulatedStack;
afterEach(() => place.cleanup());

const zec = (args: object, options = "{}") =>
  program(
    `const web = new zenlayer.ZecImage("web", ${JSON.stringify(args)}, ${options});`,
    "exports.imageId = web.imageId;",
    "exports.regions = web.regions;",
  );
const web = { instanceId: "zec-web", imageName: "web" };
const [HK, SG, FRA] = ["asia-east-1", "asia-southeast-1", "europe-central-1"];

const open = async (text: string, more = {}): Promise<EmulatedStack> =>
  (place = await emulatedStack({
    program: text,
    emulator: { createImageMs: 200, zec: { copyImageMs: 300, deleteImageMs: 100, deleteCopyMs: 100 } },
    ...more,
  }));
const writes = () => place.takeCalls().filter((action) => !action.startsWith("Describe"));
const images = () => place.emulator.zec.images();

test("a lifecycle: create with regions, no changes, rename and regions in place, refresh, destroy", async () => {
  const { stack } = await open(zec({ ...web, regions: [HK, SG], tags: { env: "prod" } }));
  await succeeds(stack.preview());
  expect(writes()).toEqual([]);
  await succeeds(stack.up());
  expect(writes()).toEqual(["CreateImage", "CopyImage", "ModifyImagesAttributes"]);
  expect(images()).toMatchObject([{ imageName: "web", regionIds: [HK, SG], tags: [{ key: "env", value: "prod" }] }]);
  await succeeds(stack.preview("--expect-no-changes"));
  expect(place.takeCalls()).toEqual([]);

  await stack.setProgram(zec({ ...web, imageName: "web.2", regions: [FRA, HK], tags: {} }));
  await succeeds(stack.up());
  expect(writes()).toEqual(["ModifyImagesAttributes", "ModifyResourceTags", "CopyImage", "DeleteImageCopy"]);
  expect(images()).toMatchObject([{ imageName: "web.2", regionIds: [HK, FRA], tags: [] }]);

  place.emulator.zec.renameImage(images()[0]!.imageId, "theirs");
  place.takeCalls();
  await succeeds(stack.refresh());
  expect(place.takeCalls()).toEqual(["DescribeCustomImages"]);
  await succeeds(stack.up());
  expect(images()).toMatchObject([{ imageName: "web.2" }]);

  await succeeds(stack.destroy());
  expect(images()).toEqual([]);
  expect(place.emulator.zec.history()).toHaveLength(1);
});

test("a set without the source region is rejected by the preview, for a new image and an existing one", async () => {
  const { stack } = await open(zec({ ...web, regions: [SG] }));
  const refused = await stack.preview();
  expect(refused.code).not.toBe(0);
  expect(refused.output).toContain("regions does not contain asia-east-1, the region of the source instance");
  await stack.setProgram(zec(web));
  await succeeds(stack.up());
  await stack.setProgram(zec({ ...web, regions: [SG] }));
  const change = await stack.preview();
  expect(change.code).not.toBe(0);
  expect(change.output).toContain('or "-asia-east-1" to remove it');
  await stack.setProgram(zec({ ...web, regions: [SG, `-${HK}`] }));
  await succeeds(stack.up());
  expect(images()).toMatchObject([{ regionIds: [SG] }]);
});

test("a failed region is a partial failure, and the next up continues with the same image", async () => {
  const { stack } = await open(zec({ ...web, regions: [HK, SG, FRA] }));
  place.emulator.faults.add({ action: "CopyImage", kind: "copyFails", regionId: SG });
  const failed = await stack.up();
  expect(failed.code).not.toBe(0);
  expect(failed.output).toMatch(/was not copied to asia-southeast-1: /);
  expect(images()).toMatchObject([{ imageName: "web", regionIds: [HK, FRA] }]);
  await succeeds(stack.up());
  expect(images()).toMatchObject([{ regionIds: [HK, FRA, SG] }]);
  expect(place.emulator.zec.history()).toHaveLength(1);
});
