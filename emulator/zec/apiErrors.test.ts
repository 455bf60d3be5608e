import { call } from "../../test/support/emulatorClient";
import { LONGEST_NAME } from "../../test/support/limits";
import { STATUS_OF_CODE } from "../errorCodes";
import { createEmulator, type Emulator, type ErrorCode, type ServiceName, type ZecInstanceStatus } from "../index";
import type { ZecImageStatus, ZecOptions } from "../index";
import { USER_ACTIONS } from "../user";
import { ZRM_ACTIONS } from "../zrm";
import { ZEC_ACTIONS } from "./index";

/** A call that gets an error: its parameters, what is prepared before it, and the code. */
interface ErrorCase {
  code: ErrorCode;
  params: unknown;
  prepare?: (emulator: Emulator) => unknown;
  options?: ZecOptions;
}

const IMAGE = "image-own";
const CREATE = { instanceId: "zec-web", imageName: "web" };
const COPY = { imageId: IMAGE, regionIdList: ["SEA-A"] };
const REMOVE = { imageId: IMAGE, regionIds: ["SEA-A"] };

const add = (emulator: Emulator, seed: object = {}) =>
  emulator.zec.addImage({ imageId: IMAGE, sourceRegionId: "asia-east-1", imageName: "own", ...seed });
const image = (seed: object) => (emulator: Emulator) => add(emulator, seed);
const imageIn = (imageStatus: ZecImageStatus) => image({ imageStatus, regionIds: ["asia-east-1", "SEA-A"] });
const foreign = image({ account: "another" });
const instanceIn = (status: ZecInstanceStatus) => (emulator: Emulator) =>
  emulator.zec.setInstanceStatus("zec-web", status);

const long = (length: number): string => "a".repeat(length);
const numbered = (count: number): { key: string; value: string }[] =>
  Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: "v" }));
const notAvailable: ZecImageStatus[] = ["CREATING", "SYNCING", "PROCESSING", "DELETING", "UNAVAILABLE"];

const badNames: ErrorCase[] = [
  { code: "INVALID_PARAMETER_EXCEED_LENGTH", params: { imageName: long(LONGEST_NAME.zec + 1) } },
  { code: "INVALID_PARAMETER_LESS_LENGTH", params: { imageName: "a" } },
  { code: "INVALID_PARAMETER_LESS_LENGTH", params: { imageName: "" } },
  ...["a b", "-ab", ".ab", "_ab", "ab-", "ab.", "ab_", "a/b", "镜像", "ab\n"].map((imageName): ErrorCase => ({
    code: "INVALID_PARAMETER_PATTERN_ERROR",
    params: { imageName },
  })),
  { code: "INVALID_PARAMETER_TYPE", params: { imageName: 7 } },
];
const badPaging: ErrorCase[] = [
  { code: "INVALID_PARAMETER_LESS_MINIMUM", params: { pageNum: 0 } },
  { code: "INVALID_PARAMETER_LESS_MINIMUM", params: { pageSize: 0 } },
  { code: "INVALID_PARAMETER_EXCEED_MAXIMUM", params: { pageSize: 1001 } },
  { code: "INVALID_PARAMETER_TYPE", params: { pageSize: "20" } },
];
const badFilters: ErrorCase[] = [
  { code: "INVALID_PARAMETER_TYPE", params: { tagKeys: "team" } },
  { code: "INVALID_PARAMETER_EXCEED_LENGTH", params: { tagKeys: Array<string>(21).fill("a") } },
  { code: "INVALID_PARAMETER_EXCEED_LENGTH", params: { tags: numbered(21) } },
  { code: "INVALID_PARAMETER_EXCEED_LENGTH", params: { tags: [{ key: long(65) }] } },
  { code: "INVALID_PARAMETER_VALUE", params: { tags: [{ key: "team", val: "web" }] } },
  // The wrapped form is that of CreateImage, and of responses.
  { code: "INVALID_PARAMETER_TYPE", params: { tags: { tags: [{ key: "team", value: "web" }] } } },
];
const badImageFilters: ErrorCase[] = [
  { code: "INVALID_PARAMETER_VALUE", params: { imageStatus: "READY" } },
  { code: "INVALID_PARAMETER_VALUE", params: { osType: "Linux" } },
  { code: "INVALID_PARAMETER_VALUE", params: { category: "ubuntu" } },
  { code: "INVALID_PARAMETER_TYPE", params: { imageIds: IMAGE } },
];
const badInstanceIds: ErrorCase[] = [
  { code: "INVALID_PARAMETER_TYPE", params: { instanceIds: "zec-web" } },
  { code: "INVALID_PARAMETER_TYPE", params: { instanceIds: [7] } },
  { code: "INVALID_PARAMETER_EXCEED_LENGTH", params: { instanceIds: Array<string>(101).fill("zec-web") } },
];

const with_ = (base: object, cases: ErrorCase[]): ErrorCase[] =>
  cases.map((errorCase) => ({ ...errorCase, params: { ...base, ...(errorCase.params as object) } }));

/** Each status of an instance in which it cannot be imaged, and the code. */
const UNIMAGEABLE: [ErrorCode, ZecInstanceStatus[]][] = [
  ["OPERATION_DENIED_INSTANCE_STATUS_NOT_SUPPORT", ["RUNNING", "RECYCLE", "CREATE_FAILED", "REINSTALL_FAILED"]],
  [
    "OPERATION_DENIED_INSTANCE_IN_OPERATION",
    ["PENDING", "DEPLOYING", "REBUILDING", "REBOOT", "BOOTING", "RELEASING", "STOPPING", "RECYCLING", "IMAGING"],
  ],
  ["OPERATION_DENIED_INSTANCE_IN_OPERATION", ["RESIZING"]],
];

const ZEC: Record<string, ErrorCase[]> = {
  CreateImage: [
    { code: "MISSING_PARAMETER", params: { imageName: "web" } },
    { code: "MISSING_PARAMETER", params: { instanceId: "zec-web" } },
    { code: "MISSING_PARAMETER", params: { ...CREATE, imageName: null } },
    { code: "INVALID_PARAMETER_VALUE", params: { ...CREATE, imageDescription: "text" } },
    ...with_(CREATE, badNames),
    ...with_(CREATE, [
      { code: "INVALID_PARAMETER_TYPE", params: { tags: [{ key: "team", value: "web" }] } },
      { code: "INVALID_PARAMETER_VALUE", params: { tags: { team: "web" } } },
      { code: "MISSING_PARAMETER", params: { tags: { tags: [{ key: "team" }] } } },
      { code: "INVALID_PARAMETER_LESS_LENGTH", params: { tags: { tags: [{ key: "team", value: "" }] } } },
      { code: "INVALID_PARAMETER_EXCEED_LENGTH", params: { tags: { tags: [{ key: long(65), value: "a" }] } } },
      { code: "INVALID_PARAMETER_EXCEED_LENGTH", params: { tags: { tags: [{ key: "a", value: long(65) }] } } },
      { code: "INVALID_PARAMETER_EXCEED_LENGTH", params: { tags: { tags: numbered(21) } } },
      { code: "INVALID_PARAMETER_VALUE", params: { tags: { tags: [...numbered(1), ...numbered(1)] } } },
      { code: "OPERATION_FAILED_RESOURCE_GROUP_NOT_FOUND", params: { resourceGroupId: "rg-none" } },
      { code: "INVALID_INSTANCE_NOT_FOUND", params: { instanceId: "zec-none" } },
      { code: "OPERATION_DENIED_GPU_INSTANCE_NOT_SUPPORT", params: { instanceId: "zec-gpu" } },
      { code: "INVALID_IMAGE_QUOTA_EXCEED", params: {}, options: { quota: 1 }, prepare: add },
    ]),
    {
      code: "INVALID_INSTANCE_NOT_FOUND",
      params: CREATE,
      prepare: (emulator) => (emulator.zec.instance("zec-web")!.account = "another"),
    },
    ...UNIMAGEABLE.flatMap(([code, statuses]) =>
      statuses.map((status) => ({ code, params: CREATE, prepare: instanceIn(status) })),
    ),
  ],
  DescribeCustomImages: [
    ...badPaging,
    ...badFilters,
    ...badImageFilters,
    { code: "INVALID_PARAMETER_VALUE", params: { zoneId: "asia-east-1a" } },
    { code: "INVALID_PARAMETER_VALUE", params: { regionIds: ["asia-east-1"] } },
  ],
  DescribeImages: [
    { code: "MISSING_PARAMETER", params: {} },
    { code: "INVALID_ZONE_NOT_FOUND", params: { zoneId: "asia-east-1" } },
    ...with_({ zoneId: "asia-east-1a" }, [
      ...badPaging,
      ...badFilters,
      ...badImageFilters,
      { code: "INVALID_PARAMETER_VALUE", params: { imageType: "custom" } },
      { code: "INVALID_PARAMETER_VALUE", params: { imageSource: "MINE" } },
    ]),
  ],
  ModifyImagesAttributes: [
    { code: "MISSING_PARAMETER", params: { imageName: "new" } },
    { code: "MISSING_PARAMETER", params: { imageIds: [IMAGE] } },
    { code: "INVALID_PARAMETER_LESS_LENGTH", params: { imageIds: [], imageName: "new" } },
    { code: "INVALID_PARAMETER_VALUE", params: { imageIds: [IMAGE], imageName: "new", imageDescription: "text" } },
    ...with_({ imageIds: [IMAGE] }, badNames),
    { code: "INVALID_IMAGE_NOT_FOUND", params: { imageIds: [IMAGE], imageName: "new" } },
    { code: "INVALID_IMAGE_NOT_FOUND", params: { imageIds: [IMAGE], imageName: "new" }, prepare: foreign },
    { code: "INVALID_IMAGE_NOT_FOUND", params: { imageIds: ["ubuntu2404_20240712"], imageName: "new" } },
    { code: "INVALID_IMAGE_STATUS", params: { imageIds: [IMAGE], imageName: "new" }, prepare: imageIn("DELETING") },
  ],
  DeleteImages: [
    { code: "MISSING_PARAMETER", params: {} },
    { code: "INVALID_PARAMETER_LESS_LENGTH", params: { imageIds: [] } },
    { code: "INVALID_PARAMETER_TYPE", params: { imageIds: IMAGE } },
    { code: "INVALID_IMAGE_NOT_FOUND", params: { imageIds: [IMAGE] } },
    { code: "INVALID_IMAGE_NOT_FOUND", params: { imageIds: [IMAGE] }, prepare: foreign },
    ...(["CREATING", "SYNCING", "PROCESSING", "DELETING"] as const).map((status): ErrorCase => {
      const options: ZecOptions = { deleteWrongStatus: "error" };
      return { code: "INVALID_IMAGE_STATUS", params: { imageIds: [IMAGE] }, options, prepare: imageIn(status) };
    }),
  ],
  CopyImage: [
    { code: "MISSING_PARAMETER", params: { imageId: IMAGE } },
    { code: "MISSING_PARAMETER", params: { regionIdList: ["SEA-A"] } },
    { code: "INVALID_PARAMETER_VALUE", params: { imageId: IMAGE, regionIds: ["SEA-A"] } },
    { code: "INVALID_PARAMETER_LESS_LENGTH", params: { ...COPY, regionIdList: [] } },
    { code: "INVALID_PARAMETER_TYPE", params: { ...COPY, regionIdList: "SEA-A" } },
    { code: "INVALID_IMAGE_NOT_FOUND", params: COPY },
    { code: "INVALID_IMAGE_NOT_FOUND", params: COPY, prepare: foreign },
    { code: "INVALID_REGION_NOT_FOUND", params: { ...COPY, regionIdList: ["SEA-A", "asia-east-1a"] }, prepare: add },
    { code: "INVALID_PARAMETER_VALUE", params: { ...COPY, regionIdList: ["SHA"] }, prepare: add },
    { code: "INVALID_PARAMETER_VALUE", params: COPY, prepare: image({ sourceRegionId: "SHA" }) },
    ...notAvailable.map((status): ErrorCase => ({
      code: "INVALID_IMAGE_STATUS",
      params: COPY,
      prepare: imageIn(status),
    })),
    { code: "INVALID_IMAGE_STATUS", params: COPY, prepare: image({ imageStatus: "FAILED" }) },
    {
      code: "INVALID_IMAGE_STATUS",
      params: COPY,
      options: { copyAfterFailure: false },
      prepare: image({ imageStatus: "FAILED", regionIds: ["asia-east-1"] }),
    },
  ],
  DescribeImageCopyProgress: [
    { code: "MISSING_PARAMETER", params: {} },
    { code: "INVALID_PARAMETER_VALUE", params: { imageIds: [IMAGE] } },
    { code: "INVALID_IMAGE_NOT_FOUND", params: { imageId: IMAGE } },
    { code: "INVALID_IMAGE_NOT_FOUND", params: { imageId: IMAGE }, prepare: foreign },
  ],
  DeleteImageCopy: [
    { code: "MISSING_PARAMETER", params: { imageId: IMAGE } },
    { code: "INVALID_PARAMETER_VALUE", params: { imageId: IMAGE, regionIdList: ["SEA-A"] } },
    { code: "INVALID_PARAMETER_LESS_LENGTH", params: { ...REMOVE, regionIds: [] } },
    { code: "INVALID_IMAGE_NOT_FOUND", params: REMOVE },
    { code: "INVALID_IMAGE_NOT_FOUND", params: REMOVE, prepare: foreign },
    { code: "INVALID_PARAMETER_VALUE", params: REMOVE, prepare: image({ sourceRegionId: "SEA-A" }) },
    {
      code: "INVALID_PARAMETER_VALUE",
      params: { imageId: IMAGE, regionIds: ["asia-east-1", "SEA-A"] },
      prepare: imageIn("AVAILABLE"),
    },
    ...([...notAvailable, "FAILED"] as const).map((status): ErrorCase => ({
      code: "INVALID_IMAGE_STATUS",
      params: REMOVE,
      prepare: imageIn(status),
    })),
  ],
  DescribeInstances: [
    ...badInstanceIds,
    ...badPaging,
    ...badFilters,
    { code: "INVALID_PARAMETER_VALUE", params: { status: "OFF" } },
    // The names of the service `vm`.
    { code: "INVALID_PARAMETER_VALUE", params: { instanceStatus: "RUNNING" } },
    { code: "INVALID_PARAMETER_VALUE", params: { instanceName: "web" } },
  ],
  DescribeInstancesStatus: [...badInstanceIds, ...badPaging],
  StartInstances: [
    ...badInstanceIds,
    { code: "MISSING_PARAMETER", params: {} },
    { code: "INVALID_PARAMETER_LESS_LENGTH", params: { instanceIds: [] } },
    { code: "INVALID_INSTANCE_NOT_FOUND", params: { instanceIds: ["zec-none"] } },
    {
      code: "OPERATION_DENIED_INSTANCE_RECYCLED",
      params: { instanceIds: ["zec-web"] },
      prepare: instanceIn("RECYCLE"),
    },
    { code: "OPERATION_DENIED_INSTANCE_NOT_STOPPED", params: { instanceIds: ["zec-db"] } },
    {
      code: "OPERATION_DENIED_INSTANCE_NOT_STOPPED",
      params: { instanceIds: ["zec-web"] },
      prepare: instanceIn("IMAGING"),
    },
  ],
  StopInstances: [
    ...badInstanceIds,
    { code: "MISSING_PARAMETER", params: {} },
    { code: "INVALID_PARAMETER_TYPE", params: { instanceIds: ["zec-web"], forceShutdown: "yes" } },
    { code: "INVALID_INSTANCE_NOT_FOUND", params: { instanceIds: ["zec-none"] } },
    {
      code: "OPERATION_DENIED_INSTANCE_RECYCLED",
      params: { instanceIds: ["zec-web"] },
      prepare: instanceIn("RECYCLE"),
    },
    { code: "OPERATION_DENIED_INSTANCE_NOT_RUNNING", params: { instanceIds: ["zec-web"] } },
    {
      code: "OPERATION_DENIED_INSTANCE_NOT_RUNNING",
      params: { instanceIds: ["zec-web"] },
      prepare: instanceIn("IMAGING"),
    },
  ],
  DescribeZones: [{ code: "INVALID_PARAMETER_TYPE", params: { zoneIds: "SEA-A" } }],
  DescribeRegions: [{ code: "INVALID_PARAMETER_TYPE", params: { regionIds: "SEA-A" } }],
  DescribeZoneGpuInstanceConfigInfos: [{ code: "INVALID_PARAMETER_TYPE", params: { zoneId: ["SEA-A"] } }],
};

const tagged = image({ tags: [{ key: "team", value: "web" }] });
const TAG = { key: "team", value: "web" };
const createTag = (emulator: Emulator) =>
  call(emulator, "CreateTags", { tags: [TAG] }, { service: "zrm" }).then(() => emulator.clearCalls());

const ZRM: Record<string, ErrorCase[]> = {
  CreateTags: [
    { code: "MISSING_PARAMETER", params: {} },
    { code: "INVALID_PARAMETER_LESS_LENGTH", params: { tags: [] } },
    { code: "INVALID_PARAMETER_EXCEED_LENGTH", params: { tags: numbered(21) } },
    { code: "MISSING_PARAMETER", params: { tags: [{ value: "web" }] } },
  ],
  ModifyResourceTags: [
    { code: "MISSING_PARAMETER", params: { replaceTags: [TAG] } },
    { code: "INVALID_RESOURCE_NOT_FOUND", params: { resourceUuid: IMAGE, replaceTags: [TAG] } },
    { code: "INVALID_RESOURCE_NOT_FOUND", params: { resourceUuid: IMAGE, replaceTags: [TAG] }, prepare: foreign },
    { code: "INVALID_RESOURCE_CAN_NOT_BOUND", params: { resourceUuid: "ubuntu2404_20240712", replaceTags: [TAG] } },
    {
      code: "INVALID_RESOURCE_CAN_NOT_BOUND",
      params: { resourceUuid: IMAGE, replaceTags: [TAG] },
      prepare: image({ tags: numbered(20) }),
    },
    { code: "INVALID_PARAMETER_TYPE", params: { resourceUuid: IMAGE, replaceTags: { tags: [TAG] } } },
    { code: "INVALID_PARAMETER_VALUE", params: { resourceUuid: IMAGE, tags: [TAG] } },
    { code: "INVALID_PARAMETER_VALUE", params: { resourceUuid: IMAGE, replaceTags: [TAG, TAG] } },
    { code: "INVALID_PARAMETER_TYPE", params: { resourceUuid: IMAGE, deleteTagKeys: [TAG] } },
  ],
  TagBindResources: [
    { code: "MISSING_PARAMETER", params: { resourceUuids: [IMAGE] } },
    { code: "MISSING_PARAMETER", params: { tag: TAG } },
    { code: "INVALID_TAG_NOT_FOUND", params: { tag: TAG, resourceUuids: [IMAGE] }, prepare: add },
    { code: "INVALID_RESOURCE_NOT_FOUND", params: { tag: TAG, resourceUuids: [IMAGE] }, prepare: createTag },
    { code: "INVALID_RESOURCE_CAN_NOT_BOUND", params: { tag: TAG, resourceUuids: [IMAGE] }, prepare: tagged },
  ],
  DescribeResourceTags: [
    { code: "MISSING_PARAMETER", params: {} },
    { code: "INVALID_PARAMETER_VALUE", params: { resourceUuids: [IMAGE] } },
  ],
};

const USER: Record<string, ErrorCase[]> = {
  AddResourceResourceGroup: [
    { code: "MISSING_PARAMETER", params: { resources: [IMAGE] } },
    { code: "MISSING_PARAMETER", params: { resourceGroupId: "rg-team" } },
    { code: "INVALID_PARAMETER_TYPE", params: { resources: IMAGE, resourceGroupId: "rg-team" } },
    {
      code: "OPERATION_FAILED_RESOURCE_GROUP_NOT_FOUND",
      params: { resources: [IMAGE], resourceGroupId: "rg-none" },
      prepare: add,
    },
    { code: "OPERATION_FAILED_RESOURCE_NOT_FOUND", params: { resources: [IMAGE], resourceGroupId: "rg-team" } },
  ],
  DescribeResourceGroups: [{ code: "INVALID_PARAMETER_VALUE", params: { resourceGroupId: "rg-team" } }],
};

const TABLES: [ServiceName, Record<string, ErrorCase[]>][] = [
  ["zec", ZEC],
  ["zrm", ZRM],
  ["user", USER],
];

const ROWS = TABLES.flatMap(([service, table]) =>
  Object.entries(table).flatMap(([action, cases]) =>
    cases.map(
      (each, index) => [service, action, each.code, index, JSON.stringify(each.params).slice(0, 60), each] as const,
    ),
  ),
);

test.each(ROWS)("%s %s gets %s (%i): %s", async (service, action, code, _, __, { params, prepare, options }) => {
  const emulator = createEmulator({ zec: options });
  await emulator.start();
  try {
    await prepare?.(emulator);
    const state = (): string => JSON.stringify([emulator.zec.instances(), emulator.zec.history()]);
    const before = state();
    const { status, body } = await call(emulator, action, params, { service });
    expect({ status, code: body.code }).toEqual({ status: STATUS_OF_CODE[code], code });
    expect(Object.keys(body)).toEqual(["requestId", "code", "message"]);
    expect(state()).toBe(before); // an error changes nothing
    expect(emulator.calls()).toMatchObject([{ service, action, status, code, done: false }]);
  } finally {
    await emulator.stop();
  }
});

test.each([
  [ZEC, ZEC_ACTIONS],
  [ZRM, ZRM_ACTIONS],
  [USER, USER_ACTIONS],
] as const)("every action has error cases", (table, actions) => {
  expect(Object.keys(table).sort()).toEqual(actions.map(({ name }) => name).sort());
});

test.each([
  ["an action of another service", "zec", "DescribeImageQuota", undefined],
  ["an action of another service", "zrm", "DescribeImages", undefined],
  ["a version of another service", "zec", "DescribeZones", "2026-04-01"],
  ["an older version", "zec", "DescribeCustomImages", "2024-04-01"],
] as const)("%s is not authorized: %s %s", async (_, service, action, version) => {
  const emulator = createEmulator();
  await emulator.start();
  const { status, body } = await call(emulator, action, {}, { service, version });
  await emulator.stop();
  expect({ status, code: body.code }).toEqual({ status: 401, code: "AUTHFAILURE_UNAUTHORIZED_OPERATION" });
});
