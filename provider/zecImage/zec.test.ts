import { TestAccount, LOGICAL_NAME, type TestContext } from "../../test/support/provider";
import { PartialFailure } from "../customImage/partialFailure";
import type { ProgramInputs } from "../customImage/check";
import { UNKNOWN } from "../customImage/unknown";
import { check, create, diff, previewUpdate, read, remove, update, type ZecInputs, type ZecState } from ".";

const account = () =>
  new TestAccount({
    createImageMs: 60_000,
    zec: { copyImageMs: 60_000, deleteCopyMs: 5_000, deleteImageMs: 5_000 },
  });
let cloud: TestAccount;
let ctx: TestContext;
beforeEach(() => {
  cloud = account();
  ctx = cloud.process();
});

async function checked(news: ProgramInputs, olds?: ZecInputs, name = LOGICAL_NAME.name): Promise<ZecInputs> {
  const { inputs, failures } = await check(ctx, olds, { __logicalName: { ...LOGICAL_NAME, name }, ...news });
  if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join(" "));
  return inputs;
}

const web = { instanceId: "zec-web", imageName: "web" };
const HK = "asia-east-1";
const SG = "asia-southeast-1";
const FRA = "europe-central-1";

const createChecked = async (news: ProgramInputs) => create(ctx, await checked(news));
const change = async (olds: ZecState, news: ProgramInputs) => update(ctx, olds, await checked(news));
const images = () => cloud.emulator.zec.images();

test("create, read, rename in place, delete", async () => {
  const { id, outs } = await cloud.run(createChecked(web));
  expect(outs).toMatchObject({ imageId: id, imageName: "web", imageStatus: "AVAILABLE", regions: [HK], tags: {} });
  expect(outs).toMatchObject({ zoneId: "asia-east-1a", minDiskSize: 40, imageSize: 40, resourceGroupId: "rg-default" });
  expect(outs.__record).toEqual(expect.objectContaining({ sourceRegion: HK, wasAvailable: true }));
  expect(images()).toMatchObject([{ imageId: id, imageName: "web" }]);
  const again = await cloud.run(read(ctx, id, outs));
  expect(again?.outs).toEqual(outs);
  const renamed = { ...web, imageName: "web.2" };
  expect(diff(ctx, id, outs, await checked(renamed)).properties).toEqual({ imageName: "update" });
  const updated = await cloud.run(change(outs, renamed));
  expect(updated.imageName).toBe("web.2");
  expect(images()).toMatchObject([{ imageId: id, imageName: "web.2" }]);
  await cloud.run(remove(ctx, updated));
  expect(images()).toEqual([]);
  expect(cloud.emulator.zec.history()).toHaveLength(1);
});

test.each([
  ["a", 'imageName "a" has 1 character; the minimum is 2. Lengthen it.'],
  ["", "imageName is empty. Set a value, or omit it."],
  [
    "-web",
    'imageName "-web" is not a valid name: use letters, digits, "-", "_" and ".", beginning and ending with a letter or digit.',
  ],
])("the name %j is rejected with what is wrong with it", async (imageName, reason) => {
  const { failures } = await check(ctx, undefined, { __logicalName: LOGICAL_NAME, ...web, imageName });
  expect(failures).toEqual([{ property: "imageName", reason }]);
});

test.each([
  [{ regions: "asia-east-1" }, 'regions must be a list, but is a string: "asia-east-1". Give it as a list.'],
  [{ tags: ["a"] }, 'tags must be a map, but is a list: ["a"]. Give it as a map.'],
  [{ tags: { a: 1 } }, "tags.a must be a string, but is a number: 1. Give it as a string."],
])("%j is rejected with the kind of value that is wanted", async (inputs, reason) => {
  const { failures } = await check(ctx, undefined, { __logicalName: LOGICAL_NAME, ...web, ...inputs } as ProgramInputs);
  expect(failures.map((failure) => failure.reason)).toEqual([reason]);
});

test("what the service refuses is said in the preview's words; the preview names the resource by its type", async () => {
  cloud.emulator.zec.setInstanceStatus("zec-web", "RUNNING");
  await expect(cloud.run(createChecked(web))).rejects.toThrow(
    /^Cannot create the image: instance zec-web .* is RUNNING, and images can be created only from stopped instances\./,
  );
  await cloud.run(checked({ ...web, __preview: true } as ProgramInputs));
  expect(ctx.warnings).toEqual([expect.stringMatching(/^ZecImage "[^"]+": instance zec-web .* is RUNNING/)]);
  cloud.emulator.zec.setInstanceStatus("zec-web", "STOPPED");
  cloud.emulator.zec.setQuota(0);
  await expect(cloud.run(createChecked(web))).rejects.toThrow(/the account has reached its quota of custom images/);
});

test("an instance that changes its state at that moment is waited for, and the progress says so", async () => {
  const { emulator, clock } = cloud;
  let creates = 0;
  emulator.onCall = ({ action, phase }) => {
    if (action !== "CreateImage" || phase !== "before" || ++creates > 1) return;
    emulator.zec.setInstanceStatus("zec-web", "RESIZING");
    emulator.zec.instance("zec-web")!.next = { status: "STOPPED", at: clock.now() + 30_000 };
  };
  await cloud.run(createChecked(web));
  expect(images()).toMatchObject([{ imageName: "web" }]);
  expect(ctx.progress).toContain(
    "instance zec-web is being imaged or changing its state; this image is created after that",
  );
});

test("regions, tags and group are set before the image gets its real name", async () => {
  const news = { ...web, regions: [HK, SG, FRA], tags: { env: "prod" }, resourceGroupId: "rg-team" };
  const { outs } = await cloud.run(createChecked(news));
  expect(outs).toMatchObject({ regions: [HK, SG, FRA], tags: { env: "prod" }, resourceGroupId: "rg-team" });
  const calls = cloud.calls().filter((action) => !action.startsWith("Describe"));
  expect(calls).toEqual(["CreateImage", "CopyImage", "ModifyImagesAttributes"]);
  expect(ctx.progress.join("\n")).toMatch(
    /copying image ".*" \(image-.*\): asia-southeast-1 transferring \d+\.\d %, europe-central-1 queued/,
  );
  expect(diff(ctx, outs.imageId, outs, await checked(news)).properties).toEqual({});
  expect(cloud.calls()).toEqual([]);
});

test("a region that fails is named with the service's error; the others are done, and the next update continues", async () => {
  cloud.emulator.faults.add({ action: "CopyImage", kind: "copyFails", regionId: SG });
  const news = { ...web, regions: [HK, SG, FRA] };
  const failure = await cloud.failure(createChecked(news));
  if (!(failure instanceof PartialFailure)) throw failure;
  expect(failure.reasons).toEqual([expect.stringMatching(/was not copied to asia-southeast-1: /)]);
  const olds = failure.properties as unknown as ZecState;
  expect(olds).toMatchObject({ imageName: "web", regions: [HK, FRA] });
  expect(images()).toMatchObject([{ imageName: "web", regionIds: [HK, FRA] }]);
  const outs = await cloud.run(change(olds, news));
  expect(outs.regions).toEqual([HK, SG, FRA]);
});

test("regions are added first, then removed; the source only if that is meant", async () => {
  const { outs } = await cloud.run(createChecked({ ...web, regions: [HK, SG] }));
  const accident = await cloud.failure(change(outs, { ...web, regions: [FRA] }));
  expect(accident.message).toMatch(/^regions does not contain asia-east-1, .* or "-asia-east-1" to remove it\.$/);
  expect(images()).toMatchObject([{ regionIds: [HK, SG] }]);
  cloud.calls();
  const moved = await cloud.run(change(outs, { ...web, regions: [FRA, `-${HK}`] }));
  expect(moved.regions).toEqual([FRA]);
  expect(cloud.calls().filter((action) => !action.startsWith("Describe"))).toEqual(["CopyImage", "DeleteImageCopy"]);
  await cloud.run(remove(ctx, moved));
  expect(images()).toEqual([]);
});

test("a copy that an interrupted run has begun, to a region that the program takes back, is awaited and removed", async () => {
  const first = await checked({ ...web, regions: [HK] });
  const { outs } = await cloud.run(create(ctx, first));
  cloud.emulator.onCall = ({ action, phase }) => {
    if (action === "CopyImage" && phase === "after") ctx.cancel();
  };
  await cloud.failure(change(outs, { ...web, regions: [HK, SG] }));
  cloud.emulator.onCall = undefined;
  ctx = cloud.process();
  const seen = (await cloud.run(read(ctx, outs.imageId, outs)))!.outs;
  expect(seen).toMatchObject({ imageStatus: "SYNCING", regions: [HK] });
  expect(diff(ctx, outs.imageId, seen, first).properties).toEqual({ regions: "update" });
  expect(previewUpdate(seen, first)).toMatchObject({ imageStatus: UNKNOWN, regions: [HK] });
  expect(diff(ctx, outs.imageId, seen, await checked(web)).properties).toEqual({});
  const updated = await cloud.run(change(seen, { ...web, regions: [HK] }));
  expect(updated).toMatchObject({ imageStatus: "AVAILABLE", regions: [HK] });
  expect(images()).toMatchObject([{ regionIds: [HK] }]);
});

test("a borrowed image that is being copied is no difference: its copies are its owner's", async () => {
  const { imageId } = cloud.emulator.zec.addImage({ imageName: "theirs", sourceRegionId: HK });
  const news = { adoptImageId: imageId, regions: [HK] };
  const { outs } = await cloud.run(createChecked(news));
  const copied: ZecState = { ...outs, imageStatus: "SYNCING" };
  expect(diff(ctx, imageId, copied, await checked(news)).properties).toEqual({});
});

test("an image that stays SYNCING is waited for until the timeout, and that is said before and afterwards", async () => {
  const declared = { ...web, regions: [HK], __timeouts: { create: 90 } };
  const { outs } = await cloud.run(createChecked(declared));
  cloud.emulator.zec.setImageStatus(outs.imageId, "SYNCING");
  ctx = cloud.process();
  const seen = (await cloud.run(read(ctx, outs.imageId, outs)))!.outs;
  const error = await cloud.failure(change(seen, { ...declared, __timeouts: { create: 90, update: 90 } }));
  expect((error as PartialFailure).reasons).toEqual([
    expect.stringMatching(/not as declared yet: The image is still SYNCING, and the timeout has expired; increase/),
  ]);
  expect(ctx.progress).toEqual([expect.stringMatching(/^copying image "web" \(image-\S+\) \(timeout 00:/)]);
});

test("an image that stays SYNCING is not deleted, and the error says what it is", async () => {
  const { outs } = await cloud.run(createChecked(web));
  cloud.emulator.zec.setImageStatus(outs.imageId, "SYNCING");
  const { message } = await cloud.failure(remove(ctx, outs));
  expect(message).toMatch(/ is still SYNCING and cannot be deleted until that has ended\. It stays in state/);
  expect(ctx.progress.at(-1)).toMatch(/ is still SYNCING; it is deleted after that/);
  expect(images()).toHaveLength(1);
});

test("tags of others stay while tags are not declared, and are removed where they are", async () => {
  const { outs } = await cloud.run(createChecked({ ...web, tags: { env: "prod" } }));
  cloud.emulator.zec.setLabels(outs.imageId, { tags: [{ key: "theirs", value: "x" }] });
  await cloud.clock.advance(10_000);
  const seen = (await cloud.run(read(ctx, outs.imageId, outs)))!;
  expect(seen.outs.tags).toEqual({ theirs: "x" });
  expect(seen.inputs.tags).toEqual({ theirs: "x" });
  expect(diff(ctx, outs.imageId, seen.outs, await checked(web)).properties).toEqual({});
  const declared = { ...web, tags: { env: "prod" } };
  expect(diff(ctx, outs.imageId, seen.outs, await checked(declared)).properties).toEqual({ tags: "update" });
  const repaired = await cloud.run(change(seen.outs, declared));
  expect(repaired.tags).toEqual({ env: "prod" });
  expect(images()[0]?.tags).toEqual([{ key: "env", value: "prod" }]);
});

test("an image whose labels or regions are other than declared is not adopted, and its owner keeps it", async () => {
  const { id, outs } = await cloud.run(createChecked({ ...web, tags: { env: "prod" } }));
  for (const other of [{ tags: { env: "test" } }, { regions: [HK, SG] }, { resourceGroupId: "rg-team" }]) {
    const work = createChecked({ adoptImageId: id, ...other });
    expect((await cloud.failure(work)).message).toContain(`declares different ${Object.keys(other)[0]}.`);
    expect((await cloud.failure(remove(ctx, outs))).message).toMatch(/was to adopt it .* and that failed/);
  }
  expect(images()).toHaveLength(1);
});

describe("an image that its owner copies while it is borrowed", () => {
  let imageId: string;
  beforeEach(() => {
    imageId = cloud.emulator.zec.addImage({ imageName: "theirs", sourceRegionId: HK }).imageId;
  });
  const copy = () => cloud.run(cloud.process().session().zec().api.copyImage(imageId, [SG]));

  test.each([
    ["as they are after the copy", [HK, SG], undefined],
    ["as they are before", [HK], /declares different regions\./],
    ["otherwise", [HK, FRA], /declares different regions\./],
  ])("has to be in the declared regions once it is usable: %s", async (_, regions, problem) => {
    await copy();
    const work = createChecked({ adoptImageId: imageId, regions });
    if (problem) return expect(cloud.run(work)).rejects.toThrow(problem);
    const { outs } = await cloud.run(work);
    expect(outs).toMatchObject({ imageStatus: "AVAILABLE", regions });
    expect(diff(ctx, imageId, outs, await checked({ adoptImageId: imageId, regions })).properties).toEqual({});
  });

  test("is compared as it is now, not as it is in state", async () => {
    const { outs } = await cloud.run(createChecked({ adoptImageId: imageId, regions: [HK] }));
    await copy();
    await cloud.clock.advance(120_000);
    ctx = cloud.process();
    const updated = await cloud.run(change(outs, { adoptImageId: imageId, regions: [HK, SG] }));
    expect(updated.regions).toEqual([HK, SG]);
    await expect(cloud.run(change(updated, { adoptImageId: imageId, regions: [HK] }))).rejects.toThrow(
      /different regions/,
    );
  });
});

test("an image is imported and adopted by its id", async () => {
  const { imageId } = cloud.emulator.zec.addImage({ imageName: "theirs", sourceRegionId: SG });
  const imported = (await cloud.run(read(ctx, imageId)))!;
  expect(imported.inputs).toEqual({ imageName: "theirs" });
  expect(imported.outs).toMatchObject({ imageId, regions: [SG] });
  expect(imported.outs.zoneId).toBeUndefined();
  const { outs } = await cloud.run(createChecked({ adoptImageId: imageId }));
  expect(outs).toMatchObject({ imageId, imageName: "theirs", adoptImageId: imageId });
  await cloud.run(remove(ctx, outs));
  expect(images()).toHaveLength(1);
});

test("an image that is being deleted is replaced, the new one first: the service may not delete it after all", async () => {
  const { id, outs } = await cloud.run(createChecked(web));
  const going: ZecState = { ...outs, imageStatus: "DELETING" };
  const { properties, deleteBeforeReplace } = diff(ctx, id, going, await checked(web));
  expect({ properties, deleteBeforeReplace }).toEqual({
    properties: { imageStatus: "replace" },
    deleteBeforeReplace: false,
  });
  const borrowed = { adoptImageId: id };
  expect(diff(ctx, id, { ...going, ...borrowed }, await checked(borrowed)).properties).toEqual({});
});
