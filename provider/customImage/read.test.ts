import type { Fault } from "../../emulator";
import { checked, TestAccount, type TestContext } from "../../test/support/provider";
import * as messages from "../messages";
import { create } from "./create";
import { diff } from "./diff";
import { read } from "./read";
import type { CheckedInputs, ImageState } from "./state";

let account: TestAccount;
let ctx: TestContext;
let inputs: CheckedInputs;
let outs: ImageState;

/** An image that was made by an earlier run. */
beforeEach(async () => {
  account = new TestAccount({ createImageMs: 10_000 });
  const maker = account.process();
  const given = await checked(maker, { instanceId: "i-web", imageName: "web", imageDescription: "golden" });
  ({ outs } = await account.run(create(maker, given)));
  // Whose the image is follows from the program, and is no input that a program would have to give.
  const { __owner, ...shown } = given;
  inputs = shown;
  account.calls();
  ctx = account.process();
});

const again = (state: ImageState = outs, process = ctx) => account.run(read(process, state.imageId, state));

test("an image that nobody touched reads as it was stored, in one call", async () => {
  expect(await again()).toEqual({ id: outs.imageId, outs, inputs, undone: [] });
  expect(account.calls()).toEqual(["DescribeImages"]);
  expect(ctx.warnings).toEqual([]);
});

test("reads of one zone share a list", async () => {
  const [first, second] = await account.run(
    Promise.all([read(ctx, outs.imageId, outs), read(ctx, outs.imageId, outs)]),
  );
  expect(second).toEqual(first);
  await again();
  expect(account.calls()).toEqual(["DescribeImages"]);
});

test.each(["", "/", "HKG-A/", "/img-1", "HKG-A/SIN-A/img-1", "img 1"])(
  "an import of the id %j is rejected before any call",
  async (id) => {
    const error = await account.failure(read(ctx, id));
    expect(error.message).toBe(`The id "${id}" is not an image id. Use the form "img-…" or "ZONE/img-…".`);
    expect(account.calls()).toEqual([]);
  },
);

describe("drift", () => {
  test("a changed name and description come as outputs and as inputs", async () => {
    account.emulator.renameImage(outs.imageId, "theirs");
    account.emulator.describeImage(outs.imageId, "tarnished");
    const found = await again();
    expect(found?.outs).toEqual({ ...outs, imageName: "theirs", imageDescription: "tarnished" });
    expect(found?.inputs).toEqual({ ...inputs, imageName: "theirs", imageDescription: "tarnished" });
    // The name that we gave is remembered, so that the program's is put right and nothing is replaced.
    const declared = await checked(
      ctx,
      { instanceId: "i-web", imageName: "web", imageDescription: "golden" },
      found?.inputs,
    );
    expect(diff(ctx, outs.imageId, found!.outs, declared).properties).toEqual({
      imageName: "update",
      imageDescription: "update",
    });
  });

  test("a cleared description is gone from outputs and inputs", async () => {
    account.emulator.describeImage(outs.imageId, null);
    const found = await again();
    expect(found?.outs).not.toHaveProperty("imageDescription");
    expect(found?.inputs).not.toHaveProperty("imageDescription");
  });

  test("a failed image reads as such, and that it was usable once is not forgotten", async () => {
    account.emulator.failImage(outs.imageId);
    expect((await again())?.outs).toEqual({ ...outs, imageStatus: "UNAVAILABLE" });
  });

  test("an image that an interrupted run left behind reads as it is now", async () => {
    const left: ImageState = { ...outs, imageStatus: "CREATING", __record: { keyFingerprint: "old" } };
    expect((await again(left))?.outs).toEqual(outs);
  });

  test("what only we know stays", async () => {
    const known = {
      ...outs,
      __timeouts: { delete: 5 },
      __record: { ...outs.__record, stoppedInstance: "i-web" },
      stopInstance: true,
    };
    const found = await again(known);
    expect(found?.outs).toEqual(known);
    expect(found?.inputs).toEqual({ ...inputs, stopInstance: true, __timeouts: { delete: 5 } });
  });

  test("a borrowed image stays borrowed", async () => {
    const borrowed = { ...outs, adoptImageId: outs.imageId };
    expect((await again(borrowed))?.inputs).toEqual({ ...inputs, adoptImageId: outs.imageId });
  });
});

describe("what an earlier run left undone is reported", () => {
  const undone = async (state: ImageState) => (await again(state))?.undone;

  test("the image is still being created", async () => {
    const { imageId } = account.emulator.addImage({ zoneId: "HKG-A", imageName: "web", imageStatus: "CREATING" });
    expect(await undone({ ...outs, imageId })).toEqual([messages.waitInterrupted(imageId, "CREATING")]);
  });

  test("the image failed and is replaced by the next run; not one that was usable once, or is borrowed", async () => {
    account.emulator.failImage(outs.imageId);
    const failed = { ...outs, __record: { seen: true } };
    expect(await undone(failed)).toEqual([messages.imageFailed(outs.imageId)]);
    expect(await undone({ ...failed, adoptImageId: outs.imageId })).toEqual([]);
    expect(await undone(outs)).toEqual([]);
  });

  test("its instance is still stopped", async () => {
    const noted = { ...outs, __record: { ...outs.__record, stoppedInstance: "i-web" } };
    expect(await undone(noted)).toEqual([messages.startsLater("i-web")]);
  });
});

describe("gone", () => {
  const dropped = () => [
    `Image ${outs.imageId} ("web") is no longer in zone HKG-A. A refresh drops it from state, and the next \`pulumi up\` creates it again if the program still declares it.`,
  ];

  test("a complete list without it, and a request by its id that does not know it", async () => {
    account.emulator.removeImage(outs.imageId);
    expect(await again()).toBeUndefined();
    const asked = account.emulator.calls().slice(-2);
    expect(asked.map(({ params }) => params)).toMatchObject([
      { zoneId: "HKG-A", imageType: "CUSTOM_IMAGE" },
      { zoneId: "HKG-A", imageIds: [outs.imageId] },
    ]);
    expect(account.calls()).toEqual(["DescribeImages", "DescribeImages"]);
    expect(ctx.warnings).toEqual(dropped());
  });

  test.each(["INVALID_IMAGE_NOT_FOUND", "OPERATION_FAILED_RESOURCE_NOT_FOUND"])("the code %s", async (code) => {
    account.emulator.removeImage(outs.imageId);
    const body = { code, message: "no" };
    account.emulator.faults.add({ action: "DescribeImages", kind: "body", status: 404, body, times: 2 });
    expect(await again()).toBeUndefined();
    expect(ctx.warnings).toEqual(dropped());
  });

  test("an image that was never seen, two minutes after it was requested", async () => {
    const unseen = { ...outs, __record: { keyFingerprint: outs.__record?.keyFingerprint } };
    account.emulator.removeImage(outs.imageId);
    // The image was made a little more than ten seconds ago.
    await account.clock.advance(100_000);
    expect(await again(unseen)).toMatchObject({ id: outs.imageId, outs: unseen, inputs });
    expect(ctx.warnings).toEqual([]);
    // The dates of the service's answers hold whole seconds.
    await account.clock.advance(11_000);
    expect(await again(unseen)).toBeUndefined();
  });

  test("an image that was seen is gone however young it is", async () => {
    account.emulator.removeImage(outs.imageId);
    expect(await again({ ...outs, createdAt: new Date(account.clock.now()).toISOString() })).toBeUndefined();
  });
});

describe("not visible under another endpoint or key is not gone", () => {
  const elsewhere = { endpoint: "http://127.0.0.1:9" };

  test("another endpoint", async () => {
    account.emulator.removeImage(outs.imageId);
    account.emulator.removeInstance("i-web");
    const error = await account.failure(read(account.process(elsewhere), outs.imageId, outs));
    expect(error.message).toBe(
      `Image ${outs.imageId} was not found, but it was last seen at http://127.0.0.1:18080, and this is ` +
        "http://127.0.0.1:9, so it may still exist. It stays in state. Use the endpoint and account it belongs to, or " +
        "remove it from state with `pulumi state delete <urn>`.",
    );
    expect(account.calls()).toEqual(["DescribeImages", "DescribeImages", "DescribeInstances"]);
  });

  test("a key of another account", async () => {
    account.emulator.addAccount({ account: "other", token: "other-token" });
    const error = await account.failure(read(account.process({ token: "other-token" }), outs.imageId, outs));
    expect(error.message).toMatch(
      /^Image img-\w+ was not found, but it was last seen with another key than the one from zenlayer:token in the stack configuration \(or given to a Provider\), so it may still exist\. It stays in state\./,
    );
    expect(account.emulator.images()).toHaveLength(1);
  });

  test("unless the instance that it was created from is visible to this key", async () => {
    account.emulator.removeImage(outs.imageId);
    account.emulator.addKey({ token: "rotated" });
    expect(await account.run(read(account.process({ token: "rotated" }), outs.imageId, outs))).toBeUndefined();
    expect(await account.run(read(account.process(elsewhere), outs.imageId, outs))).toBeUndefined();
  });

  test("an instance of that name in another zone proves nothing", async () => {
    account.emulator.removeImage(outs.imageId);
    const moved = { ...outs, zoneId: "SIN-A" };
    expect((await account.failure(read(account.process(elsewhere), outs.imageId, moved))).message).toMatch(
      /stays in state/,
    );
  });

  test("without an instance there is no proof", async () => {
    account.emulator.removeImage(outs.imageId);
    const { instanceId: _, ...adopted } = outs;
    expect((await account.failure(read(account.process(elsewhere), outs.imageId, adopted))).message).toMatch(
      /stays in state/,
    );
    expect(account.calls()).toEqual(["DescribeImages", "DescribeImages"]);
  });

  test("an instance that cannot be looked up is no proof either", async () => {
    account.emulator.removeImage(outs.imageId);
    account.emulator.faults.add({ action: "DescribeInstances", kind: "garbage" });
    const error = await account.failure(read(account.process(elsewhere), outs.imageId, outs));
    expect(error.message).toMatch(/^DescribeInstances: /);
  });

  test("a rotated key that sees the image is the one to go by from now on", async () => {
    account.emulator.addKey({ token: "rotated" });
    const rotated = account.process({ token: "rotated" });
    const found = await account.run(read(rotated, outs.imageId, outs));
    expect(found?.outs.__record?.keyFingerprint).toBe(rotated.session().keyFingerprint);
    expect(found?.outs.__record?.keyFingerprint).not.toBe(outs.__record?.keyFingerprint);
  });
});

describe("no other error ever removes", () => {
  const refusal = (status: number, code: string): Partial<Fault> => ({
    kind: "body",
    status,
    body: { code, message: "no" },
  });
  test.each<[string, Partial<Fault>]>([
    ["401", refusal(401, "AUTHFAILURE_SIGNATURE_FAILURE")],
    ["403", refusal(403, "OPERATION_FAILED_FOR_RECYCLE_RESOURCE")],
    ["403 of a protection", { kind: "body", status: 403, body: "<html>blocked</html>" }],
    ["a zone that is not known", refusal(404, "INVALID_ZONE_NOT_FOUND")],
    ["404 of a web server", { kind: "body", status: 404, body: "<html>Not Found</html>" }],
    ["429 all the time", { kind: "429", times: 1000 }],
    ["500", { kind: "500", times: 100 }],
    ["503", { kind: "503", times: 100 }],
    ["502 with a page", { kind: "html502", times: 100 }],
    ["cut connections", { kind: "cutBefore", times: 100 }],
    ["answers cut short", { kind: "cutShort", times: 100 }],
    ["no answer in time", { kind: "delay", ms: 61_000, times: 100 }],
    ["half an answer", { kind: "truncated" }],
    ["garbage", { kind: "garbage" }],
    ["values of the wrong type", { kind: "wrongType" }],
    ["an empty object", { kind: "body", body: {} }],
    ["an empty response", { kind: "body", body: { response: {} } }],
    ["half a list", { kind: "body", body: { response: { totalCount: 2, dataSet: [] } } }],
  ])("%s", async (_, fault) => {
    account.emulator.removeImage(outs.imageId);
    account.emulator.faults.add({ action: "DescribeImages", kind: "500", ...fault });
    const error = await account.failure(read(ctx, outs.imageId, outs));
    expect(error.name).toBe("ZenlayerError");
    expect(ctx.warnings).toEqual([]);
  });

  test("no network", async () => {
    ctx.session();
    account.disconnect();
    const failure = await account.failure(read(ctx, outs.imageId, outs));
    expect(failure).toMatchObject({ code: "NETWORK_ERROR", detail: { kind: "connectionRefused" } });
  });

  test("a cancel", async () => {
    account.emulator.faults.add({ action: "DescribeImages", kind: "delay", ms: 5_000 });
    const reading = read(ctx, outs.imageId, outs);
    ctx.cancel();
    expect((await account.failure(reading)).message).toBe("Interrupted. Run the same command again to continue.");
  });
});

describe("an image that Pulumi has no outputs of", () => {
  const first = (id: string, given: Partial<ImageState> = {}) => account.run(read(ctx, id, given));

  test("by its id: each zone is searched once", async () => {
    const found = await first(outs.imageId);
    const { instanceId: _i, createdAt: _c, createRequestId: _r, creationSeconds: _s, ...seen } = outs;
    expect(found).toEqual({
      id: outs.imageId,
      outs: seen,
      inputs: { imageName: "web", imageDescription: "golden" },
      undone: [],
    });
    // Each zone by the id, then the list of the zone that has it.
    const zones = account.emulator.zones().map(() => "DescribeImages");
    expect(account.calls()).toEqual(["DescribeZones", ...zones, "DescribeImages"]);
  });

  test("by zone and id: a request by id, and the list of the zone", async () => {
    expect((await first(`HKG-A/${outs.imageId}`))?.id).toBe(outs.imageId);
    expect(account.calls()).toEqual(["DescribeImages", "DescribeImages"]);
  });

  test("what the program gives is kept", async () => {
    const found = await first(outs.imageId, { instanceId: "i-web", stopInstance: true });
    expect(found?.inputs).toMatchObject({ instanceId: "i-web", stopInstance: true });
  });

  test("its name is compared with a later drift", async () => {
    const { outs: imported, inputs: printed } = (await first(outs.imageId))!;
    const program = await checked(ctx, { imageName: "web", imageDescription: "golden" }, printed);
    expect(diff(ctx, outs.imageId, imported, program).properties).toEqual({});
    account.emulator.renameImage(outs.imageId, "theirs");
    const drifted = (await again(imported, account.process()))!;
    expect(diff(ctx, outs.imageId, drifted.outs, program).properties).toEqual({ imageName: "update" });
  });

  test.each([
    ["img-none", "There is no image img-none in any zone that this account can see."],
    ["SIN-A/img-none", "There is no image img-none in zone SIN-A that this account can see."],
    ["NOWHERE/img-none", "There is no image img-none in zone NOWHERE that this account can see."],
  ])("%s is not there", async (id, message) => {
    const error = await account.failure(read(ctx, id, {}));
    const check = "Check the id, and that the credentials belong to the account of the image.";
    const other = "For an image of Elastic Compute (zec), use ZecImage or ZecImageFamily.";
    expect(error.message).toBe(`${message} ${check} ${other}`);
  });

  test("an image of another zone than the one named is not there", async () => {
    expect((await account.failure(read(ctx, `SIN-A/${outs.imageId}`, {}))).message).toMatch(/^There is no image/);
  });

  test("a public image cannot be managed", async () => {
    const error = await account.failure(read(ctx, "HKG-A/img-EVhEsCuXhCN0urZ7Vt77oOr6K", {}));
    expect(error.message).toMatch(/is a public image, and only custom images can be managed/);
  });

  test("a zone that cannot be reached counts only if no other has the image", async () => {
    account.emulator.faults.add({ action: "DescribeImages", kind: "garbage", nth: 6 });
    expect((await first(outs.imageId))?.id).toBe(outs.imageId);
    account.emulator.faults.add({ action: "DescribeImages", kind: "garbage", nth: 6 });
    expect((await account.failure(read(ctx, "img-none", {}))).message).toMatch(/^DescribeImages: /);
  });

  test("a zone that reports not-found does not have it", async () => {
    const body = { code: "INVALID_IMAGE_NOT_FOUND", message: "no" };
    account.emulator.faults.add({ action: "DescribeImages", kind: "body", status: 404, body, times: 6 });
    expect((await account.failure(read(ctx, "img-none", {}))).message).toMatch(/^There is no image img-none/);
  });
});
