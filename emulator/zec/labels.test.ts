import { call, type Got } from "../../test/support/emulatorClient";
import { createEmulator, type Emulator, type ServiceName, type ZecOptions } from "../index";

let emulator: Emulator;
let imageId: string;

async function start(zec: ZecOptions = {}): Promise<void> {
  emulator = createEmulator({ zec });
  emulator.pause();
  await emulator.start();
  const tags = [{ key: "team", value: "web" }];
  imageId = emulator.zec.addImage({ sourceRegionId: "SHA", imageName: "web", tags }).imageId;
}
afterEach(() => emulator.stop());

const send = (service: ServiceName, action: string, params: object): Promise<Got> =>
  call(emulator, action, params, { service });

async function listedImage(): Promise<Record<string, unknown> | undefined> {
  const { body } = await send("zec", "DescribeCustomImages", { imageIds: [imageId] });
  return (body.response?.["dataSet"] as Record<string, unknown>[])[0];
}

const listedTags = async (): Promise<unknown> => ((await listedImage())?.["tags"] as { tags: unknown }).tags;

describe("tags", () => {
  test("ModifyResourceTags sets by key, deletes, and leaves the others", async () => {
    await start();
    const modify = (params: object): Promise<Got> =>
      send("zrm", "ModifyResourceTags", { resourceUuid: imageId, ...params });
    const [cost, owner] = [
      { key: "cost", value: "1" },
      { key: "owner", value: "a" },
    ];
    await modify({ replaceTags: [cost, owner] });
    expect(await listedTags()).toEqual([{ key: "team", value: "web" }, cost, owner]);
    await modify({ replaceTags: [{ key: "team", value: "db" }], deleteTagKeys: ["owner", "none"] });
    expect(await listedTags()).toEqual([cost, { key: "team", value: "db" }]);
    await modify({ replaceTags: [{ key: "flag" }], deleteTagKeys: ["team", "cost"] });
    expect(await listedTags()).toEqual([{ key: "flag", value: "" }]);
    await modify({ deleteTagKeys: ["flag"] });
    expect(await listedTags()).toEqual([]);
  });

  test("DescribeResourceTags lists tags with dates; those of an instance, too", async () => {
    await start();
    const describe = async (resourceUuid: string): Promise<unknown> =>
      (await send("zrm", "DescribeResourceTags", { resourceUuid })).body.response;
    const createdDate: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(await describe(imageId)).toMatchObject({
      totalCount: 1,
      dataSet: [{ key: "team", value: "web", createdDate }],
    });
    expect(await describe("zec-web")).toMatchObject({ totalCount: 0, dataSet: [] });
    expect(await describe("none")).toMatchObject({ totalCount: 0, dataSet: [] });
    emulator.zec.setLabels("zec-web", { tags: [{ key: "a", value: "b" }] });
    expect(await describe("zec-web")).toMatchObject({ dataSet: [{ key: "a" }] });
  });

  test("TagBindResources binds an existing tag to all resources or none", async () => {
    await start();
    const tag = { key: "cost", value: "1" };
    await send("zrm", "CreateTags", { tags: [tag] });
    const bind = (...resourceUuids: string[]): Promise<Got> => send("zrm", "TagBindResources", { tag, resourceUuids });
    expect((await bind(imageId, "none")).body.code).toBe("INVALID_RESOURCE_NOT_FOUND");
    expect(await listedTags()).toHaveLength(1);
    expect((await bind(imageId, "zec-web")).status).toBe(200);
    expect(await listedTags()).toHaveLength(2);
    expect(emulator.zec.instance("zec-web")?.tags).toEqual([tag]);
  });

  test("tags of CreateImage exist in the account", async () => {
    await start();
    const tag = { key: "new", value: "1" };
    await send("zec", "CreateImage", { instanceId: "zec-web", imageName: "web", tags: { tags: [tag] } });
    expect((await send("zrm", "TagBindResources", { tag, resourceUuids: ["zec-db"] })).status).toBe(200);
  });
});

test("resource groups: listed, and resources move between them", async () => {
  await start();
  const groups = await send("user", "DescribeResourceGroups", {});
  expect(groups.body.response?.["resourceGroups"]).toMatchObject([
    { resourceGroupId: "rg-default", name: "Default Resource Group", createTime: "2026-01-01T00:00:00Z" },
    { resourceGroupId: "rg-team" },
  ]);
  expect(await listedImage()).toMatchObject({ resourceGroupId: "rg-default" });
  const move = (...resources: string[]): Promise<Got> =>
    send("user", "AddResourceResourceGroup", { resources, resourceGroupId: "rg-team" });
  expect((await move(imageId, "none")).body.code).toBe("OPERATION_FAILED_RESOURCE_NOT_FOUND");
  expect(await listedImage()).toMatchObject({ resourceGroupId: "rg-default" });
  expect((await move(imageId, "zec-web")).status).toBe(200);
  expect(await listedImage()).toMatchObject({ resourceGroupId: "rg-team", resourceGroupName: "Team" });
  expect(emulator.zec.instance("zec-web")).toMatchObject({ resourceGroupId: "rg-team" });
});

test("tagsVisibleAfterMs: lists show the old tags and group for a while", async () => {
  await start({ tagsVisibleAfterMs: 1000 });
  await send("zrm", "ModifyResourceTags", { resourceUuid: imageId, deleteTagKeys: ["team"] });
  emulator.advance(500);
  await send("user", "AddResourceResourceGroup", { resources: [imageId], resourceGroupId: "rg-team" });
  emulator.advance(999);
  expect(await listedImage()).toMatchObject({ resourceGroupId: "rg-default", tags: { tags: [{ key: "team" }] } });
  emulator.advance(1);
  expect(await listedImage()).toMatchObject({ resourceGroupId: "rg-team", tags: { tags: [] } });
});
