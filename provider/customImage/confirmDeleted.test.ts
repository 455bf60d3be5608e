import { checked, TestAccount, type TestContext } from "../../test/support/provider";
import { unreadableIn } from "../zenlayer/unreadable";
import * as messages from "../messages";
import { create } from "./create";
import { remove } from "./delete";
import { PartialFailure } from "./partialFailure";
import { read } from "./read";
import type { CheckedInputs, ImageState } from "./state";
import { update } from "./update";

let account: TestAccount;
let ctx: TestContext;
let inputs: CheckedInputs;
let state: ImageState;

/** An image that an earlier run made; with `createTimeout`, one whose create ended after so many seconds. */
async function open(createTimeout?: number): Promise<void> {
  account = new TestAccount({ createImageMs: 60_000 });
  const maker = account.process();
  const program = { instanceId: "i-web", imageName: "web", imageDescription: "golden" };
  inputs = await checked(maker, { ...program, ...(createTimeout && { __timeouts: { create: createTimeout } }) });
  state = await account.run(
    create(maker, inputs).then(
      ({ outs }) => outs,
      (error: PartialFailure) => error.properties,
    ),
  );
  account.calls();
  ctx = account.process();
}
beforeEach(() => open());

/** Well-formed answers without any image, from the n-th DescribeImages call on. */
const emptyLists = (nth: number, times = 1) =>
  account.emulator.faults.add({
    ...{ action: "DescribeImages", kind: "body", nth, times },
    body: { requestId: "T1", response: { requestId: "T1", totalCount: 0, dataSet: [] } },
  });
const ids = () => account.emulator.images().map(({ imageId }) => imageId);
const fails = async (work: Promise<unknown>) => (await account.run(work.catch((error: unknown) => error))) as Error;

describe("one well-formed list without the image never passes for its end", () => {
  /** A command over state: what it leaves there; nothing for a state that lets the image go. */
  const commands: Record<string, () => Promise<ImageState | undefined>> = {
    refresh: async () => (await read(ctx, state.imageId, state))?.outs,
    update: () => update(ctx, state, inputs),
    create: async () => state,
    destroy: async () => remove(ctx, state).then(() => undefined),
  };
  const cases = Object.keys(commands).flatMap((command) =>
    [undefined, 5].flatMap((createTimeout) =>
      Array.from({ length: 6 }, (_, n) => [command, createTimeout ? "CREATING" : "AVAILABLE", n + 1] as const),
    ),
  );

  test.each(cases)("%s of an image that is %s, list %d", async (command, status, nth) => {
    await open(status === "CREATING" ? 5 : undefined);
    emptyLists(nth);
    let left: ImageState | undefined;
    let failed = false;
    try {
      left = await account.run(commands[command]!());
    } catch (error) {
      failed = true;
      left = error instanceof PartialFailure ? error.properties : state;
    }
    expect(ctx.warnings).toEqual([]);
    if (command === "destroy" && !failed) expect(ids()).toEqual([]);
    else {
      expect(ids()).toEqual([state.imageId]);
      expect(left?.imageId).toBe(state.imageId);
      expect(failed).toBe(false);
    }
  });

  test("a create keeps waiting", async () => {
    await account.run(remove(ctx, state));
    for (let nth = 1; nth <= 8; nth++) {
      account.emulator.faults.clear();
      const news = await checked(ctx, { instanceId: "i-web", imageName: `web${nth}` });
      emptyLists(nth);
      const { outs } = await account.run(create(ctx, news));
      expect(outs.imageStatus).toBe("AVAILABLE");
      await account.run(remove(ctx, outs));
    }
    expect(account.emulator.history()).toHaveLength(9);
  });

  test("an image that the service still shows by its id is not deleted yet, however empty the list", async () => {
    account = new TestAccount({ listedAfterDeleteMs: 40_000 });
    const maker = account.process();
    const { outs } = await account.run(create(maker, await checked(maker, { instanceId: "i-web", imageName: "web" })));
    ctx = account.process();
    const before = account.clock.now();
    emptyLists(1);
    await account.run(remove(ctx, outs));
    expect(account.clock.now() - before).toBeGreaterThanOrEqual(40_000);
  });

  test("nor is its instance started while the image is being created", async () => {
    await open(5);
    emptyLists(1);
    const noted = { ...state, __record: { ...state.__record, stoppedInstance: "i-web" } };
    await account.run(remove(ctx, noted));
    const writes = account.emulator.calls().filter(({ action }) => !action.startsWith("Describe"));
    expect(writes.map(({ action, code }) => [action, code]).slice(1)).toEqual([
      ["StartInstances", undefined],
      ["DeleteImages", undefined],
    ]);
  });

  test("an image that only its id shows reads as it is", async () => {
    emptyLists(1);
    account.emulator.describeImage(state.imageId, "tarnished");
    const found = await account.run(read(ctx, state.imageId, state));
    expect(found?.outs).toEqual({ ...state, imageDescription: "tarnished" });
    expect(account.calls()).toEqual(["DescribeImages", "DescribeImages"]);
  });

  test("a request by id that fails drops nothing", async () => {
    account.emulator.removeImage(state.imageId);
    account.emulator.faults.add({ action: "DescribeImages", kind: "500", nth: 2, times: 100 });
    expect((await fails(read(ctx, state.imageId, state))).name).toBe("ZenlayerError");
    expect(ctx.warnings).toEqual([]);
  });
});

describe("what it costs", () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => ({ ...state, imageId: `img-gone-${n}` }));

  test("a refresh of images that are all there costs the list alone", async () => {
    await account.run(Promise.all([read(ctx, state.imageId, state), read(ctx, state.imageId, state)]));
    expect(account.calls()).toEqual(["DescribeImages"]);
  });

  test("150 images of one zone that are gone: a list and two requests by id", async () => {
    const all = many(150);
    const found = await account.run(Promise.all([...all, state].map((of) => read(ctx, of.imageId, of))));
    expect(found.filter((one) => one !== undefined)).toHaveLength(1);
    expect(account.calls()).toEqual(["DescribeImages", "DescribeImages", "DescribeImages"]);
  });

  test("many deletes at once: one call, and few polls", async () => {
    const images = Array.from({ length: 20 }, (_, n) =>
      account.emulator.addImage({ zoneId: "HKG-A", imageName: `web${n}` }),
    );
    await account.run(Promise.all(images.map(({ imageId }) => remove(ctx, { ...state, imageId }))));
    const calls = account.calls();
    expect(calls.filter((action) => action === "DeleteImages")).toHaveLength(1);
    expect(calls.filter((action) => action === "DescribeImages").length).toBeLessThanOrEqual(4);
    expect(ids()).toEqual([state.imageId]);
  });
});

describe("under another key, gone takes proof that the key sees every image of the zone", () => {
  const elsewhere = { endpoint: "http://127.0.0.1:9" };
  /** A process with a rotated key of the same account. */
  function rotated(): TestContext {
    account.emulator.addKey({ token: "rotated" });
    return account.process({ token: "rotated" });
  }

  /** A process whose key sees the instances, and of the images only those that its resource group holds. */
  function limited(sees: (imageName: string) => boolean): TestContext {
    const process = rotated();
    const { api } = process.session();
    const describe = api.describeImages.bind(api);
    jest.spyOn(api, "describeImages").mockImplementation(async (...args) => {
      const images = await describe(...args);
      expect(unreadableIn(images)).toEqual([]);
      return images.filter(({ imageName }) => sees(imageName));
    });
    return process;
  }

  test.each([
    ["none of the images", () => false],
    ["some other images of the zone", (name: string) => name.startsWith("other")],
  ])("a key that sees the instance and %s: the image stays in state", async (_, sees) => {
    account.emulator.addImage({ zoneId: "HKG-A", imageName: "other" });
    const process = limited(sees);
    expect((await fails(read(process, state.imageId, state))).message).toBe(
      messages.notVisible(state, state.endpoint, process.session().credentialSource).message,
    );
    const body = { code: "INVALID_IMAGE_NOT_FOUND", message: "no" };
    account.emulator.faults.add({ action: "DeleteImages", kind: "body", status: 404, body });
    expect((await fails(remove(process, state))).message).toMatch(/was not found.*It stays in state/);
    expect(process.warnings).toEqual([]);
    expect(ids()).toContain(state.imageId);
  });

  test("an image created meanwhile does not make up for the one that is not seen", async () => {
    const process = limited((name) => name !== "web");
    const { api } = process.session();
    const quota = api.describeImageQuota.bind(api);
    jest.spyOn(api, "describeImageQuota").mockImplementationOnce(async (...args) => {
      const answer = await quota(...args);
      account.emulator.addImage({ zoneId: "HKG-A", imageName: "other" });
      return answer;
    });
    expect((await fails(read(process, state.imageId, state))).message).toMatch(/stays in state/);
  });

  test("a rotated key of the same account that sees all of them", async () => {
    account.emulator.addImage({ zoneId: "HKG-A", imageName: "other" });
    account.emulator.removeImage(state.imageId);
    const process = rotated();
    expect(await account.run(read(process, state.imageId, state))).toBeUndefined();
    expect(process.warnings).toEqual([messages.dropped(state, "zone HKG-A")]);
  });

  test("another endpoint, with the same proof and without it", async () => {
    account.emulator.removeImage(state.imageId);
    expect(await account.run(read(account.process(elsewhere), state.imageId, state))).toBeUndefined();
    account.emulator.removeInstance("i-web");
    expect((await fails(read(account.process(elsewhere), state.imageId, state))).message).toMatch(/stays in state/);
  });

  test("a zone without a quota proves nothing", async () => {
    account.emulator.removeImage(state.imageId);
    const body = { requestId: "T1", response: { requestId: "T1", images: [] } };
    account.emulator.faults.add({ action: "DescribeImageQuota", kind: "body", body });
    expect((await fails(read(rotated(), state.imageId, state))).message).toMatch(/stays in state/);
  });
});
