import type { EmulatorOptions, Fault } from "../../emulator";
import { checked, TestAccount, type TestContext } from "../../test/support/provider";
import * as messages from "../messages";
import type { ProgramInputs } from "./check";
import { create } from "./create";
import { PartialFailure } from "./partialFailure";
import type { ImageState } from "./state";
import { update } from "./update";
import { parseOwner, parseWorkingName } from "./workingName";

let account: TestAccount;
let ctx: TestContext;

function open(options: EmulatorOptions = {}): void {
  account = new TestAccount({ createImageMs: 20_000, ...options });
  ctx = account.process();
}
beforeEach(() => open());

const program = { instanceId: "i-web", imageName: "web", imageDescription: "golden" };
const createChecked = async (news: ProgramInputs = program, process = ctx) =>
  create(process, await checked(process, news));
const imagesEver = () => account.emulator.history().length;

test("creates one image and returns everything about it", async () => {
  const given = { ...program, stopInstance: true, forceShutdown: false, __timeouts: { create: 3600 } };
  const { id, outs } = await account.run(createChecked(given));
  const [image] = account.emulator.images();
  const [asked] = account.emulator.calls().filter(({ action }) => action === "CreateImage");
  const workingName = asked?.params?.imageName as string;
  expect(asked?.params).toEqual({ ...program, imageName: workingName });
  const { attempt: _, ...whose } = parseWorkingName(workingName)!;
  expect(whose).toEqual({ prefix: "web", hasStopped: false, ...parseOwner((await checked(ctx, given)).__owner!) });
  expect(image?.imageName).toBe("web");
  expect({ id, outs }).toEqual({
    id: image?.imageId,
    outs: {
      ...given,
      __givenName: "web",
      imageId: image?.imageId,
      zoneId: "HKG-A",
      imageSize: 40,
      imageStatus: "AVAILABLE",
      imageType: "CUSTOM_IMAGE",
      imageVersion: "22.04",
      osType: "linux",
      category: "Ubuntu",
      createRequestId: asked?.requestId,
      createdAt: expect.stringMatching(/^2026-01-01T00:00:00/) as string,
      creationSeconds: 21,
      endpoint: "http://127.0.0.1:18080",
      __record: { seen: true, wasAvailable: true, keyFingerprint: ctx.session().keyFingerprint },
    },
  });
  expect(ctx.warnings).toEqual([]);
});

test("the calls of an image that is created at once: nothing is requested twice", async () => {
  open({ createImageMs: 0 });
  await account.run(createChecked());
  expect(account.calls()).toEqual([
    ...["DescribeInstances", "DescribeImages", "CreateImage", "DescribeImages", "ModifyImagesAttributes"],
  ]);
});

test("the calls of an image that takes 20 s: the pace grows with its age", async () => {
  await account.run(createChecked());
  const readings = account.emulator.calls().filter(({ action }) => action === "DescribeImages");
  const seconds = readings.map(({ at }) => Math.round((at - Date.UTC(2026, 0, 1)) / 100) / 10);
  expect(seconds).toEqual([...[0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14.1, 15.3, 16.5, 17.9, 19.4, 21]]);
});

test("an image without description is requested without one", async () => {
  const { outs } = await account.run(createChecked({ instanceId: "i-web", imageName: "web" }));
  expect(outs).not.toHaveProperty("imageDescription");
  expect(account.emulator.images()[0]?.imageDescription).toBeNull();
});

test("inputs that check has not seen are a mistake of ours", async () => {
  const error = await account.failure(create(ctx, { instanceId: "i-web" }));
  expect(error.message).toMatch(/This is a bug in pulumi-zenlayer; please report it\.$/);
  expect(account.calls()).toEqual([]);
});

test("without credentials nothing is requested", async () => {
  const nobody = account.process({ accessKeyId: undefined, accessKeyPassword: undefined });
  expect((await account.failure(createChecked(program, nobody))).message).toMatch(
    /^No credentials for Zenlayer were found\./,
  );
  expect(account.calls()).toEqual([]);
});

describe("a refusal makes nothing, and says what the preview would have said", () => {
  const instanceOf = (instanceId: string) => account.emulator.instance(instanceId)!;

  /** The message without its bracket. */
  async function refusal(news: ProgramInputs = program): Promise<string> {
    const { message, stack } = await account.failure(createChecked(news));
    expect(stack).toBe("");
    expect(imagesEver()).toBe(0);
    expect(ctx.warnings).toEqual([]);
    return message.replace(/ \(\w+, request T[0-9A-F-]{36}\)$/, "");
  }

  test("no such instance", async () => {
    expect(await refusal({ ...program, instanceId: "i-none" })).toBe(messages.noSuchInstance("i-none", "zone").message);
    expect(account.calls()).toEqual(["DescribeInstances"]);
  });

  test("an instance that vanishes meanwhile", async () => {
    account.emulator.onCall = ({ action }) => {
      if (action === "CreateImage") account.emulator.removeInstance("i-web");
    };
    expect(await refusal()).toBe(`Cannot create the image: ${messages.noSuchInstanceText("i-web")}`);
  });

  test("a running instance", async () => {
    expect(await refusal({ ...program, instanceId: "i-db" })).toBe(
      `Cannot create the image: ${messages.notStopped(instanceOf("i-db"))}`,
    );
    expect(account.calls()).toEqual(["DescribeInstances", "DescribeImages", "CreateImage", "DescribeInstances"]);
    expect(instanceOf("i-db").instanceStatus).toBe("RUNNING");
  });

  test("an instance that ran for a moment", async () => {
    const { emulator } = account;
    emulator.onCall = ({ action, phase }) => {
      if (action === "CreateImage") emulator.setInstanceStatus("i-web", phase === "before" ? "RUNNING" : "STOPPED");
    };
    expect(await refusal()).toMatch(/^Cannot create the image: instance i-web was not stopped/);
  });

  test("a zone that is full", async () => {
    account.emulator.setQuota("HKG-A", 0);
    const quota = { zoneId: "HKG-A", count: 0, maxCount: 0 };
    expect(await refusal()).toBe(`Cannot create the image: ${messages.noFreeSlots(quota)}`);
  });

  test("a zone that is full, where the numbers cannot be had", async () => {
    account.emulator.setQuota("HKG-A", 0);
    account.emulator.faults.add({ action: "DescribeImageQuota", kind: "garbage" });
    expect(await refusal()).toMatch(/^Cannot create the image: zone HKG-A .*no free slot/);
  });

  test("a zone without images", async () => {
    account.emulator.addInstance({ instanceId: "i-lax", zoneId: "LAX-A" });
    expect(await refusal({ ...program, instanceId: "i-lax" })).toBe(
      `Cannot create the image: ${messages.zoneWithoutImages("LAX-A")}`,
    );
  });

  test("a disk that is not in order", async () => {
    instanceOf("i-web").diskUnavailable = true;
    expect(await refusal()).toMatch(/^Cannot create the image: the system disk of instance i-web/);
  });

  test("an instance in the recycle bin", async () => {
    account.emulator.setInstanceStatus("i-web", "RECYCLE");
    expect(await refusal()).toMatch(/^Cannot create the image: instance i-web is in the recycle bin/);
  });

  test("a code that we do not know comes in the service's own words", async () => {
    const body = { code: "SOMETHING_NEW", message: "so there", requestId: "T0" };
    account.emulator.faults.add({ action: "CreateImage", kind: "body", status: 400, body });
    expect(await refusal()).toBe("CreateImage failed: so there. (SOMETHING_NEW, request T0)");
  });

  test("a key that is not accepted", async () => {
    account.emulator.onCall = ({ action, phase }) => {
      if (action === "CreateImage" && phase === "before") account.emulator.removeKey(account.emulator.accessKeyId);
    };
    expect(await refusal()).toMatch(/^Zenlayer rejected the access key from zenlayer:accessKeyId/);
  });

  test("an engine that is gone: nobody would record the image", async () => {
    account.beforeWrite = () => Promise.reject(messages.engineGone());
    expect(await refusal()).toBe(messages.engineGone().message);
    expect(account.calls()).toEqual(["DescribeInstances", "DescribeImages"]);
  });

  test("a service that cannot be reached", async () => {
    account.emulator.onCall = ({ action, phase }) => {
      if (action === "DescribeImages" && phase === "after") account.disconnect();
    };
    expect(await refusal()).toMatch(/^CreateImage failed: cannot connect to 127.0.0.1:18080: connection refused/);
  });
});

describe("whatever goes wrong once the id is known is a partial failure that keeps the image", () => {
  type Mishap = (emulator: TestAccount["emulator"]) => void;
  const readingsFail =
    (fault: Partial<Fault>): Mishap =>
    (emulator) =>
      // Not the reading before CreateImage.
      emulator.faults.add({ action: "DescribeImages", kind: "500", nth: 2, times: 10_000, ...fault });
  const lost = (why: RegExp): unknown[] => [
    expect.stringMatching(
      new RegExp(
        `^Image img-\\w+ was CREATING when contact with the API was lost: ${why.source}.* It is kept: run \`pulumi up\` again to continue waiting\\.$`,
      ),
    ),
  ];

  test.each<[string, Mishap, unknown[]]>([
    [
      "time is up",
      (emulator) => emulator.pause(),
      [
        expect.stringMatching(
          /^Image img-\w+ is still CREATING after 100 s\. It is kept: run `pulumi up` again to continue waiting, or increase customTimeouts\.create\.$/,
        ),
      ],
    ],
    [
      "the service gives up",
      (emulator) => emulator.faults.add({ action: "CreateImage", kind: "unavailable" }),
      [
        expect.stringMatching(
          /^Image img-\w+ is UNAVAILABLE: the service failed to create it\. The next `pulumi up` deletes it and creates a new one\.$/,
        ),
      ],
    ],
    [
      "somebody deletes it",
      (emulator) => {
        emulator.onCall = ({ action }) => {
          const isMade = emulator.calls().filter((call) => call.action === "DescribeImages").length === 4;
          const [image] = emulator.images();
          if (action === "DescribeImages" && isMade && image) emulator.removeImage(image.imageId);
        };
      },
      [
        expect.stringMatching(
          /^Image img-\w+ is no longer in zone HKG-A: it may have been deleted outside Pulumi\. Run `pulumi refresh` to drop it from state, then `pulumi up` to create it again\.$/,
        ),
      ],
    ],
    ["500 without end", readingsFail({ kind: "500" }), lost(/Zenlayer returned a server error for DescribeImages/)],
    ["503 without end", readingsFail({ kind: "503" }), lost(/Zenlayer returned a server error for DescribeImages/)],
    [
      "a gateway's pages",
      readingsFail({ kind: "html502" }),
      lost(/Zenlayer returned a server error|DescribeImages failed/),
    ],
    ["garbage", readingsFail({ kind: "garbage" }), lost(/DescribeImages failed: .* not JSON/)],
    [
      "wrong types",
      readingsFail({ kind: "wrongType" }),
      lost(/DescribeImages failed: the response is not as documented/),
    ],
    ["half answers", readingsFail({ kind: "truncated" }), lost(/DescribeImages failed/)],
    [
      "cut connections",
      readingsFail({ kind: "cutBefore" }),
      lost(/DescribeImages failed: the connection to .* was lost/),
    ],
    ["no answers", readingsFail({ kind: "delay", ms: 100_000 }), lost(/DescribeImages failed: no response from/)],
    [
      "a key that is no longer accepted",
      (emulator) => {
        emulator.onCall = ({ action, phase }) => {
          if (action === "CreateImage" && phase === "after") emulator.removeKey(emulator.accessKeyId);
        };
      },
      lost(/Zenlayer rejected the access key from/),
    ],
  ])("%s", async (_, mishap, reasons) => {
    mishap(account.emulator);
    const failure = await account.failure(createChecked({ ...program, __timeouts: { create: 100 } }));
    expect(failure).toBeInstanceOf(PartialFailure);
    const { id, properties, reasons: told, stack } = failure as PartialFailure;
    const [image] = account.emulator.history();
    expect(id).toBe(image?.imageId);
    expect(told).toEqual(reasons);
    expect(stack).toBe("");
    expect(imagesEver()).toBe(1);
    expectWhole(properties, id);
  });

  test("no network", async () => {
    account.emulator.onCall = ({ action, phase }) => {
      if (action === "CreateImage" && phase === "after") account.disconnect();
    };
    const failure = (await account.failure(createChecked())) as PartialFailure;
    expect(failure.reasons).toEqual(lost(/DescribeImages failed: cannot connect to .*: connection refused/));
    expectWhole(failure.properties, failure.id);
  });

  test("a cancel ends the wait at once", async () => {
    const making = createChecked();
    making.catch(() => undefined);
    await account.clock.advance(5_000);
    const before = account.clock.now();
    ctx.cancel();
    const failure = (await account.failure(making)) as PartialFailure;
    expect(account.clock.now()).toBe(before);
    expect(failure.reasons).toEqual([
      `Waiting for image ${failure.id} (CREATING) was interrupted. It is kept: run \`pulumi up\` again to continue waiting.`,
    ]);
    expectWhole(failure.properties, failure.id);
  });

  test("a cancel while CreateImage is under way does not lose the id", async () => {
    account.emulator.onCall = ({ action, phase }) => {
      if (action === "CreateImage" && phase === "before") ctx.cancel();
    };
    const failure = (await account.failure(createChecked())) as PartialFailure;
    expect(failure).toBeInstanceOf(PartialFailure);
    expect(failure.id).toBe(account.emulator.images()[0]?.imageId);
    expectWhole(failure.properties, failure.id);
  });

  test("a status that we do not know is waited for, and named", async () => {
    account.emulator.pause();
    const body = (status: string) => ({
      response: {
        totalCount: 1,
        dataSet: account.emulator
          .images()
          .map((image) => ({ ...image, imageType: "CUSTOM_IMAGE", imageStatus: status })),
      },
    });
    account.emulator.onCall = ({ action, phase }) => {
      if (action === "CreateImage" && phase === "after") {
        account.emulator.faults.add({ action: "DescribeImages", kind: "body", body: body("QUEUED"), times: 10_000 });
      }
    };
    const failure = (await account.failure(
      createChecked({ ...program, __timeouts: { create: 60 } }),
    )) as PartialFailure;
    expect(failure.reasons).toEqual([expect.stringMatching(/is still QUEUED after 60 s/)]);
  });

  /** Every property is there, and none without value: the engine's wire format has no such thing. */
  function expectWhole(properties: ImageState, id: string): void {
    expect(properties).toMatchObject({
      ...program,
      __givenName: "web",
      imageId: id,
      zoneId: "HKG-A",
      imageType: "CUSTOM_IMAGE",
      createRequestId: expect.stringMatching(/^T/) as string,
      createdAt: expect.stringMatching(/^2026-01-01T00:00:00/) as string,
      endpoint: "http://127.0.0.1:18080",
      __record: { keyFingerprint: ctx.session().keyFingerprint },
    });
    expect(JSON.parse(JSON.stringify(properties))).toEqual(properties);
  }
});

test("a cancel ends the looking for the instance at once", async () => {
  account.emulator.faults.add({ action: "DescribeInstances", kind: "delay", ms: 30_000 });
  const making = createChecked();
  making.catch(() => undefined);
  await account.clock.advance(1_000);
  const before = account.clock.now();
  ctx.cancel();
  expect((await account.failure(making)).message).toBe(messages.canceled().message);
  expect(account.clock.now()).toBe(before);
});

test("the next run continues with the same image", async () => {
  const inputs = await checked(ctx, { ...program, __timeouts: { create: 5 } });
  const { properties } = (await account.failure(create(ctx, inputs))) as PartialFailure;
  account.calls();
  const outs = await account.run(update(account.process(), properties, inputs));
  expect(outs).toMatchObject({ imageId: properties.imageId, imageStatus: "AVAILABLE" });
  expect(new Set(account.calls())).toEqual(new Set(["DescribeImages", "ModifyImagesAttributes"]));
  expect(imagesEver()).toBe(1);
});

describe("an image that lists show late", () => {
  test("is waited for", async () => {
    open({ visibleAfterMs: 100_000 });
    const { outs } = await account.run(createChecked());
    expect(outs).toMatchObject({ imageStatus: "AVAILABLE", __record: { seen: true } });
  });

  test("counts as vanished after two minutes", async () => {
    open({ visibleAfterMs: 200_000 });
    const failure = (await account.failure(createChecked())) as PartialFailure;
    expect(failure.reasons).toEqual([expect.stringMatching(/is no longer in zone HKG-A/)]);
    expect(failure.properties.__record).toEqual({
      keyFingerprint: ctx.session().keyFingerprint,
      workingName: expect.stringMatching(/^web-z1n/) as string,
    });
    expect(account.clock.now() - Date.UTC(2026, 0, 1)).toBeGreaterThanOrEqual(120_000);
  });
});

test("progress is reported when it is news: what status, since when, until when", async () => {
  await account.run(createChecked({ ...program, __timeouts: { create: 600 } }));
  const [image] = account.emulator.images();
  const what = `image "${image?.imageName}" (${image?.imageId})`;
  expect(ctx.progress).toEqual([
    `${what} has been CREATING since 00:00:00 UTC (timeout 00:10:00 UTC)`,
    `${what} is AVAILABLE`,
  ]);
});

test("an image that is usable at the first poll is reported by the end of its step alone", async () => {
  open({ createImageMs: 0 });
  await account.run(createChecked(program));
  expect(ctx.progress).toEqual([]);
});

test("a resumed wait reports since when the image is being created, not since when we wait", async () => {
  const inputs = await checked(ctx, { ...program, __timeouts: { create: 5 } });
  const { properties } = (await account.failure(create(ctx, inputs))) as PartialFailure;
  const next = account.process();
  await account.run(update(next, properties, inputs));
  expect(next.progress[0]).toMatch(/has been CREATING since 00:00:00 UTC \(timeout/);
});

describe("no CreateImage is sent after the deadline", () => {
  const hangs: Partial<Fault> = { kind: "delay", ms: 100_000 };
  const later: Partial<Fault> = { kind: "429", retryAfter: 550 };
  const rows: [string, string, Partial<Fault>][] = ["DescribeInstances", "DescribeImages", "CreateImage"].flatMap(
    (action) => [
      [action, "Retry-After: 550", later],
      ...(action === "CreateImage" ? [] : [[action, "a hanging request", { ...hangs, times: 100 }] as never]),
      [action, "429 without end", { kind: "429", times: 10_000 }],
    ],
  );

  test.each(rows)("%s: %s", async (action, _, fault) => {
    const start = account.clock.now();
    account.emulator.faults.add({ action, kind: "500", ...fault });
    const error = await account.failure(createChecked({ ...program, __timeouts: { create: 30 } }));
    expect(error.message).toMatch(/^No image of instance i-web was created before the create timeout\./);
    expect(error.message).toMatch(/customTimeouts\.create\.$/);
    expect(account.clock.now() - start).toBeLessThanOrEqual(30_000);
    expect(account.emulator.calls().filter((call) => call.at >= start + 30_000)).toEqual([]);
    expect(imagesEver()).toBe(0);
  });

  test("a stop neither", async () => {
    account.emulator.faults.add({ action: "StopInstances", kind: "429", retryAfter: 100 });
    const news = { instanceId: "i-db", imageName: "db", stopInstance: true, __timeouts: { create: 30 } };
    const start = account.clock.now();
    const error = await account.failure(createChecked(news));
    expect(error.message).toMatch(/^No image of instance i-db was created before the create timeout\. .*REQUEST_LIMIT/);
    expect(account.clock.now() - start).toBeLessThan(1_000);
    expect(account.emulator.instance("i-db")?.instanceStatus).toBe("RUNNING");
  });

  test("one that waits in the queue of the rate limit", async () => {
    const slow = account.process({ maxRequestsPerSecond: "0.1" });
    const names = ["a", "b", "c", "d"];
    for (const instanceId of names) account.emulator.addInstance({ instanceId, zoneId: "HKG-A" });
    const start = account.clock.now();
    const ends = names.map((name) =>
      createChecked({ instanceId: name, imageName: name, __timeouts: { create: 45 } }, slow).then(
        () => "made",
        (error: Error) => (error instanceof PartialFailure ? "saved" : error.message),
      ),
    );
    const outcomes = await account.run(Promise.all(ends));
    const sent = account.emulator.calls().filter(({ action }) => action === "CreateImage");
    expect(sent.every(({ at }) => at < start + 45_000)).toBe(true);
    expect(outcomes.filter((outcome) => outcome.startsWith("No image of instance"))).toHaveLength(
      names.length - sent.length,
    );
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.length).toBeLessThan(names.length);
    expect(imagesEver()).toBe(sent.length);
  });

  test("one whose instance another image has kept busy", async () => {
    open({ createImageMs: 100_000 });
    const [first, second] = await account.run(
      Promise.allSettled([
        createChecked(),
        createChecked({ ...program, imageName: "web2", __timeouts: { create: 60 } }),
      ]),
    );
    expect(first.status).toBe("fulfilled");
    expect((second as PromiseRejectedResult).reason).toMatchObject({
      message: messages.createTimedOut("i-web", undefined).message,
    });
    expect(imagesEver()).toBe(1);
  });
});
