import type { EmulatorOptions, Fault } from "../../emulator";
import { checked, TestAccount, type TestContext } from "../../test/support/provider";
import * as messages from "../messages";
import type { ProgramInputs } from "./check";
import { create } from "./create";
import { remove } from "./delete";
import type { PartialFailure } from "./partialFailure";
import type { ImageState } from "./state";

let account: TestAccount;
let ctx: TestContext;
let state: ImageState;

const program = { instanceId: "i-web", imageName: "web" };

/** An image that an earlier run made. */
async function open(options: EmulatorOptions = {}, news: ProgramInputs = {}): Promise<void> {
  account = new TestAccount({ createImageMs: 10_000, ...options });
  const maker = account.process();
  ({ outs: state } = await account.run(create(maker, await checked(maker, { ...program, ...news }))));
  account.calls();
  ctx = account.process();
}
beforeEach(() => open());

/** An image whose create ended before its time, so that it is still being made. */
async function openUnfinished(options: EmulatorOptions = {}, news: ProgramInputs = {}): Promise<void> {
  account = new TestAccount({ createImageMs: 60_000, ...options });
  const maker = account.process();
  const inputs = await checked(maker, { ...program, ...news, __timeouts: { create: 5 } });
  ({ properties: state } = (await account.failure(create(maker, inputs))) as PartialFailure);
  account.calls();
  ctx = account.process();
}

const destroy = (of = state, process = ctx) => account.run(remove(process, of));
const images = () => account.emulator.images().map(({ imageId }) => imageId);
const deletes = () => account.calls().filter((action) => action === "DeleteImages").length;
const addFault = (fault: Partial<Fault>) =>
  account.emulator.faults.add({ action: "DeleteImages", kind: "500", ...fault });

test("deletes the image and makes sure that it is gone", async () => {
  await destroy();
  expect(account.calls()).toEqual(["DescribeInstances", "DeleteImages", "DescribeImages", "DescribeImages"]);
  expect(account.emulator.calls().at(-1)?.params).toMatchObject({ imageIds: [state.imageId] });
  expect(images()).toEqual([]);
  expect({ warnings: ctx.warnings, progress: ctx.progress }).toEqual({ warnings: [], progress: [] });
});

test("a failed image is deleted like any other", async () => {
  account.emulator.failImage(state.imageId);
  await destroy({ ...state, imageStatus: "UNAVAILABLE" });
  expect(images()).toEqual([]);
});

describe("an image that is still being created", () => {
  test("is waited for, then deleted", async () => {
    await openUnfinished();
    await destroy();
    const calls = account.calls();
    expect(calls.slice(0, 2)).toEqual(["DescribeImages", "DeleteImages"]); // it still carries this attempt
    expect(calls.slice(-3)).toEqual(["DeleteImages", "DescribeImages", "DescribeImages"]);
    expect(new Set(calls.slice(2, -3))).toEqual(new Set(["DescribeImages"]));
    expect(images()).toEqual([]);
    expect(ctx.progress).toEqual([
      `image ${state.imageId} is still being created; it is deleted after that (timeout 00:30:05 UTC)`,
    ]);
  });

  test("is waited for as long as a delete may take, or a create if that is more", async () => {
    await openUnfinished();
    account.emulator.pause();
    const waits = async (__timeouts: ImageState["__timeouts"]) => {
      const before = account.clock.now();
      const error = await account.failure(remove(ctx, { ...state, __timeouts }));
      expect(error.message).toBe(messages.stillBusy(state.imageId, "CREATING").message);
      return Math.round((account.clock.now() - before) / 1000);
    };
    expect(await waits({ create: 5 })).toBe(1800);
    expect(await waits({ create: 5, delete: 20 })).toBe(20);
    expect(await waits(undefined)).toBe(3600);
    expect(images()).toEqual([state.imageId]);
  });

  test("and comes out UNAVAILABLE is deleted", async () => {
    await openUnfinished();
    const destroying = remove(ctx, state);
    await account.clock.advance(20_000);
    account.emulator.failImage(state.imageId);
    await account.run(destroying);
    expect(images()).toEqual([]);
  });

  test("and vanishes meanwhile is gone", async () => {
    await openUnfinished();
    const destroying = remove(ctx, state);
    await account.clock.advance(20_000);
    account.emulator.removeImage(state.imageId);
    await account.run(destroying);
    expect(ctx.warnings).toEqual([messages.alreadyDeleted(state.imageId, "zone HKG-A")]);
  });

  test("a cancel ends the wait at once; it stays in state", async () => {
    await openUnfinished();
    const destroying = remove(ctx, state);
    destroying.catch(() => undefined);
    await account.clock.advance(20_000);
    const before = account.clock.now();
    ctx.cancel();
    expect((await account.failure(destroying)).message).toBe(messages.deleteInterrupted(state.imageId).message);
    expect(account.clock.now()).toBe(before);
    expect(images()).toEqual([state.imageId]);
  });
});

describe("gone is done", () => {
  test("deleted outside Pulumi: a warning", async () => {
    account.emulator.removeImage(state.imageId);
    await destroy();
    expect(ctx.warnings).toEqual([messages.alreadyDeleted(state.imageId, "zone HKG-A")]);
    // Once by its id, once on the list.
    expect(account.calls()).toEqual(["DescribeInstances", "DeleteImages", "DescribeImages", "DescribeImages"]);
  });

  test.each(["INVALID_IMAGE_NOT_FOUND", "OPERATION_FAILED_RESOURCE_NOT_FOUND"])("the code %s", async (code) => {
    account.emulator.removeImage(state.imageId);
    addFault({ kind: "body", status: 404, body: { code, message: "no" } });
    await destroy();
    expect(ctx.warnings).toEqual([messages.alreadyDeleted(state.imageId, "zone HKG-A")]);
  });

  test("the response to our own delete was lost: no warning", async () => {
    addFault({ kind: "cutAfter" });
    await destroy();
    const deletion = ["DeleteImages", "DeleteImages", "DescribeImages", "DescribeImages"];
    expect(account.calls()).toEqual(["DescribeInstances", ...deletion]);
    expect(ctx.warnings).toEqual([]);
  });

  test("two deletes at once are fine", async () => {
    const other = account.process();
    await account.run(Promise.all([remove(ctx, state), remove(other, state)]));
    expect(images()).toEqual([]);
    expect([...ctx.warnings, ...other.warnings]).toEqual([messages.alreadyDeleted(state.imageId, "zone HKG-A")]);
  });

  test("a young image that was never seen is waited for: it may only be listed late", async () => {
    await openUnfinished({ visibleAfterMs: 100_000 });
    // The service that does not list it does not delete it either.
    addFault({ kind: "body", status: 404, body: { code: "INVALID_IMAGE_NOT_FOUND", message: "no" } });
    await destroy();
    expect(images()).toEqual([]);
    expect(ctx.warnings).toEqual([]);
    expect(deletes()).toBe(2);
  });

  test("one that is not listed after two minutes is gone", async () => {
    await openUnfinished({ visibleAfterMs: 1_000_000 });
    addFault({ kind: "body", status: 404, body: { code: "INVALID_IMAGE_NOT_FOUND", message: "no" }, times: 2 });
    account.emulator.removeImage(state.imageId);
    await destroy();
    expect(ctx.warnings).toEqual([messages.alreadyDeleted(state.imageId, "zone HKG-A")]);
    expect(account.clock.now() - Date.UTC(2026, 0, 1)).toBeGreaterThanOrEqual(120_000);
  });

  test("still listed for seconds: waited for", async () => {
    await open({ listedAfterDeleteMs: 5_000 });
    account.emulator.removeImage(state.imageId);
    await destroy();
    expect(ctx.warnings).toEqual([messages.alreadyDeleted(state.imageId, "zone HKG-A")]);
    expect(images()).toEqual([]);
  });

  test("listed for longer than the settle time: an error, and it stays in state", async () => {
    await open({ listedAfterDeleteMs: 3_600_000 });
    account.emulator.removeImage(state.imageId);
    const error = await account.failure(remove(ctx, state));
    expect(error.message).toMatch(/was not deleted: DeleteImages failed: .*is not found/);
    expect(deletes()).toBe(2);
  });

  test("a timeout shorter than the settle time: the request is sent again when it ends", async () => {
    addFault({ kind: "body", status: 404, body: { code: "INVALID_IMAGE_NOT_FOUND", message: "no" } });
    await destroy({ ...state, __timeouts: { create: 3, delete: 3 } });
    expect(deletes()).toBe(2);
    expect(images()).toEqual([]);
  });

  test("not under another key: that one may simply not see it", async () => {
    account.emulator.addAccount({ account: "other", token: "other-token" });
    const error = await account.failure(remove(account.process({ token: "other-token" }), state));
    expect(error.message).toMatch(
      /was not found, but it was last seen with another key than the one from zenlayer:token/,
    );
    expect(images()).toEqual([state.imageId]);
  });

  test("under another key that sees its instance", async () => {
    account.emulator.addKey({ token: "rotated" });
    const rotated = account.process({ token: "rotated" });
    account.emulator.removeImage(state.imageId);
    await destroy(state, rotated);
    expect(rotated.warnings).toEqual([messages.alreadyDeleted(state.imageId, "zone HKG-A")]);
  });
});

describe("it stays in state when it may still be there", () => {
  const refusal = (status: number, code: string): Partial<Fault> => ({
    kind: "body",
    status,
    body: { code, message: "no" },
  });

  test.each<[string, Partial<Fault>, RegExp]>([
    ["401", refusal(401, "AUTHFAILURE_SIGNATURE_FAILURE"), /Zenlayer rejected the access key/],
    ["403", refusal(403, "OPERATION_FAILED_FOR_RECYCLE_RESOURCE"), /DeleteImages failed: no/],
    ["404 of a web server", { kind: "body", status: 404, body: "<html></html>" }, /responded with a web page/],
    ["429 all the time", { kind: "429", times: 10_000 }, /Zenlayer kept throttling requests/],
    ["500 all the time", { kind: "500", times: 100 }, /Zenlayer returned a server error for DeleteImages/],
    ["garbage", { kind: "garbage" }, /DeleteImages failed: /],
    ["cut connections", { kind: "cutBefore", times: 100 }, /the connection to .* was lost/],
  ])("%s", async (_, fault, why) => {
    addFault(fault);
    const error = await account.failure(remove(ctx, state));
    expect(error.message).toMatch(/^Image img-\w+ was not deleted: .* It stays in state; run the same command again/);
    expect(error.message).toMatch(why);
    expect(images()).toEqual([state.imageId]);
    expect(ctx.warnings).toEqual([]);
  });

  test("the service refuses for a reason that does not pass", async () => {
    await open({ deleteInUse: false });
    account.emulator.instance("i-worker")!.imageId = state.imageId;
    const error = await account.failure(remove(ctx, state));
    expect(error.message).toMatch(
      /^Image img-\w+ was not deleted: DeleteImages failed: The image `img-\w+` is used by the instance `i-worker`\./,
    );
    expect(account.calls()).toEqual(["DescribeInstances", "DeleteImages", "DescribeImages", "DeleteImages"]);
  });

  test("the service still lists it", async () => {
    await open({ listedAfterDeleteMs: 3_600_000 });
    const error = await account.failure(remove(ctx, { ...state, __timeouts: { delete: 60 } }));
    expect(error.message).toBe(messages.stillListed(state.imageId).message);
    expect(deletes()).toBe(1);
  });

  test("the service lists it a little longer", async () => {
    await open({ listedAfterDeleteMs: 20_000 });
    await destroy();
    expect(images()).toEqual([]);
  });

  test("cannot be determined whether it is gone", async () => {
    account.emulator.faults.add({ action: "DescribeImages", kind: "garbage", times: 1000 });
    expect((await account.failure(remove(ctx, state))).name).toBe("ZenlayerError");
  });

  test("a cancel before the delete was sent, and one after it", async () => {
    addFault({ kind: "503", times: 100 });
    const destroying = remove(ctx, state);
    destroying.catch(() => undefined);
    await account.clock.advance(600);
    ctx.cancel();
    expect((await account.failure(destroying)).message).toBe(messages.deleteInterrupted(state.imageId).message);

    await open({ listedAfterDeleteMs: 60_000 });
    const confirming = remove(ctx, state);
    confirming.catch(() => undefined);
    await account.clock.advance(10_000);
    ctx.cancel();
    expect((await account.failure(confirming)).message).toBe(messages.deleteInterrupted(state.imageId).message);
  });
});

describe("a borrowed image", () => {
  test("is released without a call", async () => {
    await destroy({ ...state, adoptImageId: state.imageId });
    expect(account.calls()).toEqual([]);
    expect(images()).toEqual([state.imageId]);
  });

  test("that this run has adopted is not deleted for its previous owner", async () => {
    await account.run(create(ctx, await checked(ctx, { adoptImageId: state.imageId })));
    await destroy();
    expect(images()).toEqual([state.imageId]);
    expect(ctx.warnings).toEqual([messages.adoptedMeanwhile(state.imageId, undefined)]);
  });

  test("that the program of this run borrows is not deleted either, adopted now or before", async () => {
    await checked(ctx, { adoptImageId: `HKG-A/${state.imageId}` }, { adoptImageId: state.imageId });
    await destroy();
    expect(images()).toEqual([state.imageId]);
    expect(ctx.warnings).toEqual([messages.adoptedMeanwhile(state.imageId, 'CustomImage "web"')]);
  });
});

describe("an instance that an interrupted run had stopped", () => {
  const noted = () => ({ ...state, __record: { ...state.__record, stoppedInstance: "i-web" } });
  const power = () => account.emulator.instance("i-web")?.instanceStatus;

  test("is started first", async () => {
    await destroy(noted());
    expect(account.calls()).toEqual([
      ...["DescribeInstances", "StartInstances", "DescribeInstances"],
      ...["DescribeInstances", "DeleteImages", "DescribeImages", "DescribeImages"],
    ]);
    expect(power()).toBe("RUNNING");
  });

  test("is started once the image is no longer being created", async () => {
    await openUnfinished();
    await destroy(noted());
    const writes = account.calls().filter((action) => !action.startsWith("Describe"));
    expect(writes).toEqual(["StartInstances", "DeleteImages"]);
  });

  test.each([
    ["borrowed", () => ({ ...noted(), adoptImageId: state.imageId })],
    ["taken over by another resource", noted],
  ])("is started, too, for an image that is released since it is %s", async (_, known) => {
    ctx.process.takeovers.record({ imageId: state.imageId, resource: "next", status: "held" });
    await destroy(known());
    expect(account.calls().filter((action) => !action.startsWith("Describe"))).toEqual(["StartInstances"]);
    expect({ instance: power(), images: images() }).toEqual({ instance: "RUNNING", images: [state.imageId] });
  });

  test("that is gone stands in nobody's way", async () => {
    account.emulator.removeInstance("i-web");
    await destroy(noted());
    expect(images()).toEqual([]);
  });

  test("that cannot be started keeps the image in state, so that the note is not lost", async () => {
    const body = { code: "SOME_REASON", message: "no" };
    account.emulator.faults.add({ action: "StartInstances", kind: "body", status: 403, body });
    const error = await account.failure(remove(ctx, noted()));
    expect(error.message).toBe(messages.notStarted("i-web", "StartInstances failed: no. (SOME_REASON)"));
    expect(error.stack).toBe("");
    expect(images()).toEqual([state.imageId]);
    // Started by hand, it stands in nobody's way.
    account.emulator.setInstanceStatus("i-web", "RUNNING");
    await destroy(noted());
    expect(images()).toEqual([]);
  });
});
