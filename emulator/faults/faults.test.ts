import { call, type Got } from "../../test/support/emulatorClient";
import { createEmulator, FAULT_KINDS, type Emulator, type Fault } from "../index";

let emulator: Emulator;
let slept: number[] = [];

beforeEach(async () => {
  slept = [];
  const sleep = (ms: number): Promise<void> => Promise.resolve(void slept.push(ms));
  emulator = createEmulator({ clock: { now: () => Date.now(), sleep } });
  await emulator.start();
});
afterEach(() => emulator.stop());

const create = (): Promise<Got> => call(emulator, "CreateImage", { instanceId: "i-web", imageName: "web" });

async function createUnder(fault: Omit<Fault, "action">): Promise<Got | "cut"> {
  emulator.faults.add({ action: "CreateImage", ...fault });
  return create().catch(() => "cut" as const);
}

/** Kinds that keep the action from running by default. */
const FAILING = [
  "429",
  "500",
  "503",
  "html502",
  "cutShort",
  "truncated",
  "garbage",
  "wrongType",
  "noId",
  "body",
] as const;

test.each(FAILING)("%s: the action runs only with workDone", async (kind) => {
  await createUnder({ kind });
  expect(emulator.images()).toHaveLength(0);
  expect(emulator.calls()[0]).toMatchObject({ action: "CreateImage", fault: kind, done: false });
  await createUnder({ kind, workDone: true });
  expect(emulator.images()).toHaveLength(1);
  expect(emulator.calls()[1]).toMatchObject({ fault: kind, done: true });
});

test("every kind is in this list or tested below", () => {
  const others = ["delay", "late", "unavailable", "cutBefore", "cutAfter"];
  expect(Object.keys(FAULT_KINDS).sort()).toEqual([...FAILING, ...others].sort());
});

test.each([
  ["429", 429, "REQUEST_LIMIT_EXCEEDED"],
  ["500", 500, "INTERNAL_SERVER_ERROR"],
  ["503", 503, "SERVICE_TEMPORARY_UNAVAILABLE"],
] as const)("%s: status %d and code %s, Retry-After if given", async (kind, status, code) => {
  const plain = (await createUnder({ kind })) as Got;
  expect(plain).toMatchObject({ status, body: { code } });
  expect(plain.headers).not.toHaveProperty("retry-after");
  expect(((await createUnder({ kind, retryAfter: 7 })) as Got).headers).toHaveProperty("retry-after", "7");
});

test("html502: the HTML page of a gateway", async () => {
  const got = (await createUnder({ kind: "html502" })) as Got;
  expect({
    status: got.status,
    "content-type": got.headers["content-type"],
    isHtml: got.text.startsWith("<html>"),
  }).toEqual({ status: 502, "content-type": "text/html", isHtml: true });
});

test.each([
  ["cutBefore", 0],
  ["cutAfter", 1],
  ["cutShort", 0],
] as const)("%s: connection closed, %d images created", async (kind, created) => {
  expect(await createUnder({ kind })).toBe("cut");
  expect(emulator.images()).toHaveLength(created);
});

test("without a response, the record has no status", async () => {
  await createUnder({ kind: "cutAfter" });
  expect(emulator.calls()[0]?.status).toBeUndefined();
});

test("garbage and truncated: 200 and invalid JSON", async () => {
  for (const kind of ["garbage", "truncated"] as const) {
    const got = (await createUnder({ kind })) as Got;
    expect(got.status).toBe(200);
    expect(() => JSON.parse(got.text) as unknown).toThrow(SyntaxError);
  }
});

test("wrongType: every value has the wrong type", async () => {
  const got = (await createUnder({ kind: "wrongType", workDone: true })) as Got;
  expect(got.body).toEqual({ requestId: 12345, response: { requestId: 12345, imageId: 12345 } });
  emulator.faults.add({ action: "DescribeImages", kind: "wrongType" });
  const list = await call(emulator, "DescribeImages", { zoneId: "HKG-A", imageType: "CUSTOM_IMAGE" });
  expect(list.body.response).toMatchObject({ totalCount: "not number", dataSet: [{ imageName: 12345 }] });
});

test("noId: 200 without an id", async () => {
  const got = (await createUnder({ kind: "noId", workDone: true })) as Got;
  expect({ status: got.status, fields: Object.keys(got.body.response ?? {}) }).toEqual({
    status: 200,
    fields: ["requestId"],
  });
});

test("body: the given body", async () => {
  expect(await createUnder({ kind: "body", body: "[1", status: 418 })).toMatchObject({ status: 418, text: "[1" });
  expect(await createUnder({ kind: "body", body: { a: [null] } })).toMatchObject({ status: 200, text: '{"a":[null]}' });
});

test("unavailable: the image becomes UNAVAILABLE", async () => {
  expect(await createUnder({ kind: "unavailable" })).toMatchObject({ status: 200 });
  expect(emulator.images()).toMatchObject([{ imageStatus: "UNAVAILABLE" }]);
});

test.each([
  ["delay", "before"],
  ["late", "after"],
] as const)("%s: waits %s the action has run", async (kind, phase) => {
  const seen: [string, number, number][] = [];
  emulator.onCall = (event) => void seen.push([event.phase, slept.length, emulator.images().length]);
  expect(await createUnder({ kind, ms: 500 })).toMatchObject({ status: 200 });
  expect(slept).toEqual([500]);
  expect(seen).toEqual([
    ["before", 0, 0],
    ["after", phase === "before" ? 1 : 0, 1],
  ]);
});

test("a read that gets a broken body is recorded as done", async () => {
  emulator.faults.add({ action: "DescribeImages", kind: "cutShort" });
  await expect(call(emulator, "DescribeImages", { zoneId: "HKG-A" })).rejects.toThrow();
  expect(emulator.calls()).toMatchObject([{ status: 200, done: true }]);
});

describe("which call", () => {
  const statuses = async (count: number): Promise<number[]> => {
    const seen: number[] = [];
    for (let i = 0; i < count; i++) seen.push((await call(emulator, "DescribeZones")).status);
    return seen;
  };

  test("the next one, once, by default", async () => {
    emulator.faults.add({ action: "DescribeZones", kind: "503" });
    expect(await statuses(2)).toEqual([503, 200]);
  });

  test("the nth from now, several times; other actions do not count", async () => {
    await call(emulator, "DescribeZones");
    emulator.faults.add({ action: "DescribeZones", kind: "503", nth: 2, times: 2 });
    await call(emulator, "DescribeImageQuota");
    expect(await statuses(4)).toEqual([200, 503, 503, 200]);
  });

  test("any action", async () => {
    emulator.faults.add({ action: "*", kind: "503", nth: 2 });
    await call(emulator, "DescribeImageQuota");
    expect(await statuses(2)).toEqual([503, 200]);
  });

  test("of two faults for one call, the first added", async () => {
    emulator.faults.add({ action: "DescribeZones", kind: "503", nth: 1 });
    emulator.faults.add({ action: "DescribeZones", kind: "500", nth: 1, times: 2 });
    expect(await statuses(3)).toEqual([503, 500, 200]);
  });

  test("none after clear; an unknown kind is rejected", async () => {
    emulator.faults.add({ action: "DescribeZones", kind: "503" });
    emulator.faults.clear();
    expect(await statuses(1)).toEqual([200]);
    expect(() => emulator.faults.add({ action: "DescribeZones", kind: "toString" as "503" })).toThrow(
      "There is no fault of kind",
    );
  });
});
