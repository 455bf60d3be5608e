import { call, type Sent } from "../../test/support/emulatorClient";
import { REQUEST_SHAPES, SHAPE_IMAGE, type RequestShape } from "../../test/support/zecShapes";
import { createEmulator, type Emulator } from "../index";
import { SERVICES } from "../services";

let emulator: Emulator;
beforeEach(async () => {
  emulator = createEmulator({ zec: { copyImageMs: 1000 } });
  emulator.pause();
  await emulator.start();
  const regionIds = ["asia-east-1", "asia-southeast-1"];
  emulator.zec.addImage({ imageId: SHAPE_IMAGE, imageName: "shape", sourceRegionId: "asia-east-1", regionIds });
  await call(emulator, "CreateTags", { tags: [{ key: "env", value: "prod" }] }, { service: "zrm" });
  emulator.clearCalls();
});
afterEach(() => emulator.stop());

/** The required fields alone, with each optional one, with all of them, and with null for all of them. */
function requestsOf({ required, optional }: RequestShape): Record<string, unknown>[] {
  const fields = Object.entries(optional);
  return [
    required,
    ...fields.map(([name, value]) => ({ ...required, [name]: value })),
    { ...required, ...optional },
    { ...required, ...Object.fromEntries(fields.map(([name]) => [name, null])) },
  ];
}

const CASES = REQUEST_SHAPES.flatMap((shape) =>
  requestsOf(shape).map((params) => [shape.service, shape.action, JSON.stringify(params), shape] as const),
);

test.each(CASES)("%s %s accepts %s", async (service, action, params) => {
  const { status, body } = await call(emulator, action, params, { service });
  expect({ status, code: body.code }).toEqual({ status: 200, code: undefined });
  expect(emulator.calls()).toMatchObject([{ service, action, done: true }]);
});

test("all actions have a shape", () => {
  const known = SERVICES.filter(({ name }) => name !== "vm").flatMap(({ name, actions }) =>
    actions.map((action) => `${name} ${action.name}`),
  );
  expect(REQUEST_SHAPES.map(({ service, action }) => `${service} ${action}`).sort()).toEqual(known.sort());
});

test.each(REQUEST_SHAPES.map((shape) => [shape.service, shape.action, shape] as const))(
  "%s %s rejects a field that it does not have, and needs each required one",
  async (service, action, { required, optional }) => {
    const send = async (params: object): Promise<unknown> =>
      (await call(emulator, action, params, { service })).body.code;
    expect(await send({ ...required, ...optional, noSuchField: 1 })).toBe("INVALID_PARAMETER_VALUE");
    for (const name of Object.keys(required)) {
      expect({ name, code: await send({ ...required, [name]: undefined }) }).toEqual({
        name,
        code: "MISSING_PARAMETER",
      });
      expect({ name, code: await send({ ...required, [name]: { not: "this" } }) }).not.toEqual({
        name,
        code: undefined,
      });
    }
  },
);

test.each<[string, Record<string, string>]>([
  ["Go SDK", { "x-zc-service": "zec", "x-zc-sdk-version": "0.2.45", "x-zc-sdk-lang": "go" }],
  ["command line", { "x-zc-service": "zec", "x-zc-sdk-lang": "go", "x-zc-request-client": "zeno" }],
  ["Python SDK", { "x-zc-sdk-version": "SDK_PYTHON_2.0.077", "x-zc-sdk-lang": "Python" }],
  ["Java SDK", { "x-zc-signature-version": "V2", "content-type": "application/json; charset=utf-8" }],
])("the headers of the %s are accepted", async (_, headers) => {
  const sent: Sent = { service: "zec", headers };
  expect((await call(emulator, "DescribeCustomImages", {}, sent)).status).toBe(200);
});
