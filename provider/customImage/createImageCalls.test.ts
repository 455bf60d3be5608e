import type { EmulatorOptions, Fault } from "../../emulator";
import { checked, TestAccount, type TestContext } from "../../test/support/provider";
import * as messages from "../messages";
import type { ProgramInputs } from "./check";
import { create } from "./create";
import { PartialFailure } from "./partialFailure";

let account: TestAccount;
let ctx: TestContext;

/** Images take longer to create than an ambiguous call takes to determine, as with the real service. */
function open(options: EmulatorOptions = {}): void {
  account = new TestAccount({ createImageMs: 120_000, ...options });
  ctx = account.process();
}
beforeEach(() => open());

const program = { instanceId: "i-web", imageName: "web", imageDescription: "golden" };
const createChecked = async (news: ProgramInputs = program, process = ctx) =>
  create(process, await checked(process, news));
const addFault = (fault: Partial<Fault>) =>
  account.emulator.faults.add({ action: "CreateImage", kind: "500", ...fault });
const creates = () => account.emulator.calls().filter(({ action }) => action === "CreateImage").length;
const imagesEver = () => account.emulator.history().length;
const counts = () => ({ creates: creates(), images: imagesEver() });
const namesake = { zoneId: "HKG-A", imageName: "web" };
/** Does something once the n-th CreateImage call has come to its end. */
const afterCreate = (todo: () => void, n = 1) => {
  let seen = 0;
  account.emulator.onCall = ({ action, phase }) => {
    if (action === "CreateImage" && phase === "after" && ++seen === n) todo();
  };
};

describe("a response that does not arrive, or cannot be read", () => {
  const answers: [string, Partial<Fault>][] = [
    ["500", { kind: "500" }],
    ["503", { kind: "503" }],
    ["a gateway's page", { kind: "html502" }],
    ["garbage", { kind: "garbage" }],
    ["a body cut short", { kind: "cutShort" }],
    ["half a body", { kind: "truncated" }],
    ["a body without imageId", { kind: "noId" }],
    ["a body of the wrong types", { kind: "wrongType" }],
  ];
  test.each<[string, Partial<Fault>]>([
    ...answers.map(([name, fault]): [string, Partial<Fault>] => [name, { ...fault, workDone: true }]),
    ["a cut connection", { kind: "cutAfter" }],
    ["no answer in time", { kind: "late", ms: 90_000 }],
  ])("%s, and the work was done: the image is found and taken", async (_, fault) => {
    addFault(fault);
    const { id, outs } = await account.run(createChecked());
    const [image] = account.emulator.images();
    expect(id).toBe(image?.imageId);
    expect(outs).toMatchObject({ imageStatus: "AVAILABLE", imageName: "web", imageDescription: "golden" });
    expect(outs).not.toHaveProperty("createRequestId");
    expect(counts()).toEqual({ creates: 1, images: 1 });
    expect(ctx.progress[0]).toMatch(
      /^CreateImage returned no readable response \(.*\); looking for the image for 30 s/,
    );
  });

  test.each<[string, Partial<Fault>]>([...answers, ["a cut connection", { kind: "cutBefore" }]])(
    "%s, and nothing was done: sent again 30 s later",
    async (_, fault) => {
      addFault(fault);
      const { outs } = await account.run(createChecked());
      expect(outs).toMatchObject({ imageStatus: "AVAILABLE" });
      expect(counts()).toEqual({ creates: 2, images: 1 });
      const [first, second] = account.emulator.calls().filter(({ action }) => action === "CreateImage");
      expect(second!.at - first!.at).toBeGreaterThanOrEqual(30_000);
      expect(second!.at - first!.at).toBeLessThan(32_000);
    },
  );

  test("the calls of a lost response: instance and list are polled until both say that it worked", async () => {
    addFault({ kind: "cutAfter" });
    await account.run(createChecked());
    const expected = ["DescribeInstances", "DescribeImages", "CreateImage", "DescribeInstances", "DescribeImages"];
    expect(account.calls().slice(0, 6)).toEqual([...expected, "DescribeImages"]);
  });

  test("an image that is listed late is found", async () => {
    open({ visibleAfterMs: 20_000 });
    addFault({ kind: "cutAfter" });
    const { id } = await account.run(createChecked());
    expect(id).toBe(account.emulator.images()[0]?.imageId);
    expect(counts()).toEqual({ creates: 1, images: 1 });
  });

  test("an image that is done when it is listed: the instance was seen being imaged", async () => {
    open({ visibleAfterMs: 20_000, createImageMs: 10_000 });
    addFault({ kind: "cutAfter" });
    await account.run(createChecked());
    expect(counts()).toEqual({ creates: 1, images: 1 });
  });

  describe("a list that lags, and a zone that the image itself has filled: sent again, and rejected", () => {
    test("it is listed once more, and found", async () => {
      open({ visibleAfterMs: 45_000, createImageMs: 0, quota: 1 });
      addFault({ kind: "cutAfter" });
      const { id } = await account.run(createChecked());
      expect(id).toBe(account.emulator.images()[0]?.imageId);
      expect(counts()).toEqual({ creates: 2, images: 1 });
    });

    test("it is still not listed: the message names both, and the next run continues with it", async () => {
      open({ visibleAfterMs: 100_000, createImageMs: 0, quota: 1 });
      addFault({ kind: "cutAfter" });
      const failure = await account.failure(createChecked());
      expect(failure.message).toMatch(/^Could not determine whether image "web" was created: .* holds 1 of 1 /);
      await account.clock.advance(100_000);
      ctx = account.process();
      const { id } = await account.run(createChecked());
      expect(id).toBe(account.emulator.images()[0]?.imageId);
      expect(imagesEver()).toBe(1);
    });
  });

  test("settleSeconds is how long to poll", async () => {
    ctx = account.process({ settleSeconds: "5" });
    addFault({ kind: "cutBefore" });
    await account.run(createChecked());
    const [first, second] = account.emulator.calls().filter(({ action }) => action === "CreateImage");
    expect(Math.round((second!.at - first!.at) / 1000)).toBe(5);
  });

  test("a network that recovers in time is used then", async () => {
    addFault({ kind: "cutAfter" });
    account.emulator.faults.add({ action: "DescribeImages", kind: "cutBefore", nth: 2, times: 8 });
    account.emulator.faults.add({ action: "DescribeInstances", kind: "503", nth: 2, times: 6 });
    const { id } = await account.run(createChecked());
    expect(id).toBe(account.emulator.images()[0]?.imageId);
    expect(creates()).toBe(1);
  });

  test.each<[string, Partial<Fault>]>(answers)("%s without end: three attempts, then a report", async (_, fault) => {
    addFault({ ...fault, times: 1000 });
    const error = await account.failure(createChecked());
    expect(error).not.toBeInstanceOf(PartialFailure);
    expect(error.stack).toBe("");
    expect(error.message).toMatch(/^Image "web" was not created: CreateImage failed 3 times without reporting whether/);
    expect(error.message).toMatch(/no image is known to exist.*not sent again.*Run `pulumi up` again later/);
    expect(counts()).toEqual({ creates: 3, images: 0 });
  });

  test("time is up before the third attempt", async () => {
    addFault({ kind: "500", times: 1000 });
    const error = await account.failure(createChecked({ ...program, __timeouts: { create: 50 } }));
    expect(error.message).toMatch(
      /^No image of instance i-web was created before the create timeout\. The last CreateImage call failed: CreateImage: /,
    );
    expect(counts()).toEqual({ creates: 2, images: 0 });
  });
});

describe("what is not known is reported: nothing is sent again, and the next run looks for the working name", () => {
  async function notKnown(): Promise<string> {
    const error = await account.failure(createChecked());
    expect(error).not.toBeInstanceOf(PartialFailure);
    expect(error.stack).toBe("");
    expect(creates()).toBe(1);
    expect(error.message).toMatch(/^Could not determine whether image "web" was created: CreateImage failed with "/);
    expect(error.message).toMatch(/not sent again\. Run `pulumi up` again: it looks for the image by its working name/);
    return error.message;
  }

  test("our instance was imaged, and no image is listed", async () => {
    open({ visibleAfterMs: 600_000 });
    addFault({ kind: "cutAfter" });
    expect(await notKnown()).toMatch(
      /Zone HKG-A listed no image with the working name web-z1n\w{16} within 1\d\d s, but instance i-web was being imaged\./,
    );
  });

  test("our instance was imaged for a moment only: a list may still lag behind", async () => {
    open({ visibleAfterMs: 600_000, createImageMs: 10_000 });
    addFault({ kind: "cutAfter" });
    await notKnown();
  });

  test("the zone cannot be listed", async () => {
    addFault({ kind: "cutAfter" });
    account.emulator.faults.add({ action: "DescribeImages", kind: "garbage", nth: 2, times: 1000 });
    expect(await notKnown()).toMatch(/Zone HKG-A could not be listed: DescribeImages failed: .* not JSON/);
  });

  test("the key is revoked meanwhile", async () => {
    addFault({ kind: "cutAfter" });
    afterCreate(() => account.emulator.removeKey(account.emulator.accessKeyId));
    expect(await notKnown()).toMatch(/Zone HKG-A could not be listed: Zenlayer rejected the access key from/);
  });

  test("no network; and the next run continues with the image", async () => {
    addFault({ kind: "cutAfter" });
    afterCreate(() => account.disconnect());
    expect(await notKnown()).toMatch(/could not be listed: .*connection refused/);
    account.reconnect();
    const { id } = await account.run(createChecked(program, account.process()));
    expect({ id, imagesEver: imagesEver() }).toEqual({ id: account.emulator.images()[0]?.imageId, imagesEver: 1 });
  });
});

describe("the disk is being imaged already", () => {
  test("by an earlier attempt of ours whose work came late: that one is found", async () => {
    // Nothing is to be seen of the first attempt for 30 s. When the second arrives, the first one's work is going on.
    addFault({ kind: "cutBefore" });
    const { emulator } = account;
    emulator.onCall = ({ action, phase, params }) => {
      if (action !== "CreateImage" || creates() !== 2) return;
      emulator.setInstanceStatus("i-web", phase === "before" ? "IMAGING" : "STOPPED");
      const imageName = (params as { imageName: string }).imageName;
      if (phase === "after") emulator.addImage({ zoneId: "HKG-A", imageName, imageId: "img-late" });
    };
    const { id, outs } = await account.run(createChecked());
    expect({ id, imageName: outs.imageName }).toEqual({ id: "img-late", imageName: "web" });
    expect(counts()).toEqual({ creates: 2, images: 1 });
  });

  test("after an ambiguous attempt, and no image is listed: reported", async () => {
    addFault({ kind: "cutBefore" });
    account.emulator.onCall = ({ action, phase }) => {
      if (action === "CreateImage" && phase === "before" && creates() === 2) {
        account.emulator.setInstanceStatus("i-web", "IMAGING");
      }
    };
    expect((await account.failure(createChecked())).message).toMatch(
      /working name .*, but instance i-web was being imaged/,
    );
    expect(counts()).toEqual({ creates: 2, images: 0 });
  });

  /** Another client starts to image the instance just before this run. */
  const overtake = (untilMs: number) => {
    const { emulator } = account;
    emulator.onCall = ({ action, phase }) => {
      if (action !== "CreateImage" || phase !== "before" || creates() !== 1) return;
      const instance = emulator.instance("i-web")!;
      emulator.setInstanceStatus("i-web", "IMAGING");
      instance.next = { status: "STOPPED", at: account.clock.now() + untilMs };
    };
  };

  test("for another run: waits, then creates ours", async () => {
    overtake(60_000);
    const { outs } = await account.run(createChecked());
    expect(outs.imageStatus).toBe("AVAILABLE");
    expect(counts()).toEqual({ creates: 2, images: 1 });
    expect(ctx.progress).toContain(messages.creationWaits("i-web"));
  });

  test("for another run for too long", async () => {
    overtake(200_000);
    const error = await account.failure(createChecked({ ...program, __timeouts: { create: 100 } }));
    expect(error.message).toMatch(/^Cannot create the image: another image of instance i-web is still being created\./);
    expect(counts()).toEqual({ creates: 1, images: 0 });
  });

  test("for another run until the deadline at that moment", async () => {
    overtake(99_500);
    const error = await account.failure(createChecked({ ...program, __timeouts: { create: 100 } }));
    expect(error.message).toBe(messages.createTimedOut("i-web", undefined).message);
    expect(counts()).toEqual({ creates: 1, images: 0 });
  });

  test("a cancel ends that wait at once", async () => {
    overtake(60_000);
    const making = createChecked();
    making.catch(() => undefined);
    await account.clock.advance(10_000);
    const before = account.clock.now();
    ctx.cancel();
    expect((await account.failure(making)).message).toBe(messages.canceled().message);
    expect(account.clock.now()).toBe(before);
    expect(counts()).toEqual({ creates: 1, images: 0 });
  });

  test("two images of one instance in one program are created one after the other", async () => {
    const both = await account.run(Promise.all([createChecked(), createChecked({ ...program, imageName: "web2" })]));
    expect(new Set(both.map(({ id }) => id)).size).toBe(2);
    expect(counts()).toEqual({ creates: 2, images: 2 });
  });

  test("two images of one instance in two programs, too", async () => {
    const other = account.process();
    const both = await account.run(
      Promise.all([createChecked(), createChecked({ ...program, imageName: "web2" }, other)]),
    );
    expect(both.map(({ outs }) => outs.imageStatus)).toEqual(["AVAILABLE", "AVAILABLE"]);
    expect(imagesEver()).toBe(2);
  });
});

describe("too many requests", () => {
  test("are sent again: nothing was done", async () => {
    addFault({ kind: "429", times: 3 });
    await account.run(createChecked());
    expect(counts()).toEqual({ creates: 4, images: 1 });
  });

  test("without end are an error", async () => {
    addFault({ kind: "429", times: 10_000 });
    expect((await account.failure(createChecked())).message).toMatch(/^Zenlayer kept throttling requests/);
    expect(imagesEver()).toBe(0);
  });
});

describe("a cancel", () => {
  test("before CreateImage: nothing is created", async () => {
    account.emulator.onCall = ({ action, phase }) => {
      if (action === "DescribeImages" && phase === "before") ctx.cancel();
    };
    expect((await account.failure(createChecked())).message).toBe(messages.canceled().message);
    expect(counts()).toEqual({ creates: 0, images: 0 });
  });

  test("while the outcome of a call is being determined: an image that was created is still found and kept", async () => {
    open({ visibleAfterMs: 10_000 });
    addFault({ kind: "cutAfter" });
    const making = createChecked();
    making.catch(() => undefined);
    await account.clock.advance(5_000);
    ctx.cancel();
    const failure = (await account.failure(making)) as PartialFailure;
    expect(failure).toBeInstanceOf(PartialFailure);
    expect(failure.id).toBe(account.emulator.images()[0]?.imageId);
  });

  test("while the outcome of a call that did nothing is being determined: it is not sent again", async () => {
    addFault({ kind: "cutBefore" });
    const making = createChecked();
    making.catch(() => undefined);
    await account.clock.advance(5_000);
    ctx.cancel();
    expect((await account.failure(making)).message).toBe(messages.canceled().message);
    expect(counts()).toEqual({ creates: 1, images: 0 });
  });
});

describe("images of the same name", () => {
  test("one that is there already is named, and the new one created all the same", async () => {
    account.emulator.addImage({ ...namesake, imageId: "img-old", imageDescription: "golden" });
    const { id } = await account.run(createChecked());
    expect(id).not.toBe("img-old");
    expect(ctx.warnings).toEqual([
      expect.stringMatching(/^zone HKG-A already has an image named "web": img-old \(AVAILABLE\)\./i),
    ]);
  });

  test("one that this run replaces or created itself is no news", async () => {
    account.emulator.addImage({ ...namesake, imageId: "img-old" });
    ctx.process.replaced.set("img-old", { imageId: "img-old", zoneId: "HKG-A", deleteFirst: false });
    await account.run(createChecked());
    await account.run(createChecked());
    expect(ctx.warnings).toEqual([]);
    expect(imagesEver()).toBe(3);
  });

  test("two created at one moment in one run never take each other's, even if both answers are lost", async () => {
    account.emulator.addInstance({ instanceId: "i-web2", zoneId: "HKG-A" });
    addFault({ kind: "cutAfter", times: 2 });
    const other = { ...program, instanceId: "i-web2" };
    const [first, second] = await account.run(Promise.all([createChecked(), createChecked(other)]));
    const sourceOf = (id: string) => account.emulator.images().find(({ imageId }) => imageId === id)?.instanceId;
    expect({ first: sourceOf(first.id), second: sourceOf(second.id) }).toEqual({ first: "i-web", second: "i-web2" });
    expect(counts()).toEqual({ creates: 2, images: 2 });
  });

  test("nor where lists show new images late", async () => {
    open({ visibleAfterMs: 10_000 });
    account.emulator.addInstance({ instanceId: "i-web2", zoneId: "HKG-A" });
    addFault({ kind: "cutAfter", nth: 2 });
    const [first, second] = await account.run(
      Promise.all([createChecked(), createChecked({ ...program, instanceId: "i-web2" })]),
    );
    expect(first.id).not.toBe(second.id);
    expect(counts()).toEqual({ creates: 2, images: 2 });
  });

  test.each(["cutBefore", "cutAfter"] as const)(
    "one that another process creates at the same moment is never taken for ours (%s)",
    async (kind) => {
      addFault({ kind });
      afterCreate(() => account.emulator.addImage({ ...namesake, imageId: "img-theirs", imageDescription: "golden" }));
      const { id } = await account.run(createChecked());
      expect(id).not.toBe("img-theirs");
      expect(imagesEver()).toBe(2);
    },
  );

  test("one created by another process just before we ask is known not to be ours", async () => {
    // This process has a list that is too old to say what was there before.
    await account.run(ctx.session().images.list("HKG-A"));
    await account.clock.advance(5_001);
    account.emulator.addImage({ ...namesake, imageId: "img-theirs", imageDescription: "golden" });
    addFault({ kind: "cutBefore" });
    const { id } = await account.run(createChecked());
    expect(id).not.toBe("img-theirs");
    expect(ctx.warnings).toEqual([expect.stringContaining("img-theirs (AVAILABLE)")]);
  });

  test("a list that is requested right after shows the new image", async () => {
    account.emulator.onCall = ({ action, phase }) => {
      if (action === "CreateImage" && phase === "before") ctx.cancel();
    };
    await account.failure(createChecked());
    expect(await account.run(ctx.session().images.list("HKG-A"))).toHaveLength(1);
  });
});
