import { call, type Got } from "../../test/support/emulatorClient";
import { LONGEST_NAME } from "../../test/support/limits";
import { createEmulator, type Emulator, type EmulatorOptions } from "../index";

let emulator: Emulator;

async function start(options: EmulatorOptions = {}): Promise<void> {
  emulator = createEmulator(options);
  await emulator.start();
}
afterEach(() => emulator.stop());

const list = (params: object = {}): Promise<Got> =>
  call(emulator, "DescribeImages", { zoneId: "HKG-A", imageType: "CUSTOM_IMAGE", ...params });

const names = (got: Got): string[] =>
  (got.body.response?.["dataSet"] as { imageName: string }[]).map((i) => i.imageName);

async function create(imageName = "web", instanceId = "i-web", imageDescription?: string): Promise<string> {
  const { body } = await call(emulator, "CreateImage", { instanceId, imageName, imageDescription });
  return String(body.response?.["imageId"]);
}

async function statusOf(instanceId: string): Promise<unknown> {
  const { body } = await call(emulator, "DescribeInstancesStatus", { instanceIds: [instanceId] });
  return (body.response?.["dataSet"] as { instanceStatus: string }[])[0]?.instanceStatus;
}

describe("the life of an image", () => {
  test("CREATING, then AVAILABLE; its instance IMAGING, then STOPPED", async () => {
    await start({ createImageMs: 60_000 });
    emulator.pause();
    const imageId = await create("生产镜像-01", "i-web", "by hand 😀");
    expect((await list()).body.response).toEqual({
      requestId: expect.anything() as unknown,
      totalCount: 1,
      dataSet: [
        {
          imageId,
          imageName: "生产镜像-01",
          imageDescription: "by hand 😀",
          imageType: "CUSTOM_IMAGE",
          imageStatus: "CREATING",
          imageSize: "40",
          imageVersion: "22.04",
          category: "Ubuntu",
          osType: "linux",
        },
      ],
    });
    expect(await statusOf("i-web")).toBe("IMAGING");
    emulator.advance(59_999);
    expect(await statusOf("i-web")).toBe("IMAGING");
    expect(names(await list({ imageStatus: "CREATING" }))).toHaveLength(1);
    emulator.advance(1);
    expect(await statusOf("i-web")).toBe("STOPPED");
    expect(names(await list({ imageStatus: "AVAILABLE" }))).toHaveLength(1);
  });

  test("a second image of an instance is rejected while the first is being created", async () => {
    await start({ createImageMs: 1000 });
    emulator.pause();
    await create();
    const second = await call(emulator, "CreateImage", { instanceId: "i-web", imageName: "web" });
    expect(second.body.code).toBe("UNSUPPORTED_OPERATION_DISK_MAKING_IMAGE");
    emulator.advance(1000);
    await create();
    expect(emulator.images()).toHaveLength(2); // names do not have to be unique
  });

  test("size and operating system come from the instance, which can run a custom image", async () => {
    await start();
    const first = await create("desktop", "i-desktop");
    emulator.addInstance({ instanceId: "i-2", zoneId: "FRA-A", imageId: first });
    await create("again", "i-2");
    const system = { osType: "windows", category: "Windows", imageVersion: "2022" };
    expect(emulator.images("FRA-A")).toMatchObject([
      { imageName: "desktop", imageSize: "60", ...system },
      { imageName: "again", imageSize: "40", ...system },
    ]);
  });

  test("a failed image is UNAVAILABLE, counts against the quota and can be deleted; its instance is STOPPED", async () => {
    await start({ createImageMs: 60_000, quota: 1 });
    const imageId = await create();
    emulator.failImage(imageId);
    expect(names(await list({ imageStatus: "UNAVAILABLE" }))).toEqual(["web"]);
    expect(await statusOf("i-web")).toBe("STOPPED");
    const rejected = await call(emulator, "CreateImage", { instanceId: "i-web", imageName: "web" });
    expect(rejected.body.code).toBe("LIMIT_EXCEEDED_IMAGE_QUOTA");
    expect((await call(emulator, "DeleteImages", { imageIds: [imageId] })).status).toBe(200);
    await create();
    expect(emulator.images()).toHaveLength(1);
  });

  test("deleting frees the quota at once, and the history keeps the image", async () => {
    await start({ quota: 1 });
    const imageId = await create();
    const { body, status } = await call(emulator, "DeleteImages", { imageIds: [imageId] });
    expect({ status, fields: Object.keys(body.response ?? {}) }).toEqual({ status: 200, fields: ["requestId"] });
    expect(names(await list())).toEqual([]);
    await create("next");
    expect(emulator.history()).toMatchObject([
      { imageId, createdBy: 1, deletedBy: 2, deletedAt: expect.any(Number) as unknown, instanceId: "i-web" },
      { imageName: "next", createdBy: 4 },
    ]);
  });

  test("an image stays when its source instance is removed", async () => {
    await start();
    await create();
    emulator.removeInstance("i-web");
    expect(names(await list())).toEqual(["web"]);
  });
});

test.each([
  ["24 Chinese characters, of any plane", { imageName: "像".repeat(12) + "𠀀".repeat(12) }],
  ["every allowed kind of character", { imageName: "aZ09-_镜" }],
  ["a name of one character", { imageName: "-" }],
  ["a description of 255 characters of any kind", { imageDescription: "😀\n".repeat(127) + "." }],
])("accepted: %s", async (_, params) => {
  await start();
  const { status } = await call(emulator, "CreateImage", { instanceId: "i-web", imageName: "web", ...params });
  expect(status).toBe(200);
  expect(emulator.images()).toMatchObject([params]);
});

test.each([
  ["codePoints", "😀".repeat(255), 200],
  ["utf16", "😀".repeat(127) + ".", 200],
  ["utf16", "😀".repeat(128), 400],
] as const)("the length of a description in %s", async (descriptionLength, imageDescription, expected) => {
  await start({ descriptionLength });
  const { imageId } = emulator.addImage({ zoneId: "HKG-A", imageName: "old" });
  const calls = [
    await call(emulator, "CreateImage", { instanceId: "i-web", imageName: "web", imageDescription }),
    await call(emulator, "ModifyImagesAttributes", { imageIds: [imageId], imageDescription }),
  ];
  for (const { status, body } of calls) {
    expect({ status, code: body.code }).toEqual({
      status: expected,
      code: expected === 200 ? undefined : "INVALID_PARAMETER_EXCEED_LENGTH",
    });
  }
  // This applies to descriptions only.
  expect(
    (await call(emulator, "CreateImage", { instanceId: "i-worker", imageName: "𠀀".repeat(LONGEST_NAME.vm) })).status,
  ).toBe(200);
});

describe("several images in one call", () => {
  test.each(["DeleteImages", "ModifyImagesAttributes"])("%s changes all or none", async (action) => {
    await start();
    const [one, two] = [await create("one"), await create("two")];
    const before = emulator.history();
    const imageDescription = "changed";
    const rejected = await call(emulator, action, { imageIds: [one, "img-none", two], imageDescription });
    expect(rejected.body.code).toBe("INVALID_IMAGE_NOT_FOUND");
    expect(emulator.history()).toEqual(before);

    expect((await call(emulator, action, { imageIds: [one, two, one], imageDescription })).status).toBe(200);
    if (action === "DeleteImages") expect(emulator.images()).toEqual([]);
    else expect(emulator.images().map((image) => image.imageDescription)).toEqual(["changed", "changed"]);
  });
});

describe("ModifyImagesAttributes", () => {
  test.each([
    [{ imageName: "new" }, { imageName: "new", imageDescription: "text" }],
    [{ imageDescription: "new" }, { imageName: "web", imageDescription: "new" }],
    [{ imageDescription: "" }, { imageName: "web", imageDescription: null }],
    [{ imageDescription: null }, { imageName: "web", imageDescription: "text" }],
    [{}, { imageName: "web", imageDescription: "text" }],
  ])("%j", async (change, expected) => {
    await start();
    const imageId = await create("web", "i-web", "text");
    const { status } = await call(emulator, "ModifyImagesAttributes", { imageIds: [imageId], ...change });
    expect(status).toBe(200);
    expect((await list()).body.response?.["dataSet"]).toMatchObject([{ imageId, ...expected }]);
  });
});

describe("renaming an image that has just become AVAILABLE", () => {
  const rename = (imageId: string): Promise<Got> =>
    call(emulator, "ModifyImagesAttributes", { imageIds: [imageId], imageName: "new" });

  test("works at once by default", async () => {
    await start();
    expect((await rename(await create())).status).toBe(200);
  });

  test("works only after renameAfterAvailableMs; the description can change before", async () => {
    await start({ createImageMs: 60_000, renameAfterAvailableMs: 5_000 });
    emulator.pause();
    const imageId = await create();
    emulator.advance(60_000 + 4_999);
    const { status, body } = await rename(imageId);
    expect({ status, code: body.code }).toEqual({ status: 400, code: "INVALID_IMAGE_STATUS" });
    expect(emulator.images()).toMatchObject([{ imageName: "web", imageStatus: "AVAILABLE" }]);
    const described = { imageIds: [imageId], imageDescription: "new" };
    expect((await call(emulator, "ModifyImagesAttributes", described)).status).toBe(200);
    expect((await call(emulator, "ModifyImagesAttributes", { ...described, imageName: "new" })).status).toBe(400);
    emulator.advance(1);
    expect((await rename(imageId)).status).toBe(200);
  });

  test("works at once for a seeded or an UNAVAILABLE image", async () => {
    const images = [{ zoneId: "HKG-A", imageName: "old", imageId: "img-old" }];
    await start({ renameAfterAvailableMs: 5_000, createImageMs: 60_000, images });
    expect((await rename("img-old")).status).toBe(200);
    const failed = await create();
    emulator.failImage(failed);
    expect((await rename(failed)).status).toBe(200);
  });
});

describe("lists of images", () => {
  const zoneId = "HKG-A";

  test("newest first, custom before public, in pages with the total count", async () => {
    await start({ quota: 100 });
    for (let i = 0; i < 25; i++) emulator.addImage({ zoneId, imageName: `i${i}` });
    const all = await call(emulator, "DescribeImages", { zoneId, pageSize: 1000 });
    expect(names(all).slice(0, 25)).toEqual(Array.from({ length: 25 }, (_, i) => `i${24 - i}`));
    expect(names(all)).toHaveLength(28);
    expect(names(await list())).toHaveLength(20); // the default
    const pages = await Promise.all([1, 2, 3, 4].map((pageNum) => list({ pageNum, pageSize: 10 })));
    expect(pages.map((got) => got.body.response?.["totalCount"])).toEqual([25, 25, 25, 25]);
    expect(pages.map((got) => names(got).length)).toEqual([10, 10, 5, 0]);
    expect(pages.flatMap(names)).toEqual(names(all).slice(0, 25));
  });

  test.each<[object, string[]]>([
    [{}, ["b", "ab", "a"]],
    [{ imageIds: ["img-a", "img-b", "img-none"] }, ["b", "a"]],
    [{ imageIds: ["img-none"] }, []],
    [{ imageIds: [] }, ["b", "ab", "a"]],
    [{ imageIds: null, imageName: null }, ["b", "ab", "a"]],
    [{ imageName: "a" }, ["a"]],
    [{ imageName: "a", imageIds: ["img-b"] }, []],
    [{ osType: "windows" }, ["b"]],
    [{ category: "Windows", osType: "linux" }, []],
    [{ imageStatus: "UNAVAILABLE" }, ["a"]],
    [{ zoneId: "SIN-A" }, ["else"]],
    [{ zoneId: "LAX-A" }, []],
    [{ unknown: "parameter" }, ["b", "ab", "a"]],
  ])("filter %j", async (filter, expected) => {
    const windows = { category: "Windows", osType: "windows" };
    await start({
      images: [
        { zoneId, imageId: "img-a", imageName: "a", imageStatus: "UNAVAILABLE" },
        { zoneId, imageId: "img-ab", imageName: "ab" },
        { zoneId, imageId: "img-b", imageName: "b", ...windows },
        { zoneId: "SIN-A", imageName: "else" },
      ],
    });
    expect(names(await list(filter))).toEqual(expected);
  });

  test("public images are listed in every zone, and found by id in the older version", async () => {
    await start();
    const imageId = await create();
    const listed = await call(emulator, "DescribeImages", { zoneId: "LAX-A", imageType: "PUBLIC_IMAGE" });
    expect(listed.body.response?.["totalCount"]).toBe(3);
    for (const id of [imageId, "img-EVhEsCuXhCN0urZ7Vt77oOr6K"]) {
      const { body } = await call(emulator, "DescribeImage", { imageId: id }, { version: "2023-03-13" });
      expect(body.response).toMatchObject({ imageId: id, requestId: body.requestId });
    }
  });

  test("imageNameFilter fuzzy matches a part of the name", async () => {
    await start({ imageNameFilter: "fuzzy", images: ["a", "ab", "b"].map((imageName) => ({ zoneId, imageName })) });
    expect(names(await list({ imageName: "a" }))).toEqual(["ab", "a"]);
  });

  test("visibleAfterMs and listedAfterDeleteMs delay changes of the list", async () => {
    await start({ visibleAfterMs: 100, listedAfterDeleteMs: 100 });
    emulator.pause();
    const imageId = await create();
    expect(names(await list())).toEqual([]);
    emulator.advance(100);
    expect(names(await list())).toEqual(["web"]);
    await call(emulator, "DeleteImages", { imageIds: [imageId] });
    expect(names(await list())).toEqual(["web"]);
    emulator.advance(100);
    expect(names(await list())).toEqual([]);
  });
});

describe("quota", () => {
  const quota = async (zoneIds?: string[]): Promise<unknown> =>
    (await call(emulator, "DescribeImageQuota", { zoneIds })).body.response?.["images"];

  test("is five per zone, and omits zones without image support", async () => {
    await start();
    await create();
    expect(await quota()).toEqual([
      { zoneId: "HKG-A", count: 1, maxCount: 5 },
      { zoneId: "SIN-A", count: 0, maxCount: 5 },
      { zoneId: "FRA-A", count: 0, maxCount: 5 },
      { zoneId: "SEL-A", count: 0, maxCount: 5 },
    ]);
    expect(await quota(["SIN-E", "HKG-A"])).toEqual([{ zoneId: "HKG-A", count: 1, maxCount: 5 }]);
    for (let i = 0; i < 4; i++) await create();
    const sixth = await call(emulator, "CreateImage", { instanceId: "i-web", imageName: "web" });
    expect(sixth.body.code).toBe("LIMIT_EXCEEDED_IMAGE_QUOTA");
    await create("elsewhere", "i-worker");
    expect(emulator.images("SIN-A")).toHaveLength(1);
  });

  test("can be set for one zone and for all", async () => {
    await start();
    emulator.setQuota("HKG-A", 7);
    expect(await quota(["HKG-A", "SIN-A"])).toMatchObject([{ maxCount: 7 }, { maxCount: 5 }]);
    emulator.setQuota(undefined, 0);
    expect(await quota(["HKG-A", "SIN-A"])).toMatchObject([{ maxCount: 0 }, { maxCount: 0 }]);
  });
});
