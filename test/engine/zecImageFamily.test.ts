import { emulatedStack, program, succeeds, type EmulatedStack } from "../support/emulatedStack";

let place: EmulatedStack;
afterEach(() => place.cleanup());

const [HK, SG] = ["asia-east-1", "asia-southeast-1"];
const family = (args: object) =>
  program(
    `const web = new zenlayer.ZecImageFamily("web", ${JSON.stringify({ instanceId: "zec-web", keep: 2, ...args })});`,
    "exports.imageId = web.imageId;",
    "exports.current = web.currentVersion;",
    "exports.regions = web.regions;",
  );
const open = async (args: object): Promise<EmulatedStack> =>
  (place = await emulatedStack({
    program: family(args),
    emulator: { createImageMs: 200, zec: { copyImageMs: 200, deleteImageMs: 100, deleteCopyMs: 100 } },
  }));
const writes = () => place.takeCalls().filter((action) => !action.startsWith("Describe"));
const names = () => place.emulator.zec.images().map(({ imageName }) => imageName);

test("a lifecycle: versions in two regions, no changes, pruning, a rollback, a region less, destroy", async () => {
  const { stack } = await open({ version: "1", regions: [HK, SG] });
  const preview = await stack.preview();
  expect(preview.output).toContain("creates web-1 from instance zec-web");
  expect(writes()).toEqual([]);
  await succeeds(stack.up());
  expect(writes()).toEqual(["CreateImage", "CopyImage", "ModifyImagesAttributes"]);
  await succeeds(stack.preview("--expect-no-changes"));
  expect(place.takeCalls()).toEqual([]);

  for (const version of ["2", "3"]) {
    await stack.setProgram(family({ version, regions: [HK, SG] }));
    await succeeds(stack.up());
  }
  expect(names()).toEqual(["web-2", "web-3"]);
  place.takeCalls();

  await stack.setProgram(family({ version: "2", regions: [HK, SG] }));
  await succeeds(stack.up());
  expect(place.takeCalls()).toEqual([]);
  const [second] = place.emulator.zec.images();
  expect(await stack.outputs()).toEqual({ imageId: second?.imageId, current: "2", regions: [HK, SG] });

  await stack.setProgram(family({ version: "2", regions: [HK] }));
  await succeeds(stack.up());
  expect(writes()).toEqual(["DeleteImageCopy", "DeleteImageCopy"]);
  await succeeds(stack.refresh("--expect-no-changes"));

  await succeeds(stack.destroy());
  expect(names()).toEqual([]);
  expect(place.emulator.zec.history()).toHaveLength(3);
});

test("a failed copy is a partial failure: the current version stays, and the next up continues", async () => {
  const { stack } = await open({ version: "1", regions: [HK, SG] });
  await succeeds(stack.up());
  place.emulator.faults.add({ action: "CopyImage", kind: "copyFails", regionId: SG });
  await stack.setProgram(family({ version: "2", keep: 1, regions: [HK, SG] }));
  const failed = await stack.up();
  expect(failed.code).not.toBe(0);
  expect(failed.output).toContain("was not copied to asia-southeast-1: ");
  expect(names()).toEqual(["web-1", "web-2"]);
  await succeeds(stack.up());
  expect(names()).toEqual(["web-2"]);
  expect((await stack.outputs()).current).toBe("2");
});
