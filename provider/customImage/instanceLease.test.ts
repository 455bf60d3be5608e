import type { EmulatorOptions, Fault } from "../../emulator";
import { checked, TestAccount, type TestContext } from "../../test/support/provider";
import * as messages from "../messages";
import type { ProgramInputs } from "./check";
import { create } from "./create";
import { remove } from "./delete";
import { PartialFailure } from "./partialFailure";
import { update } from "./update";

let account: TestAccount;
let ctx: TestContext;

function open(options: EmulatorOptions = {}): void {
  account = new TestAccount({ createImageMs: 60_000, stopInstanceMs: 10_000, startInstanceMs: 10_000, ...options });
  ctx = account.process();
}
beforeEach(() => open());

// i-db runs, i-web is stopped.
const program = { instanceId: "i-db", imageName: "db", stopInstance: true };
const inputs = (news: ProgramInputs = {}, process = ctx) => checked(process, { ...program, ...news });
const createChecked = async (news: ProgramInputs = {}, process = ctx) => create(process, await inputs(news, process));
const addFault = (action: string, fault: Partial<Fault>) =>
  account.emulator.faults.add({ action, kind: "500", ...fault });
const status = (instanceId = "i-db") => account.emulator.instance(instanceId)?.instanceStatus;
const writes = () =>
  account.calls().filter((action) => !action.startsWith("Describe") && action !== "ModifyImagesAttributes");
/** Stops and starts among the writes. */
const power = () => writes().filter((action) => ["StopInstances", "StartInstances"].includes(action));
const partial = async (work: Promise<unknown>): Promise<PartialFailure> => {
  const failure = await account.failure(work);
  expect(failure).toBeInstanceOf(PartialFailure);
  return failure as PartialFailure;
};
/** Lets `work` go on for a while, whatever becomes of it. */
async function begin<T>(work: Promise<T>, ms: number): Promise<{ work: Promise<T> }> {
  work.catch(() => undefined);
  await account.clock.advance(ms);
  return { work };
}

describe("stopInstance", () => {
  test("stops a running instance, images it and starts it again", async () => {
    const { outs } = await account.run(createChecked());
    expect(writes()).toEqual(["StopInstances", "CreateImage", "StartInstances"]);
    expect(status()).toBe("RUNNING");
    expect(outs).toMatchObject({ imageStatus: "AVAILABLE", stopInstance: true });
    expect(outs.__record).not.toHaveProperty("stoppedInstance");
    expect(ctx.progress.map((line) => line.replace(/img-\w+/, "img"))).toEqual([
      "stopping instance i-db (db, HKG-A)",
      "instance i-db (db, HKG-A) is STOPPING (timeout 00:10:00 UTC)",
      'image "db" (img) has been CREATING since 00:00:10 UTC (timeout 01:00:00 UTC)',
      'image "db" (img) is AVAILABLE',
      "starting instance i-db (db, HKG-A) again",
      expect.stringMatching(/^instance i-db \(db, HKG-A\) is BOOTING \(timeout/),
    ]);
  });

  test("the calls, where nothing takes time", async () => {
    open({ createImageMs: 0, stopInstanceMs: 0, startInstanceMs: 0 });
    await account.run(createChecked());
    expect(account.calls()).toEqual([
      ...["DescribeInstances", "DescribeImages", "StopInstances", "DescribeInstances"],
      ...["DescribeInstances", "DescribeImages", "CreateImage", "DescribeImages"],
      ...["DescribeInstances", "StartInstances", "DescribeInstances"],
      ...["DescribeImages", "ModifyImagesAttributes"],
    ]);
  });

  test("requests a graceful shut-down, since the service's own default is to cut the power", async () => {
    await account.run(createChecked());
    const stop = account.emulator.calls().find(({ action }) => action === "StopInstances");
    expect(stop?.params).toEqual({ instanceIds: ["i-db"], forceShutdown: false });
  });

  test("an instance that is stopped already stays stopped", async () => {
    await account.run(createChecked({ instanceId: "i-web" }));
    expect(writes()).toEqual(["CreateImage"]);
    expect(status("i-web")).toBe("STOPPED");
  });

  test("an instance that stops by itself meanwhile stays stopped", async () => {
    account.emulator.setInstanceStatus("i-db", "STOPPING");
    account.emulator.instance("i-db")!.next = { status: "STOPPED", at: account.clock.now() + 5_000 };
    await account.run(createChecked());
    expect(writes()).toEqual(["CreateImage"]);
  });

  test("an instance that is starting is waited for, then stopped and started again", async () => {
    account.emulator.setInstanceStatus("i-db", "BOOTING");
    account.emulator.instance("i-db")!.next = { status: "RUNNING", at: account.clock.now() + 5_000 };
    await account.run(createChecked());
    expect(writes()).toEqual(["StopInstances", "CreateImage", "StartInstances"]);
  });

  test("pollIntervalSeconds is the pace of looking at the instance, too", async () => {
    ctx = account.process({ pollIntervalSeconds: "5" });
    await account.run(createChecked());
    const readings = account.emulator.calls().filter(({ action }) => action === "DescribeInstances");
    expect(readings.slice(1, 4).map(({ at }) => Math.round((at - readings[0]!.at) / 1000))).toEqual([0, 5, 10]);
  });
});

describe("started again, whatever the outcome", () => {
  test("the image fails", async () => {
    addFault("CreateImage", { kind: "unavailable" });
    const { properties, reasons } = await partial(createChecked());
    expect(reasons).toEqual([messages.imageFailed(properties.imageId)]);
    expect(properties.__record).not.toHaveProperty("stoppedInstance");
    expect(status()).toBe("RUNNING");
  });

  test("CreateImage is refused", async () => {
    account.emulator.setQuota("HKG-A", 0);
    expect((await account.failure(createChecked())).message).toMatch(
      /^Cannot create the image: zone HKG-A holds 0 of 0/,
    );
    expect(writes()).toEqual(["StopInstances", "CreateImage", "StartInstances"]);
    expect(status()).toBe("RUNNING");
  });

  test("what became of CreateImage is not known", async () => {
    open({ createImageMs: 20_000, visibleAfterMs: 100_000 });
    addFault("CreateImage", { kind: "cutAfter" });
    expect((await account.failure(createChecked())).message).toMatch(/^Could not determine whether/);
    expect(status()).toBe("RUNNING");
  });

  test("the image vanishes", async () => {
    const { work } = await begin(createChecked(), 30_000);
    account.emulator.removeImage(account.emulator.images()[0]!.imageId);
    const { properties } = await partial(work);
    expect(properties.__record).not.toHaveProperty("stoppedInstance");
    expect(status()).toBe("RUNNING");
  });

  test("the responses to stop and start are lost", async () => {
    addFault("StopInstances", { kind: "cutAfter" });
    addFault("StartInstances", { kind: "cutAfter" });
    await account.run(createChecked());
    expect(status()).toBe("RUNNING");
  });

  test("the response to stop is lost for good", async () => {
    addFault("StopInstances", { kind: "cutAfter", times: 100 });
    expect((await account.failure(createChecked())).message).toMatch(/^StopInstances/);
    expect(status()).toBe("RUNNING");
    expect(account.emulator.history()).toEqual([]);
  });

  test("the instance cannot be read for a while after its stop was requested: the run continues", async () => {
    addFault("DescribeInstances", { kind: "500", nth: 2, times: 12 });
    await account.run(createChecked());
    expect(status()).toBe("RUNNING");
    expect(account.emulator.history()).toHaveLength(1);
  });

  test("the instance can no longer be read: nothing is created, and the instance is named", async () => {
    addFault("DescribeInstances", { kind: "500", nth: 2, times: 10_000 });
    expect((await account.failure(createChecked())).message).toMatch(/^DescribeInstances/);
    expect(ctx.warnings).toEqual([expect.stringMatching(/i-db/)]);
    expect(account.emulator.history()).toEqual([]);
  });

  test("the service cannot be reached from the start: that is reported at once", async () => {
    const start = account.clock.now();
    addFault("DescribeInstances", { kind: "500", times: 10_000 });
    await account.failure(createChecked());
    expect(account.clock.now() - start).toBeLessThan(60_000);
  });

  test("a stop that is refused is none", async () => {
    const body = { code: "OPERATION_DENIED_INSTANCE_NOT_RUNNING", message: "no" };
    addFault("StopInstances", { kind: "body", status: 403, body });
    expect((await account.failure(createChecked())).message).toMatch(/OPERATION_DENIED_INSTANCE_NOT_RUNNING/);
    expect(power()).toEqual(["StopInstances"]);
  });

  test("an instance that is gone is not started", async () => {
    const { work } = await begin(createChecked(), 30_000);
    account.emulator.removeInstance("i-db");
    await account.run(work);
    expect(power()).toEqual(["StopInstances"]);
  });

  test("an instance that was started is not started", async () => {
    const { work } = await begin(createChecked(), 30_000);
    account.emulator.setInstanceStatus("i-db", "RUNNING");
    const { outs } = await account.run(work);
    expect(power()).toEqual(["StopInstances"]);
    expect(outs.__record).not.toHaveProperty("stoppedInstance");
  });

  test("another starts it just before we do", async () => {
    account.emulator.onCall = ({ action, phase }) => {
      if (action === "StartInstances" && phase === "before") account.emulator.setInstanceStatus("i-db", "RUNNING");
    };
    const { outs } = await account.run(createChecked());
    expect(outs.__record).not.toHaveProperty("stoppedInstance");
  });
});

describe("an instance that cannot be started again", () => {
  const refuse = (times: number) =>
    addFault("StartInstances", { kind: "body", status: 403, body: { code: "SOME_REASON", message: "no" }, times });

  test("is noted, reported, and started by the next run", async () => {
    refuse(1);
    const { properties, reasons } = await partial(createChecked());
    expect(reasons).toEqual([
      "Instance i-db was stopped to create an image and could not be started again: StartInstances failed: no. " +
        "(SOME_REASON) The next `pulumi up` tries again; or start it in the console.",
    ]);
    expect(properties).toMatchObject({ imageStatus: "AVAILABLE", __record: { stoppedInstance: "i-db" } });
    account.calls();
    const outs = await account.run(update(account.process(), properties, await inputs()));
    expect(writes()).toEqual(["StartInstances"]);
    expect(outs.__record).not.toHaveProperty("stoppedInstance");
    expect(status()).toBe("RUNNING");
  });

  test("is reported beside the failure of the image", async () => {
    refuse(1);
    addFault("CreateImage", { kind: "unavailable" });
    const { properties, reasons } = await partial(createChecked());
    expect(reasons).toEqual([
      messages.imageFailed(properties.imageId),
      expect.stringMatching(/^Instance i-db was stopped to create an image and could not be started again/),
    ]);
  });

  test("is warned of where there is no image to note it at", async () => {
    refuse(1);
    account.emulator.setQuota("HKG-A", 0);
    expect((await account.failure(createChecked())).message).toMatch(/^Cannot create the image: zone HKG-A/);
    expect(ctx.warnings).toEqual([messages.leftStopped("i-db", "StartInstances failed: no. (SOME_REASON)")]);
  });

  test("because the engine is gone is warned of, too", async () => {
    account.emulator.onCall = ({ action, phase }) => {
      if (action !== "StopInstances" || phase !== "after") return;
      account.beforeWrite = () => Promise.reject(messages.engineGone());
    };
    expect((await account.failure(createChecked())).message).toBe(messages.engineGone().message);
    expect(ctx.warnings).toEqual([messages.leftStopped("i-db", messages.engineGone().message)]);
    expect(writes()).toEqual(["StopInstances"]);
  });

  test("because it stays BOOTING for ten minutes", async () => {
    open({ startInstanceMs: 3_600_000 });
    const { reasons } = await partial(createChecked());
    expect(reasons).toEqual([expect.stringMatching(/i-db \(db, HKG-A\) is still BOOTING/)]);
  });

  test("because it stays IMAGING for ten minutes", async () => {
    const { work } = await begin(createChecked(), 30_000);
    account.emulator.instance("i-db")!.next = undefined;
    const { reasons } = await partial(work);
    expect(reasons).toEqual([expect.stringMatching(/i-db \(db, HKG-A\) is still IMAGING/)]);
    expect(power()).toEqual(["StopInstances"]);
  });
});

describe("while the image may still be being created the instance is left alone, and noted", () => {
  async function leftUndone(work: Promise<unknown>): Promise<PartialFailure> {
    const failure = await partial(work);
    expect(failure.reasons[1]).toBe(messages.startsLater("i-db"));
    expect(failure.properties).toMatchObject({ imageStatus: "CREATING", __record: { stoppedInstance: "i-db" } });
    expect(power()).toEqual(["StopInstances"]);
    expect(status()).toBe("IMAGING");
    return failure;
  }
  const timeUp = () => leftUndone(createChecked({ __timeouts: { create: 40 } }));

  test("time is up, and the next up does it", async () => {
    const { properties } = await timeUp();
    const outs = await account.run(update(account.process(), properties, await inputs()));
    expect(writes()).toEqual(["StartInstances"]);
    expect(outs).toMatchObject({ imageStatus: "AVAILABLE" });
    expect(outs.__record).not.toHaveProperty("stoppedInstance");
    expect(status()).toBe("RUNNING");
  });

  test("time is up again, and it is still noted", async () => {
    const { properties } = await timeUp();
    account.emulator.pause();
    const again = await partial(
      update(account.process(), properties, await inputs({ __timeouts: { create: 40, update: 20 } })),
    );
    expect(again.properties.__record?.stoppedInstance).toBe("i-db");
    expect(again.reasons[1]).toBe(messages.startsLater("i-db"));
    expect(writes()).toEqual([]);
  });

  test("time is up, and a destroy does it once the image is no longer being created", async () => {
    const { properties } = await timeUp();
    await account.run(remove(account.process(), properties));
    expect(writes()).toEqual(["StartInstances", "DeleteImages"]);
    expect(status()).toBe("RUNNING");
    expect(account.emulator.images()).toEqual([]);
  });

  test("a cancel in the wait", async () => {
    const { work } = await begin(createChecked(), 30_000);
    ctx.cancel();
    await leftUndone(work);
  });

  test("a cancel while CreateImage is under way", async () => {
    account.emulator.onCall = ({ action, phase }) => {
      if (action === "CreateImage" && phase === "before") ctx.cancel();
    };
    await leftUndone(createChecked());
  });

  test("a network that is gone", async () => {
    open({ createImageMs: 600_000 });
    const { work } = await begin(createChecked(), 30_000);
    account.disconnect();
    await leftUndone(work);
  });

  test("nothing is noted of an instance that we did not stop", async () => {
    const failure = await partial(createChecked({ instanceId: "i-web", __timeouts: { create: 40 } }));
    expect(failure.reasons).toHaveLength(1);
    expect(failure.properties.__record).not.toHaveProperty("stoppedInstance");
    await account.run(update(account.process(), failure.properties, await inputs({ instanceId: "i-web" })));
    expect(power()).toEqual([]);
    expect(status("i-web")).toBe("STOPPED");
  });
});

describe("a cancel before CreateImage", () => {
  test("waits until the instance is stopped, starts it, then ends", async () => {
    const { work } = await begin(createChecked(), 3_000);
    expect(status()).toBe("STOPPING");
    ctx.cancel();
    expect((await account.failure(work)).message).toBe(messages.canceled().message);
    expect(writes()).toEqual(["StopInstances", "StartInstances"]);
    expect(["BOOTING", "RUNNING"]).toContain(status());
    expect(account.emulator.history()).toEqual([]);
  });

  test("says at once, and once, why it waits and until when", async () => {
    open({ stopInstanceMs: 60_000 });
    const { work } = await begin(createChecked(), 3_000);
    expect(ctx.warnings).toEqual([]);
    ctx.cancel();
    const text =
      "interrupted: waiting until instance i-db (db, HKG-A) has stopped, to start it again (at most until " +
      "00:10:00 UTC). A second Ctrl-C could leave it powered off.";
    expect(ctx.warnings).toEqual([text]);
    await account.failure(work);
    expect(ctx.warnings).toEqual([text]);
  });

  test("says so, too, where the cancel comes before the instance was read again", async () => {
    account.emulator.onCall = ({ action, phase }) => {
      if (action === "StopInstances" && phase === "after") ctx.cancel();
    };
    await account.failure(createChecked());
    expect(ctx.warnings).toEqual([expect.stringMatching(/^interrupted: waiting until instance i-db .* has stopped/)]);
  });

  test("does not wait for an instance that starts", async () => {
    const { work } = await begin(createChecked(), 3_000);
    ctx.cancel();
    await account.failure(work);
    expect(status()).toBe("BOOTING");
  });

  test("before it is stopped: nothing happens to it", async () => {
    account.emulator.setInstanceStatus("i-db", "BOOTING");
    const { work } = await begin(createChecked(), 3_000);
    ctx.cancel();
    expect((await account.failure(work)).message).toBe(messages.canceled().message);
    expect(writes()).toEqual([]);
  });
});

describe("after a cancel: who restarts the instance", () => {
  test("power is not cut after it, even where that is allowed", async () => {
    open({ ignoredShutdownStatus: "RUNNING" });
    account.emulator.instance("i-db")!.ignoresShutdown = true;
    const { work } = await begin(createChecked({ forceShutdown: true }), 60_000);
    ctx.cancel();
    expect((await account.failure(work)).message).toBe(messages.canceled().message);
    expect(writes()).toEqual(["StopInstances"]);
    expect(status()).toBe("RUNNING");
    expect(ctx.warnings).toEqual([expect.stringMatching(/^interrupted: waiting until .*at most until 00:02:00 UTC/)]);
  });

  test("the second of two creates, left with the start by the first, starts the instance", async () => {
    const first = createChecked();
    const second = createChecked({ imageName: "db2" });
    second.catch(() => undefined);
    let isFirstDone = false;
    account.emulator.onCall = async ({ action, phase }) => {
      await account.clock.sleep(1); // the second still looks when the first has ended
      if (action === "ModifyImagesAttributes" && phase === "after") isFirstDone = true;
      if (isFirstDone && action === "DescribeInstances" && phase === "after") ctx.cancel();
    };
    const { outs } = await account.run(first); // its state says nothing of the instance
    expect(outs.__record).not.toHaveProperty("stoppedInstance");
    expect((await account.failure(second)).message).toBe(messages.canceled().message);
    expect(power()).toEqual(["StopInstances", "StartInstances"]);
  });

  test("an update that waits for its turn leaves the start to the next run: state remembers", async () => {
    const { properties } = await partial(createChecked({ __timeouts: { create: 40 } }));
    writes();
    const again = account.process();
    const olds = { ...properties, __timeouts: { create: 600 } };
    const next = await inputs({ __timeouts: { create: 600 } }, again);
    const held = update(again, olds, next);
    const waiting = update(again, olds, next);
    for (const work of [held, waiting]) work.catch(() => undefined);
    await account.clock.settle();
    const before = account.clock.now();
    again.cancel();
    await account.failure(waiting);
    await account.failure(held);
    expect(account.clock.now() - before).toBeLessThan(10); // the rate limit may let a request wait a millisecond
    expect(writes()).toEqual([]);
  });

  test("a stop that may have worked before it was rejected counts as one", async () => {
    addFault("StopInstances", { kind: "503", workDone: true });
    addFault("StopInstances", { kind: "body", nth: 2, status: 403, body: { code: "SOME_REASON", message: "no" } });
    expect((await account.failure(createChecked())).message).toMatch(/^StopInstances.*SOME_REASON/);
    expect(power()).toEqual(["StopInstances", "StopInstances", "StartInstances"]);
  });
});

test("a cancel while the instance is being started again ends the run: image saved, only its name is missing", async () => {
  const { work } = await begin(createChecked(), 75_000);
  expect(status()).toBe("BOOTING");
  const before = account.clock.now();
  ctx.cancel();
  const { properties } = await partial(work);
  expect(account.clock.now()).toBe(before);
  expect(properties).toMatchObject({ imageName: "db", imageStatus: "AVAILABLE" });
  expect(properties.__record).not.toHaveProperty("stoppedInstance");
  const outs = await account.run(update(account.process(), properties, await inputs()));
  expect(outs.__record).not.toHaveProperty("workingName");
  expect(account.emulator.images()[0]?.imageName).toBe("db");
});

describe("an instance that does not shut down", () => {
  const stubborn = () => (account.emulator.instance("i-db")!.ignoresShutdown = true);
  const stops = () =>
    account.emulator
      .calls()
      .filter(({ action }) => action === "StopInstances")
      .map(({ params, at }) => [params.forceShutdown, Math.round((at - Date.UTC(2026, 0, 1)) / 1000)]);

  test.each(["STOPPING", "RUNNING"] as const)("is powered off after 120 s with forceShutdown (%s)", async (shown) => {
    open({ ignoredShutdownStatus: shown });
    stubborn();
    await account.run(createChecked({ forceShutdown: true }));
    expect(stops()).toEqual([
      [false, 0],
      [true, 120],
    ]);
    expect(ctx.progress).toContain("instance i-db (db, HKG-A) did not shut down by itself; forcing the power off");
    expect(status()).toBe("RUNNING");
  });

  test("one that obeys in time is not powered off", async () => {
    await account.run(createChecked({ forceShutdown: true }));
    expect(stops()).toEqual([[false, 0]]);
  });

  test("fails after ten minutes without forceShutdown; nothing was created", async () => {
    open({ ignoredShutdownStatus: "RUNNING" });
    stubborn();
    const error = await account.failure(createChecked());
    const instance = { ...account.emulator.instance("i-db")!, dataDisks: [] };
    expect(error.message).toBe(messages.doesNotStop(instance, { forced: false }).message);
    expect(account.clock.now() - Date.UTC(2026, 0, 1)).toBeGreaterThanOrEqual(600_000);
    expect(writes()).toEqual(["StopInstances"]);
    expect(status()).toBe("RUNNING");
  });

  test("one that keeps shutting down is warned of: it cannot be started yet", async () => {
    stubborn();
    expect((await account.failure(createChecked())).message).toMatch(
      /^Instance i-db .* did not stop: it is still STOPPING/,
    );
    expect(ctx.warnings).toEqual([expect.stringMatching(/i-db.*still STOPPING/)]);
  });

  test("fails after the power was cut in vain", async () => {
    stubborn();
    account.emulator.onCall = ({ action, params, phase }) => {
      if (action !== "StopInstances" || !params.forceShutdown || phase !== "after") return;
      account.emulator.setInstanceStatus("i-db", "RUNNING");
    };
    const error = await account.failure(createChecked({ forceShutdown: true }));
    const instance = { ...account.emulator.instance("i-db")!, dataDisks: [] };
    expect(error.message).toBe(messages.doesNotStop(instance, { forced: true }).message);
  });

  test("the create's own time is up first", async () => {
    stubborn();
    const error = await account.failure(createChecked({ forceShutdown: true, __timeouts: { create: 100 } }));
    expect(error.message).toMatch(/did not stop: it is still STOPPING/);
    expect(stops()).toEqual([[false, 0]]);
  });
});

describe("two images of one instance under way in one program: one stop, one start", () => {
  const second = { imageName: "db2" };

  test("both succeed", async () => {
    const both = await account.run(Promise.all([createChecked(), createChecked(second)]));
    expect(writes()).toEqual(["StopInstances", "CreateImage", "CreateImage", "StartInstances"]);
    for (const { outs } of both) {
      expect(outs.imageStatus).toBe("AVAILABLE");
      expect(outs.__record).not.toHaveProperty("stoppedInstance");
    }
    expect(status()).toBe("RUNNING");
  });

  test("only one of them may stop it", async () => {
    await account.run(Promise.all([createChecked(), createChecked({ ...second, stopInstance: false })]));
    expect(power()).toEqual(["StopInstances", "StartInstances"]);
    expect(status()).toBe("RUNNING");
  });

  test("the first fails", async () => {
    addFault("CreateImage", { kind: "unavailable" });
    const first = createChecked();
    const other = createChecked(second);
    await partial(first);
    await account.run(other);
    expect(power()).toEqual(["StopInstances", "StartInstances"]);
  });

  test("the second is refused", async () => {
    account.emulator.setQuota("HKG-A", 1);
    const first = createChecked();
    const other = createChecked(second);
    await account.run(first);
    expect((await account.failure(other)).message).toMatch(/HKG-A holds 1 of 1/);
    expect(power()).toEqual(["StopInstances", "StartInstances"]);
    expect(status()).toBe("RUNNING");
  });

  test("a cancel: the first notes the instance, the second has created nothing", async () => {
    const first = createChecked();
    const other = createChecked(second);
    first.catch(() => undefined);
    other.catch(() => undefined);
    await account.clock.advance(30_000);
    ctx.cancel();
    const { properties } = await partial(first);
    expect(properties.__record?.stoppedInstance).toBe("i-db");
    expect((await account.failure(other)).message).toBe(messages.canceled().message);
    expect(power()).toEqual(["StopInstances"]);
  });

  test("the first runs out of time: the second starts the instance, and the first's next run finds it running", async () => {
    const first = createChecked({ __timeouts: { create: 40 } });
    const other = createChecked(second);
    const { properties } = await partial(first);
    await account.run(other);
    expect(power()).toEqual(["StopInstances", "StartInstances"]);
    await account.run(update(account.process(), properties, await inputs()));
    expect(power()).toEqual([]);
  });

  test("the first runs out of time and the second is refused: the first has noted the instance", async () => {
    account.emulator.setQuota("HKG-A", 1);
    const first = createChecked({ __timeouts: { create: 40 } });
    const other = createChecked(second);
    const { properties } = await partial(first);
    expect(properties.__record?.stoppedInstance).toBe("i-db");
    await account.failure(other);
    // Whoever of the two starts it: it is not lost.
    await account.run(update(account.process(), properties, await inputs()));
    expect(power().filter((action) => action === "StartInstances")).toHaveLength(1);
    expect(status()).toBe("RUNNING");
  });

  test("the first runs out of time; the second, which stops the instance again and is rejected, starts it", async () => {
    account.emulator.setQuota("HKG-A", 1);
    const first = createChecked({ instanceId: "i-web", __timeouts: { create: 40 } });
    const other = createChecked({ ...second, instanceId: "i-web" });
    await partial(first);
    account.emulator.onCall = ({ action, phase }) => {
      const isImaged = account.emulator.images()[0]?.imageStatus === "AVAILABLE";
      if (action === "DescribeInstances" && phase === "before" && isImaged && status("i-web") === "STOPPED") {
        account.emulator.setInstanceStatus("i-web", "RUNNING"); // by its owner
        account.emulator.onCall = undefined;
      }
    };
    expect((await account.failure(other)).message).toMatch(/HKG-A holds 1 of 1/);
    expect(power()).toEqual(["StopInstances", "StartInstances"]);
    expect(status("i-web")).toBe("RUNNING");
  });

  test("instances of different names do not wait for each other", async () => {
    const started = account.clock.now();
    await account.run(Promise.all([createChecked(), createChecked({ instanceId: "i-web", imageName: "web" })]));
    expect(account.clock.now() - started).toBeLessThan(100_000);
  });
});
