import { call } from "../test/support/emulatorClient";
import { LONGEST_NAME } from "../test/support/limits";
import { STATUS_OF_CODE } from "./errorCodes";
import { createEmulator, type Emulator, type EmulatorOptions, type ErrorCode } from "./index";
import { VM_ACTIONS } from "./vm";

/** A call that gets an error: its parameters, what is prepared before it, and the code. */
interface ErrorCase {
  code: ErrorCode;
  params: unknown;
  prepare?: (emulator: Emulator) => void;
  options?: EmulatorOptions;
  version?: string;
}

const PARAMS = { instanceId: "i-web", imageName: "web" };
const IMAGE = "img-own";
const add = (emulator: Emulator): unknown => emulator.addImage({ imageId: IMAGE, zoneId: "HKG-A", imageName: "own" });
const creating = (emulator: Emulator): unknown =>
  emulator.addImage({ imageId: IMAGE, zoneId: "HKG-A", imageName: "own", imageStatus: "CREATING" });
const foreign = (emulator: Emulator): unknown =>
  emulator.addImage({ imageId: IMAGE, zoneId: "HKG-A", imageName: "own", account: "another" });
const status =
  (status: "RECYCLE" | "IMAGING" | "RUNNING" | "STOPPING" | "PENDING") =>
  (emulator: Emulator): void =>
    emulator.setInstanceStatus("i-web", status);

const long = (length: number): string => "a".repeat(length);

const badNames: ErrorCase[] = [
  { code: "INVALID_PARAMETER_EXCEED_LENGTH", params: { imageName: long(LONGEST_NAME.vm + 1) } },
  { code: "INVALID_PARAMETER_EXCEED_LENGTH", params: { imageName: "像".repeat(LONGEST_NAME.vm + 1) } },
  { code: "INVALID_PARAMETER_LESS_LENGTH", params: { imageName: "" } },
  { code: "INVALID_PARAMETER_PATTERN_ERROR", params: { imageName: "a b" } },
  { code: "INVALID_PARAMETER_PATTERN_ERROR", params: { imageName: "a.b" } },
  { code: "INVALID_PARAMETER_PATTERN_ERROR", params: { imageName: "a\n" } },
  { code: "INVALID_PARAMETER_PATTERN_ERROR", params: { imageName: "😀" } },
  { code: "INVALID_PARAMETER_TYPE", params: { imageName: 7 } },
  { code: "INVALID_PARAMETER_EXCEED_LENGTH", params: { imageDescription: long(256) } },
  { code: "INVALID_PARAMETER_TYPE", params: { imageDescription: ["a"] } },
];

const badPaging: ErrorCase[] = [
  { code: "INVALID_PARAMETER_LESS_MINIMUM", params: { pageNum: 0 } },
  { code: "INVALID_PARAMETER_LESS_MINIMUM", params: { pageSize: 0 } },
  { code: "INVALID_PARAMETER_EXCEED_MAXIMUM", params: { pageSize: 1001 } },
  { code: "INVALID_PARAMETER_TYPE", params: { pageSize: "20" } },
  { code: "INVALID_PARAMETER_TYPE", params: { pageNum: 1.5 } },
];

const badInstanceIds: ErrorCase[] = [
  { code: "INVALID_PARAMETER_TYPE", params: { instanceIds: "i-web" } },
  { code: "INVALID_PARAMETER_TYPE", params: { instanceIds: [7] } },
  { code: "INVALID_PARAMETER_EXCEED_LENGTH", params: { instanceIds: Array<string>(101).fill("i-web") } },
];

const with_ = (base: object, cases: ErrorCase[]): ErrorCase[] =>
  cases.map((errorCase) => ({ ...errorCase, params: { ...base, ...(errorCase.params as object) } }));

const ERROR_CASES: Record<string, ErrorCase[]> = {
  CreateImage: [
    { code: "MISSING_PARAMETER", params: { imageName: "web" } },
    { code: "MISSING_PARAMETER", params: { instanceId: "i-web" } },
    { code: "MISSING_PARAMETER", params: { ...PARAMS, imageName: null } },
    { code: "INVALID_PARAMETER_LESS_LENGTH", params: { ...PARAMS, instanceId: "" } },
    ...with_(PARAMS, badNames),
    { code: "INVALID_INSTANCE_NOT_FOUND", params: { ...PARAMS, instanceId: "i-none" } },
    { code: "UNSUPPORTED_OPERATION_INSTANCE_STATE_STARTING", params: PARAMS, prepare: status("RUNNING") },
    { code: "UNSUPPORTED_OPERATION_INSTANCE_STATE_STARTING", params: PARAMS, prepare: status("STOPPING") },
    { code: "UNSUPPORTED_OPERATION_INSTANCE_STATE_STARTING", params: PARAMS, prepare: status("PENDING") },
    { code: "OPERATION_DENIED_INSTANCE_RECYCLED", params: PARAMS, prepare: status("RECYCLE") },
    { code: "UNSUPPORTED_OPERATION_DISK_MAKING_IMAGE", params: PARAMS, prepare: status("IMAGING") },
    { code: "LIMIT_EXCEEDED_IMAGE_QUOTA", params: PARAMS, options: { quota: 1 }, prepare: add },
    {
      code: "UNSUPPORTED_OPERATION_ZONE_NOT_SUPPORT",
      params: { ...PARAMS, instanceId: "i-lax" },
      prepare: (emulator) => emulator.addInstance({ instanceId: "i-lax", zoneId: "LAX-A" }),
    },
    {
      code: "UNSUPPORTED_OPERATION_DISK_UNAVAILABLE",
      params: { ...PARAMS, instanceId: "i-bad" },
      prepare: (emulator) => emulator.addInstance({ instanceId: "i-bad", zoneId: "HKG-A", diskUnavailable: true }),
    },
  ],
  DescribeImages: [
    { code: "MISSING_PARAMETER", params: {} },
    { code: "INVALID_ZONE_NOT_FOUND", params: { zoneId: "SEL--A" } },
    { code: "INVALID_PARAMETER_VALUE", params: { zoneId: "HKG-A", imageType: "custom" } },
    { code: "INVALID_PARAMETER_VALUE", params: { zoneId: "HKG-A", imageStatus: "READY" } },
    { code: "INVALID_PARAMETER_VALUE", params: { zoneId: "HKG-A", osType: "Linux" } },
    { code: "INVALID_PARAMETER_VALUE", params: { zoneId: "HKG-A", category: "ubuntu" } },
    { code: "INVALID_PARAMETER_TYPE", params: { zoneId: "HKG-A", imageIds: "img-1" } },
    { code: "INVALID_PARAMETER_TYPE", params: { zoneId: "HKG-A", imageType: 1 } },
    ...with_({ zoneId: "HKG-A" }, badPaging),
  ],
  DescribeImage: [
    { code: "MISSING_PARAMETER", params: {}, version: "2023-03-13" },
    { code: "INVALID_IMAGE_NOT_FOUND", params: { imageId: "img-none" }, version: "2023-03-13" },
    { code: "INVALID_IMAGE_NOT_FOUND", params: { imageId: IMAGE }, version: "2023-03-13", prepare: foreign },
    { code: "AUTHFAILURE_UNAUTHORIZED_OPERATION", params: { imageId: IMAGE }, prepare: add },
  ],
  ModifyImagesAttributes: [
    { code: "MISSING_PARAMETER", params: { imageName: "a" } },
    { code: "INVALID_PARAMETER_LESS_LENGTH", params: { imageIds: [] } },
    ...with_({ imageIds: [IMAGE] }, badNames),
    { code: "INVALID_IMAGE_NOT_FOUND", params: { imageIds: [IMAGE] } },
    { code: "INVALID_IMAGE_NOT_FOUND", params: { imageIds: [IMAGE] }, prepare: foreign },
    { code: "INVALID_IMAGE_NOT_FOUND", params: { imageIds: ["img-EVhEsCuXhCN0urZ7Vt77oOr6K"] } },
    { code: "INVALID_IMAGE_STATUS", params: { imageIds: [IMAGE], imageName: "a" }, prepare: creating },
  ],
  DeleteImages: [
    { code: "MISSING_PARAMETER", params: {} },
    { code: "INVALID_PARAMETER_LESS_LENGTH", params: { imageIds: [] } },
    { code: "INVALID_PARAMETER_TYPE", params: { imageIds: IMAGE } },
    { code: "INVALID_IMAGE_NOT_FOUND", params: { imageIds: [IMAGE] } },
    { code: "INVALID_IMAGE_NOT_FOUND", params: { imageIds: [IMAGE] }, prepare: foreign },
    { code: "INVALID_IMAGE_NOT_FOUND", params: { imageIds: ["img-EVhEsCuXhCN0urZ7Vt77oOr6K"] } },
    { code: "INVALID_IMAGE_STATUS", params: { imageIds: [IMAGE] }, prepare: creating },
    {
      code: "INVALID_IMAGE_STATUS",
      params: { imageIds: [IMAGE] },
      options: { deleteUnavailable: false },
      prepare: (emulator) => [add(emulator), emulator.failImage(IMAGE)],
    },
    {
      code: "INVALID_IMAGE_STATUS",
      params: { imageIds: [IMAGE] },
      options: { deleteInUse: false },
      prepare: (emulator) => [
        add(emulator),
        emulator.addInstance({ instanceId: "i-new", zoneId: "HKG-A", imageId: IMAGE }),
      ],
    },
  ],
  DescribeImageQuota: [
    { code: "INVALID_REGION_NOT_FOUND", params: { zoneIds: ["HKG-A", "SEL--A"] } },
    { code: "INVALID_PARAMETER_TYPE", params: { zoneIds: "HKG-A" } },
  ],
  DescribeInstances: [
    ...badInstanceIds,
    ...badPaging,
    { code: "INVALID_PARAMETER_VALUE", params: { instanceStatus: "OFF" } },
    { code: "INVALID_PARAMETER_TYPE", params: { tags: ["a"] } },
    { code: "INVALID_PARAMETER_EXCEED_LENGTH", params: { tagKeys: Array<string>(21).fill("a") } },
    {
      code: "INVALID_INSTANCE_NOT_FOUND",
      params: { instanceIds: ["i-none"] },
      options: { instanceUnknown: "notFound" },
    },
  ],
  DescribeInstancesStatus: [...badInstanceIds, ...badPaging],
  StartInstances: [
    ...badInstanceIds,
    { code: "MISSING_PARAMETER", params: {} },
    { code: "INVALID_PARAMETER_LESS_LENGTH", params: { instanceIds: [] } },
    { code: "INVALID_INSTANCE_NOT_FOUND", params: { instanceIds: ["i-web", "i-none"] } },
    { code: "OPERATION_DENIED_INSTANCE_RECYCLED", params: { instanceIds: ["i-web"] }, prepare: status("RECYCLE") },
    { code: "OPERATION_DENIED_INSTANCE_NOT_STOPPED", params: { instanceIds: ["i-web"] }, prepare: status("RUNNING") },
    { code: "OPERATION_DENIED_INSTANCE_NOT_STOPPED", params: { instanceIds: ["i-web"] }, prepare: status("IMAGING") },
  ],
  StopInstances: [
    ...badInstanceIds,
    { code: "MISSING_PARAMETER", params: {} },
    { code: "INVALID_PARAMETER_TYPE", params: { instanceIds: ["i-web"], forceShutdown: "yes" } },
    { code: "INVALID_INSTANCE_NOT_FOUND", params: { instanceIds: ["i-none"] } },
    { code: "OPERATION_DENIED_INSTANCE_RECYCLED", params: { instanceIds: ["i-web"] }, prepare: status("RECYCLE") },
    { code: "OPERATION_DENIED_INSTANCE_NOT_RUNNING", params: { instanceIds: ["i-web"] } },
    { code: "OPERATION_DENIED_INSTANCE_NOT_RUNNING", params: { instanceIds: ["i-web"] }, prepare: status("IMAGING") },
    {
      code: "OPERATION_DENIED_INSTANCE_NOT_RUNNING",
      params: { instanceIds: ["i-web"], forceShutdown: false },
      prepare: status("STOPPING"),
    },
  ],
  DescribeZones: [{ code: "INVALID_PARAMETER_TYPE", params: { zoneIds: "HKG-A" } }],
};

async function withEmulator(options: EmulatorOptions, use: (emulator: Emulator) => Promise<void>): Promise<void> {
  const emulator = createEmulator(options);
  await emulator.start();
  try {
    await use(emulator);
  } finally {
    await emulator.stop();
  }
}

const ROWS = Object.entries(ERROR_CASES).flatMap(([action, cases]) =>
  cases.map((errorCase) => [action, errorCase.code, JSON.stringify(errorCase.params).slice(0, 60), errorCase] as const),
);

test.each(ROWS)("%s gets %s: %s", async (action, code, _, { params, prepare, options = {}, version }) => {
  await withEmulator(options, async (emulator) => {
    prepare?.(emulator);
    const before = JSON.stringify([emulator.instances(), emulator.history()]);
    const { status, body } = await call(emulator, action, params, { version });
    expect([status, body.code]).toEqual([STATUS_OF_CODE[code], code]);
    expect(Object.keys(body)).toEqual(["requestId", "code", "message"]);
    expect(body.requestId).toMatch(/^T[0-9A-F-]{36}$/);
    expect(JSON.stringify([emulator.instances(), emulator.history()])).toBe(before); // an error changes nothing
    expect(emulator.calls()).toMatchObject([{ action, status, code, done: false, requestId: body.requestId }]);
  });
});

test("every action has error cases", () => {
  expect(Object.keys(ERROR_CASES).sort()).toEqual(VM_ACTIONS.map(({ name }) => name).sort());
});

describe("malformed requests", () => {
  const NO_OBJECT = ["", "{", "[]", "null", '"text"', "7"];

  test.each(NO_OBJECT)("body %j", async (text) => {
    await withEmulator({}, async (emulator) => {
      expect((await call(emulator, "DescribeZones", text)).body.code).toBe("INVALID_PARAMETER_TYPE");
    });
  });

  test.each([
    ["an unknown action", "CreateWorld", "2026-04-01"],
    ["an unknown version", "DescribeZones", "2020-01-01"],
    ...Object.getOwnPropertyNames(Object.prototype).map(
      (name) => [`the action ${name}`, name, "2026-04-01"] as [string, string, string],
    ),
    ["the version of that kind", "DescribeZones", "constructor"],
  ])("%s is not authorized", async (_, action, version) => {
    await withEmulator({}, async (emulator) => {
      const { status, body } = await call(emulator, action, {}, { version });
      expect([status, body.code]).toEqual([401, "AUTHFAILURE_UNAUTHORIZED_OPERATION"]);
    });
  });

  test("another content type", async () => {
    await withEmulator({}, async (emulator) => {
      const { body } = await call(emulator, "DescribeZones", {}, { headers: { "content-type": "text/plain" } });
      expect(body.code).toBe("INVALID_PARAMETER_TYPE");
    });
  });

  test("other paths, methods and bodies over 1 MiB are rejected and not recorded", async () => {
    await withEmulator({}, async (emulator) => {
      expect((await fetch(`${emulator.url}/`)).status).toBe(404);
      expect((await fetch(`${emulator.url}/api/v2/vm?a=b`, { method: "POST", body: "{}" })).status).toBe(404);
      expect((await fetch(`${emulator.url}/api/v2/vm`)).status).toBe(405);
      expect((await call(emulator, "DescribeZones", { pad: long(1024 * 1024 - 10) })).status).toBe(200);
      expect((await call(emulator, "DescribeZones", { pad: long(1024 * 1024) })).status).toBe(413);
      expect(emulator.calls()).toHaveLength(1);
    });
  });
});
