import { call, type Got } from "../../test/support/emulatorClient";
import { LONGEST_NAME } from "../../test/support/limits";
import { createEmulator, type Emulator, type EmulatorOptions, type ZecOptions } from "../index";

let emulator: Emulator;

async function start(zec: ZecOptions = {}, options: EmulatorOptions = {}): Promise<void> {
  emulator = createEmulator({ ...options, zec });
  emulator.pause();
  await emulator.start();
}
afterEach(() => emulator.stop());

const zec = (action: string, params: object = {}): Promise<Got> => call(emulator, action, params, { service: "zec" });

interface Listed {
  imageId: string;
  imageName: string;
  imageStatus: string;
  regionIdList: string[];
}

async function list(params: object = {}): Promise<Listed[]> {
  return (await zec("DescribeCustomImages", params)).body.response?.["dataSet"] as Listed[];
}

async function create(imageName = "web", params: object = {}): Promise<string> {
  const { body } = await zec("CreateImage", { instanceId: "zec-web", imageName, ...params });
  return String(body.response?.["imageId"]);
}

const names = async (params: object = {}): Promise<string[]> => (await list(params)).map((each) => each.imageName);

const statusOf = (instanceId: string): string | undefined => emulator.zec.instance(instanceId)?.status;

describe("the life of an image", () => {
  test("CREATING without regions, then AVAILABLE in the source region; its instance IMAGING, then STOPPED", async () => {
    await start({ createImageMs: 60_000 });
    const { body } = await zec("CreateImage", {
      instanceId: "zec-web",
      imageName: "web-1.0",
      resourceGroupId: "rg-team",
      tags: { tags: [{ key: "team", value: "web" }] },
    });
    expect(body.response).toMatchObject({ imageName: "web-1.0", imageId: expect.stringMatching(/^image-\w{8}$/) });
    const { requestId, ...rest } = (await zec("DescribeCustomImages")).body.response ?? {};
    expect(rest).toEqual({
      totalCount: 1,
      dataSet: [
        {
          imageId: body.response?.["imageId"],
          imageName: "web-1.0",
          imageType: "CUSTOM_IMAGE",
          imageSource: "CUSTOM",
          imageStatus: "CREATING",
          imageVersion: "24.04",
          imageDescription: null,
          imageSize: "40",
          minDiskSize: 40,
          category: "Ubuntu",
          osType: "linux",
          nicNetworkType: ["FailOver", "VirtioOnly", "VfOnly"],
          resourceGroupId: "rg-team",
          resourceGroupName: "Team",
          regionIdList: [],
          tags: { tags: [{ key: "team", value: "web" }] },
        },
      ],
    });
    expect(statusOf("zec-web")).toBe("IMAGING");
    emulator.advance(59_999);
    expect(statusOf("zec-web")).toBe("IMAGING");
    emulator.advance(1);
    expect(statusOf("zec-web")).toBe("STOPPED");
    expect(await list()).toMatchObject([{ imageStatus: "AVAILABLE", regionIdList: ["asia-east-1"] }]);
  });

  test("durations are those of vm unless given; vm does not see images of zec, and the other way round", async () => {
    await start({}, { createImageMs: 1000 });
    await create();
    await call(emulator, "CreateImage", { instanceId: "i-web", imageName: "vm" });
    expect(emulator.zec.images()).toMatchObject([{ imageName: "web", imageStatus: "CREATING" }]);
    emulator.advance(1000);
    expect(emulator.images()).toMatchObject([{ imageName: "vm", imageStatus: "AVAILABLE" }]);
    expect(emulator.zec.images()).toMatchObject([{ imageStatus: "AVAILABLE" }]);
  });

  test("a failed image is FAILED without regions, counts against the quota and can be deleted", async () => {
    await start({ quota: 1 });
    emulator.faults.add({ service: "zec", action: "CreateImage", kind: "unavailable" });
    const imageId = await create();
    expect(await list()).toMatchObject([{ imageStatus: "FAILED", regionIdList: [] }]);
    expect((await zec("CreateImage", { instanceId: "zec-web", imageName: "web" })).body.code).toBe(
      "INVALID_IMAGE_QUOTA_EXCEED",
    );
    expect((await zec("DeleteImages", { imageIds: [imageId] })).body.response?.["imageIds"]).toEqual([]);
    await create("next");
    expect(await names()).toEqual(["next"]);
  });

  test("DELETING, then gone; until then it counts against the quota and cannot be deleted again", async () => {
    await start({ deleteImageMs: 1000, quota: 1 });
    const imageId = await create();
    const destroy = async (): Promise<unknown> =>
      (await zec("DeleteImages", { imageIds: [imageId] })).body.response?.["imageIds"];
    expect(await destroy()).toEqual([]);
    expect(await list()).toMatchObject([{ imageStatus: "DELETING" }]);
    expect(await destroy()).toEqual([imageId]);
    emulator.advance(1000);
    expect(await list()).toEqual([]);
    expect((await zec("DeleteImages", { imageIds: [imageId] })).body.code).toBe("INVALID_IMAGE_NOT_FOUND");
    expect(emulator.zec.history()).toMatchObject([{ imageId, createdBy: 1, deletedBy: 2, imageStatus: "DELETING" }]);
  });

  test("DeleteImages lists the ids that it did not delete, and deletes the others", async () => {
    await start({ deleteInUse: false });
    const { imageId: busy } = emulator.zec.addImage({
      sourceRegionId: "SHA",
      imageName: "busy",
      imageStatus: "SYNCING",
    });
    const [used, free] = [await create("used"), await create("free")];
    emulator.zec.addInstance({ instanceId: "zec-user", zoneId: "asia-east-1a", imageId: used });
    const { status, body } = await zec("DeleteImages", { imageIds: [busy, used, free] });
    expect({ status, imageIds: body.response?.["imageIds"] }).toEqual({ status: 200, imageIds: [busy, used] });
    expect(await names()).toEqual(["used", "busy"]);
  });

  test("ModifyImagesAttributes renames in any status, all or none", async () => {
    await start({ createImageMs: 1000 });
    const imageId = await create();
    expect((await zec("ModifyImagesAttributes", { imageIds: [imageId], imageName: "new" })).status).toBe(200);
    const mixed = { imageIds: [imageId, "image-none"], imageName: "other" };
    expect((await zec("ModifyImagesAttributes", mixed)).body.code).toBe("INVALID_IMAGE_NOT_FOUND");
    expect(await names()).toEqual(["new"]);
  });

  test.each(["ab", "a".repeat(LONGEST_NAME.zec), "0.a-b_c9"])("the name %s is accepted", async (imageName) => {
    await start();
    await create(imageName);
    expect(await names()).toEqual([imageName]);
  });
});

describe("copies", () => {
  const progress = async (imageId: string): Promise<unknown[]> =>
    (await zec("DescribeImageCopyProgress", { imageId })).body.response?.["dataSet"] as unknown[];

  /** An image that is being copied to two regions, 100 s each. */
  async function startCopies(options: ZecOptions = {}): Promise<string> {
    await start({ copyImageMs: 100_000, ...options });
    const imageId = await create();
    const regionIdList = ["SEA-A", "europe-central-1", "asia-east-1", "SEA-A"];
    const { status, body } = await zec("CopyImage", { imageId, regionIdList });
    expect({ status, fields: Object.keys(body.response ?? {}) }).toEqual({ status: 200, fields: ["requestId"] });
    return imageId;
  }

  const entry = (destRegionId: string, change: object = {}): object => ({
    destRegionId,
    destRegionName: destRegionId === "SEA-A" ? "Seattle" : "Frankfurt",
    syncStage: "PREPARING",
    queued: false,
    syncPercent: 0,
    errorInfo: null,
    ...change,
  });

  test("regions join one by one; SYNCING, with progress in percent, until the last has", async () => {
    const imageId = await startCopies();
    const status = async (): Promise<Listed | undefined> => (await list())[0];
    expect(await status()).toMatchObject({ imageStatus: "SYNCING", regionIdList: ["asia-east-1"] });
    expect(await progress(imageId)).toEqual([entry("SEA-A"), entry("europe-central-1", { queued: true })]);
    emulator.advance(33_333);
    expect(await progress(imageId)).toEqual([
      entry("SEA-A", { syncStage: "TRANSFERRING", syncPercent: 33.33 }),
      entry("europe-central-1", { queued: true }),
    ]);
    emulator.advance(66_667);
    expect(await status()).toMatchObject({ imageStatus: "SYNCING", regionIdList: ["asia-east-1", "SEA-A"] });
    expect(await progress(imageId)).toEqual([entry("europe-central-1")]);
    emulator.advance(100_000);
    const regionIdList = ["asia-east-1", "SEA-A", "europe-central-1"];
    expect(await status()).toMatchObject({ imageStatus: "AVAILABLE", regionIdList });
    expect(await progress(imageId)).toEqual([]);
    expect(emulator.zec.images()).toHaveLength(1); // one id for all regions
  });

  test("the image is listed in a region from the moment that it is copied there", async () => {
    await startCopies();
    const regions = ["asia-east-1", "SEA-A", "europe-central-1", "asia-southeast-1"];
    const found = await Promise.all(regions.map(async (regionId) => (await names({ regionId })).length));
    expect(found).toEqual([1, 1, 1, 0]);
  });

  test.each(["FAILED", "AVAILABLE"] as const)(
    "a copy that fails shows errorInfo until the others have ended; the image is %s then, and keeps its regions",
    async (failedCopyStatus) => {
      await start({ copyImageMs: 100_000, failedCopyStatus });
      const imageId = await create();
      emulator.faults.add({ action: "CopyImage", kind: "copyFails", regionId: "SEA-A" });
      const copy = { imageId, regionIdList: ["SEA-A", "europe-central-1"] };
      await zec("CopyImage", copy);
      emulator.advance(60_000);
      const failed = entry("SEA-A", { syncStage: "TRANSFERRING", syncPercent: 50, errorInfo: "Injected fault" });
      expect((await progress(imageId))[0]).toEqual(failed);
      emulator.advance(90_000);
      expect((await progress(imageId))[0]).toEqual(failed);
      expect(await list()).toMatchObject([{ imageStatus: "SYNCING", regionIdList: ["asia-east-1"] }]);
      emulator.advance(50_000);
      expect(await progress(imageId)).toEqual([]);
      const regionIdList = ["asia-east-1", "europe-central-1"];
      expect(await list({ regionId: "SEA-A" })).toMatchObject([{ imageStatus: failedCopyStatus, regionIdList }]);
      // The next call copies to the region that failed only.
      await zec("CopyImage", copy);
      emulator.advance(100_000);
      expect(await list()).toMatchObject([{ imageStatus: "AVAILABLE", regionIdList: [...regionIdList, "SEA-A"] }]);
    },
  );

  test("copySlow: the copy to one region takes longer", async () => {
    await start({ copyImageMs: 100_000 });
    const imageId = await create();
    emulator.faults.add({ action: "CopyImage", kind: "copySlow", regionId: "SEA-A", ms: 900_000 });
    await zec("CopyImage", { imageId, regionIdList: ["SEA-A", "europe-central-1"] });
    emulator.advance(500_000);
    expect(await list()).toMatchObject([{ imageStatus: "SYNCING", regionIdList: ["asia-east-1", "europe-central-1"] }]);
    expect(await progress(imageId)).toMatchObject([{ destRegionId: "SEA-A", syncPercent: 50 }]);
    emulator.advance(500_000);
    expect(await list()).toMatchObject([{ imageStatus: "AVAILABLE" }]);
  });

  test("a copy to regions where the image is changes nothing", async () => {
    await start({ copyImageMs: 1000 });
    const imageId = await create();
    expect((await zec("CopyImage", { imageId, regionIdList: ["asia-east-1"] })).status).toBe(200);
    expect(await list()).toMatchObject([{ imageStatus: "AVAILABLE", regionIdList: ["asia-east-1"] }]);
  });

  test("DeleteImageCopy: PROCESSING, then AVAILABLE without the regions, the source region included", async () => {
    await start({ deleteCopyMs: 1000 });
    const imageId = await create();
    await zec("CopyImage", { imageId, regionIdList: ["SEA-A", "europe-central-1"] });
    const regionIds = ["asia-east-1", "SEA-A", "SHA"];
    expect((await zec("DeleteImageCopy", { imageId, regionIds })).status).toBe(200);
    expect(await list()).toMatchObject([{ imageStatus: "PROCESSING" }]);
    emulator.advance(1000);
    expect(await list()).toMatchObject([{ imageStatus: "AVAILABLE", regionIdList: ["europe-central-1"] }]);
    expect((await zec("DeleteImageCopy", { imageId, regionIds: ["SHA"] })).status).toBe(200); // absent: ignored
    expect(await list()).toMatchObject([{ imageStatus: "AVAILABLE" }]);
  });

  test("Mainland China: copies stay on one side of the border", async () => {
    await start({
      regions: ["SHA", "PEK"].map((regionId) => ({ regionId, countryCode: "CN" })),
      zones: [{ zoneId: "SHA-A", regionId: "SHA" }],
    });
    const { body } = await zec("CreateImage", { instanceId: "zec-sha", imageName: "web" });
    const copy = { imageId: body.response?.["imageId"], regionIdList: ["PEK"] };
    expect((await zec("CopyImage", copy)).status).toBe(200);
    expect(await list()).toMatchObject([{ regionIdList: ["SHA", "PEK"] }]);
  });
});

describe("lists", () => {
  const seed = (imageName: string, more: object = {}) => ({ sourceRegionId: "asia-east-1", imageName, ...more });

  test.each<[object, string[]]>([
    [{}, ["sha", "Web-2", "web-1"]],
    [{ pageSize: 1, pageNum: 2 }, ["Web-2"]],
    [{ pageNum: 9 }, []],
    [{ regionId: "SHA" }, ["sha"]],
    [{ regionId: "nowhere" }, []],
    [{ imageIds: ["image-1", "image-none"] }, ["web-1"]],
    [{ imageIds: [] }, ["sha", "Web-2", "web-1"]],
    [{ imageName: "WEB" }, ["Web-2", "web-1"]],
    [{ imageName: "web", imageStatus: "FAILED" }, ["Web-2"]],
    [{ osType: "windows" }, ["sha"]],
    [{ category: "Ubuntu" }, ["Web-2", "web-1"]],
    [{ resourceGroupId: "rg-team" }, ["web-1"]],
    [{ tagKeys: ["team"] }, ["Web-2", "web-1"]],
    [{ tagKeys: ["team", "cost"] }, []],
    [{ tags: [{ key: "team", value: "web" }] }, ["web-1"]],
    [{ tags: [{ key: "team" }] }, ["Web-2", "web-1"]],
    [{ tags: null, regionId: null }, ["sha", "Web-2", "web-1"]],
  ])("DescribeCustomImages %j", async (filter, expected) => {
    const images = [
      seed("web-1", { imageId: "image-1", resourceGroupId: "rg-team", tags: [{ key: "team", value: "web" }] }),
      seed("Web-2", { imageStatus: "FAILED" as const, tags: [{ key: "team", value: "db" }] }),
      { sourceRegionId: "SHA", imageName: "sha", osType: "windows", category: "Windows" },
    ];
    await start({ images });
    expect(await names(filter)).toEqual(expected);
  });

  test("DescribeImages: custom images of the zone's region, then public ones; no regions and no group", async () => {
    await start({
      images: [seed("web"), seed("creating", { imageStatus: "CREATING" }), { ...seed("sha"), sourceRegionId: "SHA" }],
    });
    const listed = async (filter: object): Promise<Record<string, unknown>[]> =>
      (await zec("DescribeImages", { zoneId: "asia-east-1a", ...filter })).body.response?.["dataSet"] as never;
    const all = await listed({});
    expect(all.map(({ imageType }) => imageType)).toEqual(["CUSTOM_IMAGE", "PUBLIC_IMAGE", "PUBLIC_IMAGE"]);
    expect(all[0]).not.toHaveProperty("regionIdList");
    expect(all[0]).not.toHaveProperty("resourceGroupId");
    expect(await listed({ imageSource: "CUSTOM" })).toMatchObject([{ imageName: "web" }]);
    expect(await listed({ imageType: "PUBLIC_IMAGE", category: "Windows" })).toHaveLength(1);
    expect(await listed({ tagKeys: ["team"] })).toEqual([]);
    const older = { service: "zec", version: "2024-04-01" } as const;
    expect((await call(emulator, "DescribeImages", { zoneId: "SHA-A" }, older)).body.response?.["totalCount"]).toBe(3);
  });

  test.each([
    ["empty", [], { tags: [] }],
    ["null", null, null],
    ["absent", undefined, undefined],
  ] as const)("emptyLists %s", async (emptyLists, regionIdList, tags) => {
    await start({ emptyLists, images: [seed("web", { imageStatus: "CREATING" })] });
    const [image] = (await list()) as unknown as Record<string, unknown>[];
    expect({ regionIdList: image?.["regionIdList"], tags: image?.["tags"] }).toEqual({ regionIdList, tags });
  });

  test("visibleAfterMs delays a new image", async () => {
    await start({ visibleAfterMs: 100 });
    await create();
    expect(await names()).toEqual([]);
    emulator.advance(100);
    expect(await names()).toEqual(["web"]);
  });

  test("accounts cannot see each other", async () => {
    await start();
    const imageId = await create();
    emulator.addAccount({ account: "other", token: "other-token" });
    const other = { service: "zec", token: "other-token" } as const;
    expect((await call(emulator, "DescribeCustomImages", {}, other)).body.response?.["totalCount"]).toBe(0);
    expect((await call(emulator, "DescribeInstances", {}, other)).body.response?.["totalCount"]).toBe(0);
    const deleted = await call(emulator, "DeleteImages", { imageIds: [imageId] }, other);
    expect(deleted.body.code).toBe("INVALID_IMAGE_NOT_FOUND");
  });
});
