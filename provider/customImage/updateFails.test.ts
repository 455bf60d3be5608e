import type { Fault } from "../../emulator";
import { FAILING_FAULTS } from "../../test/support/faultKinds";
import { checked, TestAccount, type TestContext } from "../../test/support/provider";
import { create } from "./create";
import { PartialFailure } from "./partialFailure";
import type { CheckedInputs, ImageState } from "./state";
import { update } from "./update";
import { isWorkingName } from "./workingName";

/** A create with `stopInstance` whose wait ended early: its instance is stopped, and the image comes to its end later. */
interface Interrupted {
  account: TestAccount;
  ctx: TestContext;
  state: ImageState;
  news: CheckedInputs;
}

const program = { instanceId: "i-db", imageName: "db", stopInstance: true };

async function interrupted(isMadeByNow: boolean): Promise<Interrupted> {
  const account = new TestAccount({ createImageMs: 60_000, startInstanceMs: 3_000 });
  const maker = account.process();
  const inputs = await checked(maker, { ...program, __timeouts: { create: 5 } });
  const { properties: state } = (await account.failure(create(maker, inputs))) as PartialFailure;
  if (isMadeByNow) await account.clock.advance(60_000);
  const ctx = account.process({ pollIntervalSeconds: "20" });
  const news = await checked(ctx, { ...program, imageDescription: "golden", __timeouts: { create: 900 } }, inputs);
  account.calls();
  return { account, ctx, state, news };
}

/** What state is after an update, whatever its end. */
async function after({ account, ctx, state, news }: Interrupted): Promise<{ left: ImageState; error?: unknown }> {
  try {
    return { left: await account.run(update(ctx, state, news)) };
  } catch (error) {
    return { left: error instanceof PartialFailure ? error.properties : state, error };
  }
}

/** State against what the service says. */
const told = (left: ImageState) => ({
  imageName: left.imageName,
  imageDescription: left.imageDescription,
  imageStatus: left.imageStatus,
  isStopped: left.__record?.stoppedInstance !== undefined,
});

function truth({ account, state }: Interrupted): ReturnType<typeof told> {
  const { imageName: found, imageDescription, imageStatus } = account.emulator.images()[0]!;
  // Outputs show the real name only.
  const imageName = isWorkingName(found) ? "db" : found;
  const isStopped = ["STOPPED", "IMAGING"].includes(account.emulator.instance("i-db")!.instanceStatus);
  expect(account.emulator.images().map(({ imageId }) => imageId)).toEqual([state.imageId]);
  return { imageName, imageDescription: imageDescription || undefined, imageStatus, isStopped };
}

const refusal = (code: string): Omit<Fault, "action"> => ({ kind: "body", status: 403, body: { code, message: "no" } });
/** Each way once, and as often as a call is sent again; after that the service can be asked. */
const ways: [string, Omit<Fault, "action">][] = [
  ...FAILING_FAULTS.map((kind): [string, Omit<Fault, "action">] => [kind, { kind }]),
  ...(["500", "cutBefore", "cutAfter"] as const).map((kind): [string, Omit<Fault, "action">] => [
    `${kind}, five times`,
    { kind, times: 5 },
  ]),
  ["500 with the work done, five times", { kind: "500", workDone: true, times: 5 }],
  ["an answer that comes too late", { kind: "late", ms: 61_000, times: 5 }],
  ["a refusal", refusal("SOME_REASON")],
  ["not found", refusal("INVALID_IMAGE_NOT_FOUND")],
];

/** What an update may do; the create before it has stopped the instance. */
const CHANGES = ["StartInstances", "ModifyImagesAttributes"];

describe.each([
  ["is made by now", true],
  ["is still being created", false],
])("an update that continues with an interrupted create whose image %s", (_, isMadeByNow) => {
  test("without a fault", async () => {
    const life = await interrupted(isMadeByNow);
    const { left, error } = await after(life);
    expect(error).toBeUndefined();
    expect(told(left)).toEqual(truth(life));
    expect(told(left)).toMatchObject({ imageStatus: "AVAILABLE", imageDescription: "golden", isStopped: false });
  });

  test.each(ways)("every call: %s", async (__, way) => {
    const whole = await interrupted(isMadeByNow);
    await after(whole);
    const calls = whole.account.calls().length;
    let failures = 0;
    for (let nth = 1; nth <= calls; nth++) {
      const life = await interrupted(isMadeByNow);
      const { account, state } = life;
      account.emulator.faults.add({ action: "*", nth, ...way });
      const { left, error } = await after(life);
      account.emulator.faults.clear();
      const changed = account.emulator.calls().some(({ action, done }) => done && CHANGES.includes(action));
      if (error !== undefined) failures++;
      // A run that changed nothing need not have seen what has become of the image.
      const { imageStatus } = error !== undefined && !changed ? left : truth(life);
      expect({ nth, ...told(left) }).toEqual({ nth, ...truth(life), imageStatus });
      if (changed && error !== undefined) expect(error).toBeInstanceOf(PartialFailure);
      if (left === state) continue;

      // Whoever stops the instance from now on means it.
      if (left.__record?.stoppedInstance !== undefined) continue;
      await account.clock.advance(10_000);
      account.emulator.setInstanceStatus("i-db", "STOPPED");
      const next = await after({ ...life, ctx: account.process(), state: left });
      expect(next.error).toBeUndefined();
      expect(account.emulator.instance("i-db")?.instanceStatus).toBe("STOPPED");
    }
    expect(failures).toBeLessThanOrEqual(calls);
  });

  test.each(["ModifyImagesAttributes", "StartInstances"])("%s is never allowed", async (action) => {
    const life = await interrupted(isMadeByNow);
    life.account.emulator.faults.add({ action, ...refusal("AUTHFAILURE_UNAUTHORIZED_OPERATION"), times: 100 });
    const { left, error } = await after(life);
    expect(error).toBeInstanceOf(PartialFailure);
    expect(told(left)).toEqual(truth(life));
  });
});

test("a failed update leaves an image borrowed, so that no delete touches it", async () => {
  const { account, ctx, state, news } = await interrupted(true);
  account.emulator.faults.add({ action: "ModifyImagesAttributes", ...refusal("SOME_REASON") });
  const borrowed = { ...state, adoptImageId: state.imageId };
  const failure = (await account.failure(update(ctx, borrowed, news))) as PartialFailure;
  expect(failure).toBeInstanceOf(PartialFailure);
  expect(failure.properties.adoptImageId).toBe(state.imageId);
  expect(await account.run(update(account.process(), failure.properties, news))).not.toHaveProperty("adoptImageId");
});

test("a cancel while waiting for the instance, which is started then, is no forgotten start", async () => {
  const { account, ctx, state, news } = await interrupted(true);
  let free!: () => void;
  const session = ctx.session();
  const other = ctx.process.instances.hold(
    ctx,
    session,
    { instanceId: "i-db" },
    () => new Promise<void>((go) => (free = go)),
  );
  const updating = update(ctx, state, news);
  updating.catch(() => undefined);
  await account.clock.settle();
  ctx.cancel();
  await account.clock.settle();
  free();
  await account.run(other);
  const failure = await account.failure(updating);
  const left = failure instanceof PartialFailure ? failure.properties : state;
  const isStopped = account.emulator.instance("i-db")?.instanceStatus === "STOPPED";
  expect(left.__record?.stoppedInstance !== undefined).toBe(isStopped);
});
