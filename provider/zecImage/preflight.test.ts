import { LOGICAL_NAME, TestAccount, type TestContext } from "../../test/support/provider";
import type { ProgramInputs } from "../customImage/check";
import { UNKNOWN } from "../customImage/unknown";
import { resourceOf } from "../registry";
import type { Failure } from "../schemaValidation";
import { preflightUpdate } from "./preflight";
import { check, create, type ZecInputs, type ZecState } from ".";

const [HK, SG, FRA] = ["asia-east-1", "asia-southeast-1", "europe-central-1"] as const;
const web = { instanceId: "zec-web", imageName: "web" };

let cloud: TestAccount;
let ctx: TestContext;
beforeEach(() => {
  cloud = new TestAccount({ zec: { copyImageMs: 1_000 } });
  ctx = cloud.process();
});

/** What a preview reports of an image that is to be created: failures, and warnings beside them. */
async function preview(news: ProgramInputs): Promise<{ failures: Failure[]; warnings: string[] }> {
  const inputs = { __logicalName: LOGICAL_NAME, __preview: true, ...news };
  const { failures } = await cloud.run(check(ctx, undefined, inputs));
  return { failures, warnings: ctx.warnings };
}

/** What blocks a run is a failure with the setting `preflight: error`. */
const strict = (): void => void (ctx = cloud.process({ preflight: "error" }));

const checkedInputs = async (news: ProgramInputs): Promise<ZecInputs> =>
  (await cloud.run(check(ctx, undefined, { __logicalName: LOGICAL_NAME, ...news }))).inputs;

test("a set without the source region is the same sentence in a preview of either host and in `up`", async () => {
  const given = { ...web, regions: [SG] };
  const { failures } = await preview(given);
  const inputs = await checkedInputs(given);
  const ofPlugin = await cloud.failure(resourceOf("zenlayer:index:ZecImage").previewCreate(ctx, inputs, {}));
  const ofUp = await cloud.failure(create(ctx, inputs));
  expect(ofPlugin.message).toMatch(/^regions does not contain asia-east-1, /);
  expect([failures[0]?.reason, ofUp.message]).toEqual([ofPlugin.message, ofPlugin.message]);
});

test.each([
  ["other regions", { regions: [HK, SG] }, 1],
  ["other tags", { tags: { env: "test" } }, 1],
  ["the same", { regions: [HK], tags: {} }, 0],
  ["what is not known yet", { regions: [UNKNOWN], tags: { env: UNKNOWN }, resourceGroupId: UNKNOWN }, 0],
])("an image that is to be borrowed, of which the program declares %s", async (_, declared, count) => {
  strict();
  const { imageId } = cloud.emulator.zec.addImage({ imageName: "theirs", sourceRegionId: HK });
  const { failures } = await preview({ adoptImageId: imageId, ...declared });
  expect(failures).toEqual(
    Array(count).fill({ property: "adoptImageId", reason: expect.stringContaining("declares different") as string }),
  );
});

test("an image that is to be borrowed may be in the declared regions once it has been copied", async () => {
  strict();
  const { imageId } = cloud.emulator.zec.addImage({ imageName: "theirs", sourceRegionId: HK });
  await cloud.run(cloud.process().session().zec().api.copyImage(imageId, [SG]));
  expect((await preview({ adoptImageId: imageId, regions: [HK, SG] })).failures).toEqual([]);
});

test("nothing is reported of an image that can be created, and nothing is changed", async () => {
  expect(await preview({ ...web, regions: [HK, SG] })).toEqual({ failures: [], warnings: [] });
  expect(cloud.calls().filter((action) => !action.startsWith("Describe"))).toEqual([]);
});

test.each<[string, ProgramInputs, () => void, Failure["property"], RegExp]>([
  [
    "an instance with a GPU",
    { ...web, instanceId: "zec-gpu" },
    () => undefined,
    "instanceId",
    /zec-gpu has a GPU \(z3a\.g\.\S+\)/,
  ],
  ["an instance that does not exist", { ...web, instanceId: "zec-none" }, () => undefined, "instanceId", /zec-none/],
  [
    "an instance that is not stopped",
    web,
    () => cloud.emulator.zec.setInstanceStatus("zec-web", "RUNNING"),
    "instanceId",
    /zec-web .* is RUNNING, and images can be created only from stopped instances/,
  ],
  [
    "an instance in the recycle bin",
    web,
    () => cloud.emulator.zec.setInstanceStatus("zec-web", "RECYCLE"),
    "instanceId",
    /zec-web .* RECYCLE|recycle bin/,
  ],
  [
    "a region that does not exist",
    { ...web, regions: [HK, "asia-east-9"] },
    () => undefined,
    "regions",
    /asia-east-9.*asia-east-1/,
  ],
])("%s is reported, and fails the preview where that is wanted", async (_, news, plant, property, says) => {
  plant();
  const warned = await preview(news);
  expect(warned.failures).toEqual([]);
  expect(warned.warnings).toEqual([expect.stringMatching(says)]);
  strict();
  const failed = await preview(news);
  expect(failed.failures).toEqual([{ property, reason: expect.stringMatching(says) as unknown }]);
});

test("a set without the source region is a mistake in every preview; leaving it out on purpose is not", async () => {
  const { failures } = await preview({ ...web, regions: [SG] });
  expect(failures).toEqual([{ property: "regions", reason: expect.stringMatching(/asia-east-1/) as unknown }]);
  expect((await preview({ ...web, regions: [SG, `-${HK}`] })).failures).toEqual([]);
});

test("an instance that is stopped for the image is announced; one without data disks says nothing of them", async () => {
  cloud.emulator.zec.setInstanceStatus("zec-web", "RUNNING");
  const { failures, warnings } = await preview({ ...web, stopInstance: true });
  expect({ failures, warnings: warnings.join() }).toEqual({
    failures: [],
    warnings: expect.not.stringMatching(/only from stopped/),
  });
});

test("types that have no part g cost no call for GPU types", async () => {
  await preview(web);
  expect(cloud.calls()).not.toContain("DescribeZoneGpuInstanceConfigInfos");
  await preview({ ...web, instanceId: "zec-gpu" });
  expect(cloud.calls()).toContain("DescribeZoneGpuInstanceConfigInfos");
});

test("the service has no quota to look up: a full account is reported by its refusal, and nothing is created", async () => {
  cloud.emulator.zec.setQuota(1);
  cloud.emulator.zec.addImage({ sourceRegionId: HK, imageName: "other" });
  expect(await preview(web)).toEqual({ failures: [], warnings: [] });
  const inputs = await checkedInputs(web);
  await expect(cloud.run(create(ctx, inputs))).rejects.toThrow(
    /the account has reached its quota of custom images.*INVALID_IMAGE_QUOTA_EXCEED/s,
  );
  expect(cloud.emulator.zec.images()).toHaveLength(1);
});

test("a region across a border: the service's refusal is reported with the region, and the image stays", async () => {
  const inputs = await checkedInputs({ ...web, regions: [HK, "SHA"] });
  const failure = await cloud.failure(create(ctx, inputs));
  const { reasons } = failure as Error & { reasons?: string[] };
  expect(reasons?.join("\n")).toMatch(/was not copied to SHA: .*INVALID_PARAMETER_VALUE/s);
  expect(cloud.emulator.zec.images()).toMatchObject([{ imageName: "web", regionIds: [HK] }]);
});

test("a change of regions of an image that exists is previewed, too", async () => {
  const made = await checkedInputs({ ...web, regions: [HK, SG] });
  const { outs } = await cloud.run(create(ctx, made));
  strict();
  const change = (regions: string[]): Promise<Failure[]> =>
    cloud.run(preflightUpdate(ctx, outs as ZecState, { ...made, regions }));
  cloud.calls();
  expect(await change([HK, SG])).toEqual([]);
  expect(cloud.calls()).toEqual([]);
  expect(await change([HK, FRA])).toEqual([]);
  expect(await change([HK, "asia-east-9"])).toEqual([
    { property: "regions", reason: expect.stringMatching(/asia-east-9/) as unknown },
  ]);
  expect(await change([SG])).toEqual([
    { property: "regions", reason: expect.stringMatching(/asia-east-1/) as unknown },
  ]);
});

test("a check that cannot be made is said to be skipped, and does not stop the preview", async () => {
  cloud.emulator.faults.add({ action: "DescribeInstances", kind: "garbage", times: 20 });
  const { failures, warnings } = await preview(web);
  expect({ failures, warnings }).toEqual({ failures: [], warnings: [expect.stringMatching(/checks were skipped/i)] });
});

test.each([
  ["another name", { imageName: "mine" }, 1],
  ["other tags", { tags: { env: "test" } }, 1],
  ["other regions", { regions: [HK, SG] }, 1],
  ["the same", { imageName: "theirs", regions: [HK], tags: {} }, 0],
])("an update of an image that is borrowed already, of which the program declares %s", async (_, declared, count) => {
  strict();
  const { imageId } = cloud.emulator.zec.addImage({ imageName: "theirs", sourceRegionId: HK });
  const { outs } = await cloud.run(create(ctx, { adoptImageId: imageId }));
  cloud.calls();
  const found = await preflightUpdate(ctx, outs, { adoptImageId: imageId, ...declared });
  expect(found.map(({ property }) => property)).toEqual(Array(count).fill("adoptImageId"));
  expect(cloud.calls()).toEqual([]);
});
