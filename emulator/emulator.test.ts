import { call, type Got, type Sent } from "../test/support/emulatorClient";
import { createEmulator, type CallEvent, type Emulator, type EmulatorOptions } from "./index";
import { CallRecord } from "./record";

let emulator: Emulator;

async function start(options: EmulatorOptions = {}): Promise<void> {
  emulator = createEmulator(options);
  await emulator.start();
}
afterEach(() => emulator.stop());

const create = (imageName = "web", token?: string): Promise<Got> =>
  call(emulator, "CreateImage", { instanceId: "i-web", imageName }, { token });

describe("the record of calls", () => {
  test("contains every call in order, and no secrets", async () => {
    await start();
    await create();
    await call(emulator, "DescribeZones", {}, { headers: { "x-zc-request-client": "tests 1.0" } });
    await call(emulator, "DescribeZones", {}, { token: "wrong" });
    expect(emulator.calls()).toMatchObject([
      { n: 1, action: "CreateImage", params: { instanceId: "i-web" }, status: 200, account: "demo", done: true },
      { n: 2, action: "DescribeZones", client: "tests 1.0", requestId: expect.stringMatching(/^T/) as unknown },
      { n: 3, status: 401, code: "AUTHFAILURE_INVALID_AUTHORIZATION", done: false },
    ]);
    expect(emulator.calls()[2]?.account).toBeUndefined();
    expect(JSON.stringify(emulator.calls())).not.toContain(emulator.token);
  });

  test("continues its numbers after it is cleared", async () => {
    await start();
    await create();
    emulator.clearCalls();
    await create();
    expect(emulator.calls()).toMatchObject([{ n: 2 }]);
    expect(emulator.images()).toMatchObject([{ createdBy: 1 }, { createdBy: 2 }]);
  });

  test("names the access key of an unauthorized call", async () => {
    await start();
    const authorization = "ZC2-HMAC-SHA256 Credential=someone, SignedHeaders=content-type;host, Signature=00";
    await call(emulator, "DescribeZones", {}, { headers: { authorization } });
    expect(emulator.calls()).toMatchObject([{ keyId: "someone", status: 401 }]);
  });

  test("keeps the last calls only, up to recordedCalls", async () => {
    await start({ recordedCalls: 3 });
    for (let i = 0; i < 5; i++) await call(emulator, "DescribeZones");
    expect(emulator.calls().map(({ n }) => n)).toEqual([3, 4, 5]);
    await emulator.stop();
    expect(() => createEmulator({ recordedCalls: -1 })).toThrow("recordedCalls must be a whole number");
    expect(() => createEmulator({ recordedCalls: 1.5 })).toThrow("recordedCalls must be a whole number");
  });

  test("keeps 100,000 calls by default", async () => {
    const record = new CallRecord();
    for (let i = 0; i < 100_010; i++) record.add({ service: "vm", action: "DescribeZones", params: {}, at: 0 });
    expect(record.calls()).toHaveLength(100_000);
    expect(record.calls()[0]).toMatchObject({ n: 11 });
    await start();
  });

  test.each<[string, Sent]>([
    ["a wrong token", { token: "wrong" }],
    ["a wrong signature", { headers: { authorization: "ZC2-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c" } }],
    ["nothing", { headers: { authorization: "" } }],
  ])("drops parameters and shortens headers of a call with %s", async (_, sent) => {
    await start();
    const long = "a".repeat(5000);
    const headers = { "x-zc-request-client": long, ...sent.headers };
    await call(emulator, long, { imageName: long }, { ...sent, headers });
    const [recorded] = emulator.calls();
    expect(recorded).toMatchObject({ status: 401, params: {}, action: "a".repeat(200), client: "a".repeat(200) });
    expect(JSON.stringify(recorded).length).toBeLessThan(1000);
  });

  test("does not grow with unauthorized calls", async () => {
    await start({ recordedCalls: 10 });
    for (let i = 0; i < 100; i++) await call(emulator, "CreateImage", { pad: "a".repeat(10_000) }, { token: "wrong" });
    expect(JSON.stringify(emulator.calls()).length).toBeLessThan(5000);
  });

  test("a log line has action, status, code and request id, and nothing else of the request", async () => {
    const lines: string[] = [];
    await start({ log: (line) => lines.push(line) });
    emulator.faults.add({ action: "CreateImage", kind: "503", workDone: true });
    emulator.faults.add({ action: "DescribeZones", kind: "cutBefore" });
    const { body } = await create();
    await call(emulator, "DescribeZones").catch(() => undefined);
    await call(emulator, "DescribeZones");
    const time = "\\d\\d:\\d\\d:\\d\\d\\.\\d{3}";
    expect(lines).toEqual([
      expect.stringMatching(
        `^${time} CreateImage 503 SERVICE_TEMPORARY_UNAVAILABLE ${body.requestId} \\(fault: 503, action done\\)$`,
      ),
      expect.stringMatching(`^${time} DescribeZones no response T[0-9A-F-]{36} \\(fault: cutBefore\\)$`),
      expect.stringMatching(`^${time} DescribeZones 200 T[0-9A-F-]{36}$`),
    ]);
    expect(lines.join()).not.toContain(emulator.token);
  });
});

describe("the hook", () => {
  test("is awaited before the action, and between action and response", async () => {
    await start();
    const seen: [CallEvent, number][] = [];
    let hadAnswer = false;
    emulator.onCall = async (event) => {
      await new Promise(setImmediate);
      seen.push([event, emulator.images().length]);
      expect(hadAnswer).toBe(false);
    };
    await create();
    hadAnswer = true;
    const event = { n: 1, service: "vm", action: "CreateImage", params: { instanceId: "i-web", imageName: "web" } };
    expect(seen).toEqual([
      [{ ...event, phase: "before" }, 0],
      [{ ...event, phase: "after" }, 1],
    ]);
  });

  test.each([
    ["before", 0],
    ["after", 1],
  ] as const)(
    "stopping the emulator %s the action closes the connection; %d images created",
    async (phase, created) => {
      await start({ onCall: (event) => (event.phase === phase ? emulator.stop() : undefined) });
      await expect(create()).rejects.toThrow();
      expect(emulator.images()).toHaveLength(created);
    },
  );

  test("closes the connection if it throws", async () => {
    await start();
    emulator.onCall = () => {
      throw new Error("closed by the hook");
    };
    await expect(create()).rejects.toThrow();
    expect(emulator.images()).toHaveLength(0);
  });
});

describe("start and stop", () => {
  test("stopping aborts a delay at once, and its action never runs", async () => {
    await start();
    emulator.faults.add({ action: "CreateImage", kind: "delay", ms: 600_000 });
    emulator.onCall = () => void setImmediate(() => void emulator.stop());
    await expect(create()).rejects.toThrow();
    expect(emulator.images()).toHaveLength(0);
  });

  test("has a URL only while it listens, and can be started again on the same port", async () => {
    await start();
    const url = emulator.url;
    await create();
    await emulator.stop();
    expect(() => emulator.url).toThrow("not listening");
    await expect(create()).rejects.toThrow();
    expect(await emulator.start(Number(new URL(url).port))).toBe(url);
    await create();
    expect(emulator.images()).toHaveLength(2);
  });

  test("listens on loopback only, and rejects a port in use", async () => {
    await start();
    expect(emulator.address()).toMatchObject({ address: "127.0.0.1" });
    const second = createEmulator();
    await expect(second.start(Number(new URL(emulator.url).port))).rejects.toMatchObject({ code: "EADDRINUSE" });
    await second.stop();
  });

  test("can be stopped twice", async () => {
    await start();
    await Promise.all([emulator.stop(), emulator.stop()]);
    await emulator.stop();
  });
});

describe("changes outside of the API", () => {
  beforeEach(() => start({ createImageMs: 60_000 }));

  test("images are added, changed and removed without a call", async () => {
    const { imageId } = emulator.addImage({ zoneId: "SIN-A", imageName: "old", imageDescription: "text" });
    emulator.renameImage(imageId, "new");
    emulator.describeImage(imageId, null);
    expect(emulator.images("SIN-A")).toMatchObject([{ imageName: "new", imageDescription: null }]);
    emulator.removeImage(imageId);
    expect(emulator.images()).toEqual([]);
    const [image] = emulator.history();
    expect(image).toMatchObject({ imageId, deletedAt: expect.any(Number) as unknown });
    expect([image?.createdBy, image?.deletedBy]).toEqual([undefined, undefined]);
    expect(emulator.calls()).toEqual([]);
  });

  test("the instance of an image that is removed while CREATING is STOPPED", async () => {
    await create();
    emulator.removeImage(emulator.images()[0]?.imageId ?? "");
    expect(emulator.instance("i-web")).toMatchObject({ instanceStatus: "STOPPED" });
  });

  test("images and calls are returned as copies, instances are not", async () => {
    await create();
    emulator.images().forEach((image) => (image.imageName = "changed"));
    emulator.history().forEach((image) => (image.imageName = "changed"));
    emulator.calls().forEach((each) => (each.action = "changed"));
    expect(emulator.images()).toMatchObject([{ imageName: "web" }]);
    expect(emulator.calls()).toMatchObject([{ action: "CreateImage" }]);
    Object.assign(emulator.instance("i-db") ?? {}, { instanceStatus: "STOPPED" });
    expect(emulator.instances()).toContainEqual(
      expect.objectContaining({ instanceId: "i-db", instanceStatus: "STOPPED" }),
    );
  });

  test("unknown ids and zones are errors", () => {
    expect(() => emulator.renameImage("img-none", "a")).toThrow("There is no image img-none.");
    expect(() => emulator.setInstanceStatus("i-none", "STOPPED")).toThrow("There is no instance i-none.");
    expect(() => emulator.addInstance({ instanceId: "i-1", zoneId: "nowhere" })).toThrow("There is no zone nowhere.");
    expect(() => emulator.addImage({ imageName: "a", zoneId: "nowhere" })).toThrow("There is no zone nowhere.");
    const { imageId } = emulator.addImage({ imageName: "a", zoneId: "HKG-A" });
    expect(() => emulator.addImage({ imageName: "a", zoneId: "HKG-A", imageId })).toThrow("already exists");
  });
});

describe("accounts", () => {
  test("cannot see each other", async () => {
    await start();
    emulator.addAccount({ account: "other", token: "other-token" });
    const other = { token: "other-token" };
    emulator.addInstance({ instanceId: "i-other", zoneId: "HKG-A", account: "other" });
    const imageId = String((await create()).body.response?.["imageId"]);

    const own = { zoneId: "HKG-A", imageType: "CUSTOM_IMAGE" };
    const count = async (action: string, params: object): Promise<unknown> =>
      (await call(emulator, action, params, other)).body.response?.["totalCount"];
    expect(await count("DescribeImages", own)).toBe(0);
    expect(await count("DescribeInstances", {})).toBe(1);
    expect((await create("web", "other-token")).body.code).toBe("INVALID_INSTANCE_NOT_FOUND");
    const deleted = await call(emulator, "DeleteImages", { imageIds: [imageId] }, other);
    expect(deleted.body.code).toBe("INVALID_IMAGE_NOT_FOUND");
    const quota = await call(emulator, "DescribeImageQuota", { zoneIds: ["HKG-A"] }, other);
    expect(quota.body.response?.["images"]).toMatchObject([{ count: 0 }]);
  });
});

describe("rate limit", () => {
  test.each([undefined, 2])("applies to the calls of any one second, Retry-After %p", async (rateLimitRetryAfter) => {
    let now = Date.now();
    const clock = { now: () => now, sleep: () => Promise.resolve() };
    await start({ rateLimitPerSecond: 2, rateLimitRetryAfter, clock });
    const statuses = async (count: number): Promise<number[]> => {
      const got = [];
      for (let i = 0; i < count; i++) got.push((await create()).status);
      return got;
    };
    expect(await statuses(1)).toEqual([200]);
    now += 600;
    expect(await statuses(2)).toEqual([200, 429]);
    now += 400; // the first one is a second old now
    expect(await statuses(1)).toEqual([200]);
    const { body, headers } = await create();
    expect(body.code).toBe("REQUEST_LIMIT_EXCEEDED");
    expect(headers["retry-after"]).toBe(rateLimitRetryAfter?.toString());
    expect(emulator.images()).toHaveLength(3);
  });
});

test("createImageWaitsFor: no call gets a response before this many have arrived", async () => {
  await start({ createImageWaitsFor: 3 });
  let responded = 0;
  emulator.onCall = ({ phase, n }) => (phase === "after" && n <= 3 ? void expect(responded).toBe(0) : undefined);
  const all = [create("a"), create("b")].map((one) => one.then(() => responded++));
  await call(emulator, "DescribeZones"); // other actions respond
  await Promise.all([...all, create("c")]);
  expect(responded).toBe(2);
  await create("d");
  expect(emulator.images()).toHaveLength(4);
});

test("the clock can be paused, advanced and resumed", async () => {
  await start({ createImageMs: 1000 });
  emulator.pause();
  await create();
  const status = (): string | undefined => emulator.images()[0]?.imageStatus;
  emulator.advance(999);
  expect(status()).toBe("CREATING");
  emulator.resume();
  emulator.resume();
  emulator.advance(1000);
  expect(status()).toBe("AVAILABLE");
});
