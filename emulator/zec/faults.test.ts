import { call, type Got } from "../../test/support/emulatorClient";
import { REQUEST_SHAPES, SHAPE_IMAGE, type RequestShape } from "../../test/support/zecShapes";
import { createEmulator, FAULT_KINDS, ZEC_FAULT_KINDS, type Emulator, type FaultKind } from "../index";

let emulator: Emulator;
beforeEach(async () => {
  emulator = createEmulator({ clock: { now: () => Date.now(), sleep: () => Promise.resolve() } });
  await emulator.start();
  const regionIds = ["asia-east-1", "asia-southeast-1"];
  emulator.zec.addImage({ imageId: SHAPE_IMAGE, imageName: "shape", sourceRegionId: "asia-east-1", regionIds });
  await call(emulator, "CreateTags", { tags: [{ key: "env", value: "prod" }] }, { service: "zrm" });
  emulator.clearCalls();
});
afterEach(() => emulator.stop());

/** Sends the request; "cut" if the connection was closed. */
const send = ({ service, action, required, optional }: RequestShape): Promise<Got | "cut"> =>
  call(emulator, action, { ...required, ...optional }, { service }).catch(() => "cut" as const);

const state = (): string => JSON.stringify([emulator.zec.history(), emulator.zec.instances()]);

/** What a client sees of each kind, and whether the action runs. Reads run under all faults but those that cut before. */
const EXPECTED: Record<keyof typeof FAULT_KINDS | keyof typeof ZEC_FAULT_KINDS, { seen: unknown; runs: boolean }> = {
  delay: { seen: 200, runs: true },
  late: { seen: 200, runs: true },
  unavailable: { seen: 200, runs: true },
  "429": { seen: 429, runs: false },
  "500": { seen: 500, runs: false },
  "503": { seen: 503, runs: false },
  html502: { seen: 502, runs: false },
  cutBefore: { seen: "cut", runs: false },
  cutAfter: { seen: "cut", runs: true },
  cutShort: { seen: "cut", runs: false },
  truncated: { seen: 200, runs: false },
  garbage: { seen: 200, runs: false },
  wrongType: { seen: 200, runs: false },
  noId: { seen: 200, runs: false },
  body: { seen: 418, runs: false },
  copyFails: { seen: 200, runs: true },
  copySlow: { seen: 200, runs: true },
  failedIds: { seen: 200, runs: false },
};

const LISTS_FAILED = ["DeleteImages", "StartInstances", "StopInstances"];

const GRID = Object.entries(EXPECTED).flatMap(([kind, expected]) =>
  REQUEST_SHAPES.map((shape) => [kind as FaultKind, shape.service, shape.action, { shape, ...expected }] as const),
);

test.each(GRID)("%s affects %s %s", async (kind, service, action, { shape, seen, runs }) => {
  emulator.faults.add({ service, action, kind, status: kind === "body" ? 418 : undefined, ms: 1 });
  emulator.faults.add({ service: "vm", action, kind: "500" }); // of another service
  const before = state();
  const got = await send(shape);
  expect(got === "cut" ? got : got.status).toBe(seen);

  const isRead = action.startsWith("Describe");
  const isPlain = kind === "failedIds" && !LISTS_FAILED.includes(action);
  const isDone = runs || isPlain || (isRead && kind !== "cutBefore");
  expect(emulator.calls()).toMatchObject([{ service, action, fault: kind, done: isDone }]);
  if (!isDone || isRead) expect(state()).toBe(before);
  const second = await send(shape);
  expect(emulator.calls()[1]?.fault).toBeUndefined();
  if (!isDone) expect(second).toMatchObject({ status: 200 });
});

test("the grid has every kind", () => {
  expect(Object.keys(EXPECTED).sort()).toEqual(Object.keys({ ...FAULT_KINDS, ...ZEC_FAULT_KINDS }).sort());
});

test.each(LISTS_FAILED)(
  "failedIds: %s lists all ids as failed; with workDone they changed nevertheless",
  async (action) => {
    const shape = REQUEST_SHAPES.find((each) => each.service === "zec" && each.action === action)!;
    const [field, ids] = Object.entries(shape.required)[0]!;
    const before = state();
    for (const workDone of [undefined, true]) {
      emulator.faults.add({ action, kind: "failedIds", workDone });
      const { body } = (await send(shape)) as Got;
      expect(body.response?.[field]).toEqual(ids);
      expect(state() === before).toBe(!workDone);
    }
  },
);

test("a skipped write responds like one that succeeded", async () => {
  const responses = [];
  for (const action of ["CreateImage", "DeleteImages", "StopInstances", "CopyImage"]) {
    const shape = REQUEST_SHAPES.find((each) => each.service === "zec" && each.action === action)!;
    emulator.faults.add({ action, kind: "wrongType" });
    const { body } = (await send(shape)) as Got;
    responses.push(Object.keys(body.response ?? {}));
  }
  expect(responses).toEqual([
    ["requestId", "imageId", "imageName"],
    ["requestId", "imageIds"],
    ["requestId", "instanceIds"],
    ["requestId"],
  ]);
});
