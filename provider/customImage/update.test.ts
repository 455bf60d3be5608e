import type { EmulatorOptions } from "../../emulator";
import { checked, TestAccount, type TestContext } from "../../test/support/provider";
import * as messages from "../messages";
import type { ProgramInputs } from "./check";
import { create } from "./create";
import { diff } from "./diff";
import { PartialFailure } from "./partialFailure";
import type { CheckedInputs, ImageState } from "./state";
import { update } from "./update";

let account: TestAccount;
let ctx: TestContext;
let inputs: CheckedInputs;
let outs: ImageState;

const program = { instanceId: "i-web", imageName: "web", imageDescription: "golden" };

/** An image that an earlier run made. */
async function open(options: EmulatorOptions = {}, news: ProgramInputs = program): Promise<void> {
  account = new TestAccount({ createImageMs: 10_000, ...options });
  const maker = account.process();
  inputs = await checked(maker, news);
  ({ outs } = await account.run(create(maker, inputs)));
  account.calls();
  ctx = account.process();
}
beforeEach(() => open());

/** An image whose create ended before its time, so that its state says CREATING. */
async function openUnfinished(news: ProgramInputs = {}): Promise<void> {
  account = new TestAccount({ createImageMs: 60_000 });
  const maker = account.process();
  inputs = await checked(maker, { ...program, ...news, __timeouts: { create: 5 } });
  ({ properties: outs } = (await account.failure(create(maker, inputs))) as PartialFailure);
  account.calls();
  ctx = account.process();
}

const change = async (news: ProgramInputs, olds = outs, process = ctx) =>
  account.run(update(process, olds, await checked(process, news, inputs)));
const image = () => account.emulator.images()[0];

describe("an image of ours", () => {
  test("a changed description is set in place, and every output is returned", async () => {
    const result = await change({ ...program, imageDescription: "silver" });
    expect(result).toEqual({ ...outs, imageDescription: "silver" });
    expect(account.calls()).toEqual(["DescribeImages", "ModifyImagesAttributes"]);
    const { params } = account.emulator.calls().at(-1)!;
    expect(params).toEqual({ imageIds: [outs.imageId], imageDescription: "silver" });
    expect(image()).toMatchObject({ imageDescription: "silver", imageName: "web" });
  });

  test("a removed description is cleared", async () => {
    const result = await change({ instanceId: "i-web", imageName: "web" });
    expect(result).not.toHaveProperty("imageDescription");
    expect(image()?.imageDescription).toBe("");
  });

  test("a drifted name is repaired in place", async () => {
    account.emulator.renameImage(outs.imageId, "theirs");
    expect(await change(program, { ...outs, imageName: "theirs" })).toEqual(outs);
    expect(image()?.imageName).toBe("web");
    expect(account.emulator.history()).toHaveLength(1);
  });

  test("name and description that drifted together are repaired in one call", async () => {
    account.emulator.renameImage(outs.imageId, "theirs");
    account.emulator.describeImage(outs.imageId, null);
    await change(program, { ...outs, imageName: "theirs", imageDescription: undefined });
    expect(account.calls()).toEqual(["DescribeImages", "ModifyImagesAttributes"]);
    expect(image()).toMatchObject({ imageName: "web", imageDescription: "golden" });
  });

  test("what is right already is not touched: the service counts, not what state says", async () => {
    expect(await change(program, { ...outs, imageName: "theirs", imageDescription: "old" })).toEqual(outs);
    expect(account.calls()).toEqual(["DescribeImages"]);
  });

  test("without a difference, as after a partial failure, it reads once and returns everything", async () => {
    expect(await change(program)).toEqual(outs);
    expect(account.calls()).toEqual(["DescribeImages"]);
  });

  test("new time-outs are recorded, absent ones keep the old", async () => {
    const timed = await change({ ...program, __timeouts: { delete: 5 } });
    expect(timed.__timeouts).toEqual({ delete: 5 });
    expect((await change(program, timed)).__timeouts).toEqual({ delete: 5 });
  });

  test("a dropped instance is kept, one given later is recorded", async () => {
    const { instanceId: _, ...withoutInstance } = program;
    expect((await change(withoutInstance)).instanceId).toBe("i-web");
    const { instanceId: __, ...imported } = outs;
    expect((await change(program, imported)).instanceId).toBe("i-web");
  });

  test("options for the making are those of the program", async () => {
    const result = await change(program, { ...outs, stopInstance: true, forceShutdown: true });
    expect(result).not.toHaveProperty("stopInstance");
    expect(result).not.toHaveProperty("forceShutdown");
  });

  test("a name that is declared late is recorded", async () => {
    const { __givenName: _, ...imported } = outs;
    expect((await change(program, imported)).__givenName).toBe("web");
  });

  test("its result differs in nothing from the program", async () => {
    const news = await checked(ctx, { ...program, imageDescription: "silver", __timeouts: { create: 7 } }, inputs);
    const result = await account.run(update(ctx, outs, news));
    expect(diff(ctx, outs.imageId, result, news).properties).toEqual({});
  });

  test("an image that was usable once and is not any more is still described", async () => {
    account.emulator.failImage(outs.imageId);
    const result = await change({ ...program, imageDescription: "broken" });
    expect(result).toMatchObject({ imageStatus: "UNAVAILABLE", imageDescription: "broken" });
  });

  test("a refusal says that nothing was changed", async () => {
    const body = { code: "INVALID_IMAGE_STATUS", message: "not now", requestId: "T1" };
    account.emulator.faults.add({ action: "ModifyImagesAttributes", kind: "body", status: 400, body });
    const news = await checked(ctx, { ...program, imageDescription: "silver" }, inputs);
    const error = await account.failure(update(ctx, outs, news));
    expect(error.message).toBe(
      `Image ${outs.imageId} was not changed: ModifyImagesAttributes failed: not now. (INVALID_IMAGE_STATUS, request T1)`,
    );
    expect(error).not.toBeInstanceOf(PartialFailure);
  });

  test("a request whose response was lost is sent again", async () => {
    account.emulator.faults.add({ action: "ModifyImagesAttributes", kind: "cutAfter" });
    await change({ ...program, imageDescription: "silver" });
    expect(account.calls()).toEqual(["DescribeImages", "ModifyImagesAttributes", "ModifyImagesAttributes"]);
  });

  test("a list after it shows the change", async () => {
    await change({ ...program, imageDescription: "silver" });
    const [listed] = await account.run(ctx.session().images.list("HKG-A"));
    expect(listed?.imageDescription).toBe("silver");
  });

  test.each(["garbage", "500"] as const)("a service that cannot be reached (%s) changes nothing", async (kind) => {
    account.emulator.faults.add({ action: "DescribeImages", kind, times: 100 });
    const news = await checked(ctx, { ...program, imageDescription: "silver" }, inputs);
    expect((await account.failure(update(ctx, outs, news))).name).toBe("ZenlayerError");
    expect(image()?.imageDescription).toBe("golden");
  });

  test("an image that is gone is a partial failure that says what to do", async () => {
    account.emulator.removeImage(outs.imageId);
    const failure = (await account.failure(update(ctx, outs, inputs))) as PartialFailure;
    expect(failure.reasons).toEqual([messages.imageVanished(outs.imageId, "zone HKG-A")]);
    expect(failure.properties).toEqual(outs);
  });
});

describe("an image whose making was interrupted", () => {
  test("is waited for, with progress and without a second CreateImage", async () => {
    await openUnfinished();
    const result = await change({ ...program, __timeouts: { create: 5 } });
    expect(result).toMatchObject({ imageId: outs.imageId, imageStatus: "AVAILABLE", __record: { wasAvailable: true } });
    expect(new Set(account.calls())).toEqual(new Set(["DescribeImages", "ModifyImagesAttributes"]));
    expect(ctx.progress).toEqual([
      expect.stringMatching(
        /^image "[^"]+" \(img-\w+\) has been CREATING since 00:00:00 UTC \(timeout 00:10:05 UTC\)$/,
      ),
      expect.stringMatching(/^image "[^"]+" \(img-\w+\) is AVAILABLE$/),
    ]);
  });

  test("is described once it is created, since the service changes none before", async () => {
    await openUnfinished();
    const result = await change({ ...program, imageDescription: "silver" });
    expect(result.imageDescription).toBe("silver");
    expect(account.calls().at(-1)).toBe("ModifyImagesAttributes");
  });

  test("that is done by now is used as it is", async () => {
    await openUnfinished();
    await account.clock.advance(60_000);
    expect(await change(program)).toMatchObject({ imageStatus: "AVAILABLE" });
    expect(account.calls()).toEqual(["DescribeImages", "DescribeImages", "ModifyImagesAttributes"]);
    expect(account.emulator.images()[0]?.imageName).toBe("web");
  });

  test("that was never seen is waited for", async () => {
    await openUnfinished();
    account.emulator.images();
    const { keyFingerprint, workingName } = outs.__record ?? {};
    const unseen = { ...outs, __record: { keyFingerprint, workingName } };
    expect((await change(program, unseen)).__record?.seen).toBe(true);
  });

  test("that failed is reported, and replaced by the next run", async () => {
    await openUnfinished();
    account.emulator.failImage(outs.imageId);
    const failure = (await account.failure(update(ctx, outs, inputs))) as PartialFailure;
    expect(failure.reasons).toEqual([messages.imageFailed(outs.imageId)]);
    expect(failure.properties.imageStatus).toBe("UNAVAILABLE");
    expect(diff(ctx, outs.imageId, failure.properties, inputs)).toMatchObject({
      properties: { imageStatus: "replace" },
      deleteBeforeReplace: true,
    });
  });

  test("waits as long as a create may, or an update if that is more", async () => {
    await openUnfinished();
    account.emulator.pause();
    const waits = async (__timeouts: ProgramInputs["__timeouts"]) => {
      const before = account.clock.now();
      await account.failure(update(ctx, outs, await checked(ctx, { ...program, __timeouts }, inputs)));
      return Math.round((account.clock.now() - before) / 1000);
    };
    expect(await waits({ create: 5 })).toBe(600);
    expect(await waits({ create: 5, update: 20 })).toBe(20);
    expect(await waits({ create: 900, update: 20 })).toBe(900);
    expect(await waits({ update: 20 })).toBe(3600);
  });

  test("a cancel ends the wait at once and keeps the image", async () => {
    await openUnfinished();
    const updating = update(ctx, outs, inputs);
    updating.catch(() => undefined);
    await account.clock.advance(5_000);
    const before = account.clock.now();
    ctx.cancel();
    const failure = (await account.failure(updating)) as PartialFailure;
    expect(account.clock.now()).toBe(before);
    expect(failure.reasons).toEqual([messages.waitInterrupted(outs.imageId, "CREATING")]);
  });

  test("a cancel before anything is a plain error", async () => {
    ctx.cancel();
    expect((await account.failure(update(ctx, outs, inputs))).message).toBe(messages.canceled().message);
  });

  test("an instance that was stopped outside Pulumi is not started", async () => {
    await openUnfinished();
    await change(program);
    expect(account.emulator.instance("i-web")?.instanceStatus).toBe("STOPPED");
  });

  test("a new image of the same instance waits for its turn", async () => {
    await openUnfinished();
    const [resumed, made] = await account.run(
      Promise.all([
        update(ctx, outs, inputs),
        checked(ctx, { ...program, imageName: "web2" }).then((news) => create(ctx, news)),
      ]),
    );
    expect({ resumed: resumed.imageStatus, created: made.outs.imageStatus }).toEqual({
      resumed: "AVAILABLE",
      created: "AVAILABLE",
    });
    expect(account.calls().filter((action) => action === "CreateImage")).toHaveLength(1);
  });
});

describe("an instance that an interrupted run had stopped", () => {
  const noted = () => ({ ...outs, __record: { ...outs.__record, stoppedInstance: "i-web" } });

  test("is started, and the note is gone", async () => {
    const result = await change(program, noted());
    expect(result).toEqual(outs);
    expect(account.emulator.instance("i-web")?.instanceStatus).toBe("RUNNING");
    expect(account.calls()).toEqual([
      "DescribeImages",
      "DescribeImages",
      "DescribeInstances",
      "StartInstances",
      "DescribeInstances",
    ]);
  });

  test("that runs already, or is gone, is left alone", async () => {
    account.emulator.setInstanceStatus("i-web", "RUNNING");
    expect(await change(program, noted())).toEqual(outs);
    account.emulator.removeInstance("i-web");
    expect(await change(program, noted())).toEqual(outs);
    expect(account.calls()).not.toContain("StartInstances");
  });

  test("is started although its image broke meanwhile, and that is reported as it is", async () => {
    account.emulator.failImage(outs.imageId);
    const failure = (await account.failure(update(ctx, noted(), inputs))) as PartialFailure;
    expect(failure.reasons).toEqual([messages.becameUnavailable({ ...outs, imageStatus: "UNAVAILABLE" })]);
    expect(failure.properties.__record).not.toHaveProperty("stoppedInstance");
    expect(account.emulator.instance("i-web")?.instanceStatus).toBe("RUNNING");
  });
});

describe("a borrowed image", () => {
  const borrowed = () => ({ ...program, adoptImageId: outs.imageId });
  const lent = () => ({ ...outs, adoptImageId: outs.imageId });

  test("is not changed where the program agrees, or says nothing", async () => {
    expect(await change(borrowed(), lent())).toEqual(lent());
    const silent = await change({ adoptImageId: outs.imageId }, lent());
    expect(silent).toMatchObject({ imageName: "web", imageDescription: "golden" });
    expect(account.calls()).not.toContain("ModifyImagesAttributes");
  });

  test.each([
    ["name", { imageName: "new" }, ["imageName"] as const],
    ["description", { imageDescription: "new" }, ["imageDescription"] as const],
    ["empty description", { imageDescription: "" }, ["imageDescription"] as const],
    ["name and description", { imageName: "new", imageDescription: "new" }, ["imageName", "imageDescription"] as const],
  ])("refuses another %s", async (_, declared, differing) => {
    const news = await checked(ctx, { ...borrowed(), ...declared }, inputs);
    const error = await account.failure(update(ctx, lent(), news));
    expect(error.message).toBe(messages.borrowedDiffers(outs, news, [...differing]).message);
    expect(account.calls()).not.toContain("ModifyImagesAttributes");
    expect(image()).toMatchObject({ imageName: "web", imageDescription: "golden" });
  });

  test("becomes ours when adoptImageId goes: from then on it is what the program says", async () => {
    const result = await change({ ...program, imageDescription: "silver" }, lent());
    expect(result).toEqual({ ...outs, imageDescription: "silver" });
    expect(image()?.imageDescription).toBe("silver");
  });

  test("an image of ours becomes borrowed, and this run does not delete it any more", async () => {
    expect(await change(borrowed())).toEqual(lent());
    expect(ctx.process.takeovers.of(outs.imageId)).toHaveLength(1);
  });

  test("that is still being created is waited for", async () => {
    await openUnfinished();
    const { instanceId: _, ...adopted } = { ...outs, adoptImageId: outs.imageId };
    const news = await checked(ctx, { adoptImageId: outs.imageId }, inputs);
    expect(await account.run(update(ctx, adopted, news))).toMatchObject({ imageStatus: "AVAILABLE" });
  });

  test("that fails is reported with a way out that does not delete it", async () => {
    await openUnfinished();
    account.emulator.failImage(outs.imageId);
    const news = await checked(ctx, { adoptImageId: outs.imageId }, inputs);
    const failure = (await account.failure(
      update(ctx, { ...outs, adoptImageId: outs.imageId }, news),
    )) as PartialFailure;
    expect(failure.reasons).toEqual([messages.adoptedFailed({ ...outs, imageStatus: "UNAVAILABLE" }).message]);
  });
});
