import type { Fault } from "../../emulator";
import { checked, TestAccount, type TestContext } from "../../test/support/provider";
import { create } from "./create";
import { remove } from "./delete";
import { diff } from "./diff";
import { check, type ProgramInputs } from "./check";
import { preflight } from "./preflight/preflight";
import type { ImageState } from "./state";
import { UNKNOWN } from "./unknown";

let account: TestAccount;
let ctx: TestContext;
let state: ImageState;

const program = { instanceId: "i-web", imageName: "web" };

async function createImage(imageName = "web"): Promise<ImageState> {
  const maker = account.process();
  return (await account.run(create(maker, await checked(maker, { ...program, imageName })))).outs;
}

beforeEach(async () => {
  account = new TestAccount();
  state = await createImage();
  account.calls();
  ctx = account.process();
});

const use = (instanceId: string, imageId = state.imageId, more = {}) =>
  account.emulator.addInstance({ instanceId, zoneId: state.zoneId, instanceStatus: "RUNNING", ...more, imageId });
const destroy = (of = state) => account.run(remove(ctx, of));
const isGone = () => !account.emulator.images().some(({ imageId }) => imageId === state.imageId);
const addFault = (fault: Partial<Fault>) =>
  account.emulator.faults.add({ action: "DescribeInstances", kind: "500", times: 1000, ...fault });
const readings = () => account.calls().filter((action) => action === "DescribeInstances").length;

describe("a delete", () => {
  test("warns of the instances that were created from the image, whatever their status", async () => {
    use("i-a", state.imageId, { instanceName: "front" });
    use("i-b", state.imageId, { instanceStatus: "RECYCLE", instanceName: "old" });
    use("i-c", "img-other");
    await destroy();
    expect(ctx.warnings).toEqual([
      `Image ${state.imageId} ("web") is deleted, although it was used to create 2 instances: ` +
        "i-a (front, HKG-A, RUNNING), i-b (old, HKG-A, RECYCLE). They keep running, and can no longer be reset to it. " +
        "To keep the image, set the resource option `retainOnDelete: true`, or `protect: true`.",
    ]);
    expect(isGone()).toBe(true);
  });

  test("of an image that nothing was created from warns of nothing", async () => {
    use("i-c", "img-other");
    await destroy();
    expect(ctx.warnings).toEqual([]);
  });

  test("of an image that was never usable lists no instances", async () => {
    account.emulator.failImage(state.imageId);
    await destroy({ ...state, imageStatus: "UNAVAILABLE", __record: { ...state.__record, wasAvailable: undefined } });
    expect(readings()).toBe(0);
  });

  test("of a borrowed image warns of nothing and calls nothing", async () => {
    use("i-a");
    await destroy({ ...state, adoptImageId: state.imageId });
    expect({ warnings: ctx.warnings, calls: account.calls() }).toEqual({ warnings: [], calls: [] });
  });

  const troubles: [string, Partial<Fault>][] = [
    ["server errors", {}],
    ["a missing permission", { kind: "body", status: 403, body: { code: "DENIED", message: "no", requestId: "r" } }],
    ["garbage", { kind: "garbage" }],
    ["no answer", { kind: "delay", ms: 600_000 }],
  ];
  test.each(troubles)(
    "succeeds without a warning, within seconds, if the list cannot be read: %s",
    async (_, fault) => {
      use("i-a");
      addFault(fault);
      const before = account.clock.now();
      await destroy();
      expect(isGone()).toBe(true);
      expect(ctx.warnings).toEqual([]);
      expect(account.clock.now() - before).toBeLessThan(15_000);
    },
  );

  test("that is canceled while the list is read deletes nothing", async () => {
    account.emulator.onCall = ({ action, phase }) => {
      if (action === "DescribeInstances" && phase === "before") ctx.cancel();
    };
    await account.failure(remove(ctx, state));
    expect(isGone()).toBe(false);
  });

  test("of many images at once reads one list per zone, also if it cannot be read", async () => {
    const others = [await createImage("web-2"), await createImage("web-3")];
    for (const { imageId } of [state, ...others]) use(`i-${imageId}`, imageId);
    account.calls();
    await account.run(Promise.all([state, others[0] as ImageState].map((of) => remove(ctx, of))));
    await destroy(others[1]);
    expect(readings()).toBe(1);
    expect(ctx.warnings).toHaveLength(3);
  });
});

describe("a preview of a replacement", () => {
  const news = { ...program, imageName: "web-next" };
  const replace = async (given: ProgramInputs = news) => {
    const inputs = await checked(ctx, given, { ...program, __givenName: "web" });
    const { replacement } = diff(ctx, state.imageId, state, inputs);
    const again = { __logicalName: { project: "shop", stack: "dev", name: "web" }, __preview: true, ...given };
    return account.run(check(ctx, undefined, again, replacement));
  };
  const named = () => ctx.warnings.filter((text) => text.includes("which is replaced and then deleted"));

  test("warns of the instances that were created from the old image", async () => {
    use("i-a");
    const { failures } = await replace();
    expect(failures).toEqual([]);
    expect(named()).toEqual([
      expect.stringContaining(
        `CustomImage "web": image ${state.imageId}, which is replaced and then deleted, was used`,
      ),
    ]);
    expect(named()[0]).toContain("instance i-a (HKG-A, RUNNING)");
  });

  test("does not fail where findings do", async () => {
    use("i-a");
    ctx = account.process({ preflight: "error" });
    expect((await replace()).failures).toEqual([]);
    expect(named()).toHaveLength(1);
  });

  test("says nothing if no instance was created from it, and nothing for an image that is new", async () => {
    await replace();
    use("i-a");
    await account.run(preflight(account.process(), await checked(ctx, news), { name: "web" }));
    expect(named()).toEqual([]);
  });

  test("is whole without the list of instances", async () => {
    use("i-a");
    const inputs = await checked(ctx, news);
    const replacement = { imageId: state.imageId, zoneId: state.zoneId, deleteFirst: false };
    addFault({ nth: 2 }); // the first list serves the other checks
    expect(await account.run(preflight(ctx, inputs, { name: "web", replacement }))).toEqual([]);
    expect(ctx.warnings).toEqual([]);
  });

  test("also if the instance of the new image is not known yet", async () => {
    use("i-a");
    await replace({ ...news, instanceId: UNKNOWN });
    expect(named()).toHaveLength(1);
  });
});
