import type { EmulatorOptions } from "../../emulator";
import { MachineClock } from "../../test/support/machineClock";
import { checked, TestAccount, type TestContext } from "../../test/support/provider";
import type { ProgramInputs } from "./check";
import { create } from "./create";
import { remove } from "./delete";
import { PartialFailure } from "./partialFailure";
import { read } from "./read";
import type { ImageState } from "./state";
import { update } from "./update";

// What becomes of an image does not depend on the clock of the computer: wrong by minutes, or set during the run.

const minute = 60_000;
const hour = 60 * minute;
const steps = { "-1 h": -hour, "-5 min": -5 * minute, "+5 min": 5 * minute, "+1 h": hour };

/** A computer whose clock can be set, and processes on it. A token needs no time stamp, so the service accepts it anyway. */
function computer(account: TestAccount, offMs = 0) {
  const clock = new MachineClock(account.clock, offMs);
  const { token } = account.emulator;
  return { clock, process: (settings = {}) => account.process({ token, ...settings }, clock) };
}

const program = { instanceId: "i-web", imageName: "web" };
const createChecked = async (ctx: TestContext, news: ProgramInputs = program) => create(ctx, await checked(ctx, news));
/** State of a create, whether it came to its end or not. */
const stateOf = (work: ReturnType<typeof createChecked>): Promise<ImageState> =>
  work.then(
    ({ outs }) => outs,
    (error: unknown) => {
      if (error instanceof PartialFailure) return error.properties;
      throw error;
    },
  );

interface Scene {
  account: TestAccount;
  ctx: TestContext;
  /** Somebody sets the clock. */
  step: () => void;
}

interface Moment {
  name: string;
  emulator?: EmulatorOptions;
  settings?: Record<string, string>;
  /** What there is to see of the outcome. */
  act: (scene: Scene) => Promise<unknown>;
}

const sentAt = ({ emulator }: TestAccount, action: string) =>
  emulator.calls().flatMap((call) => (call.action === action ? [call.at] : []));
const late = async ({ account, step }: Scene, ms: number) => {
  await account.clock.sleep(ms);
  step();
};

const moments: Moment[] = [
  {
    name: "while creates wait in the queue of the rate limit",
    settings: { maxRequestsPerSecond: "0.5" },
    emulator: { instances: ["i-1", "i-2", "i-3", "i-4"].map((instanceId) => ({ instanceId, zoneId: "HKG-A" })) },
    async act(scene) {
      void late(scene, 7_000);
      const { account, ctx } = scene;
      const all = ["i-1", "i-2", "i-3", "i-4"].map((id) => createChecked(ctx, { instanceId: id, imageName: id }));
      const ends = await Promise.all(all);
      return [ends.map(({ outs }) => outs.imageStatus), sentAt(account, "CreateImage")];
    },
  },
  {
    name: "in the pause after a 429",
    async act(scene) {
      scene.account.emulator.faults.add({ action: "CreateImage", kind: "429", retryAfter: 30 });
      void late(scene, 10_000);
      await createChecked(scene.ctx);
      return sentAt(scene.account, "CreateImage");
    },
  },
  {
    name: "while a list is shared",
    async act({ account, ctx, step }) {
      const { images } = ctx.session();
      await images.list("HKG-A");
      step();
      await account.clock.sleep(4_000);
      await images.list("HKG-A");
      await account.clock.sleep(2_000);
      await images.list("HKG-A");
      return sentAt(account, "DescribeImages");
    },
  },
  {
    name: "while an image is polled",
    emulator: { createImageMs: 5 * minute },
    async act(scene) {
      void late(scene, 2 * minute);
      const { outs } = await createChecked(scene.ctx);
      return [outs.imageStatus, sentAt(scene.account, "DescribeImages")];
    },
  },
  {
    name: "while an image is polled that ends at its deadline",
    emulator: { createImageMs: hour },
    async act(scene) {
      void late(scene, 2 * minute);
      const { imageStatus } = await stateOf(createChecked(scene.ctx, { ...program, __timeouts: { create: 300 } }));
      return [imageStatus, sentAt(scene.account, "DescribeImages").at(-1)];
    },
  },
  {
    name: "before the first reading of a new image, which lists show late",
    emulator: { visibleAfterMs: 90_000, createImageMs: 100_000 },
    async act({ account, ctx, step }) {
      account.emulator.onCall = ({ action, phase }) => {
        if (action === "CreateImage" && phase === "after") step();
      };
      const { imageStatus, __record } = await stateOf(createChecked(ctx));
      return [imageStatus, __record?.seen, sentAt(account, "DescribeImages").length];
    },
  },
  {
    name: "while an instance is stopped",
    emulator: { stopInstanceMs: minute },
    async act(scene) {
      void late(scene, 30_000);
      await createChecked(scene.ctx, { instanceId: "i-db", imageName: "db", stopInstance: true });
      return [sentAt(scene.account, "CreateImage"), scene.account.emulator.instance("i-db")?.instanceStatus];
    },
  },
  {
    name: "while an ambiguous create is looked for",
    emulator: { createImageMs: minute, visibleAfterMs: 20_000 },
    async act(scene) {
      scene.account.emulator.faults.add({ action: "CreateImage", kind: "cutAfter" });
      void late(scene, 10_000);
      const { outs } = await createChecked(scene.ctx);
      return [outs.imageStatus, sentAt(scene.account, "CreateImage")];
    },
  },
  {
    name: "while a delete waits for the image",
    emulator: { createImageMs: 5 * minute },
    async act(scene) {
      const state = await stateOf(createChecked(scene.ctx, { ...program, __timeouts: { create: 10, delete: 600 } }));
      void late(scene, minute);
      await remove(scene.ctx, state);
      return [scene.account.emulator.images().length, sentAt(scene.account, "DeleteImages")];
    },
  },
];

describe.each(moments)("the clock is set $name", ({ emulator, settings, act }) => {
  async function outcomeAfter(stepMs: number) {
    const account = new TestAccount(emulator);
    const { clock, process } = computer(account);
    const start = account.clock.now();
    const ctx = process(settings);
    const outcome = await account.run(act({ account, ctx, step: () => clock.step(stepMs) }));
    return { outcome, tookMs: account.clock.now() - start, warnings: ctx.warnings };
  }

  test.each(Object.entries(steps))("by %s: nothing is different", async (_, stepMs) => {
    expect(await outcomeAfter(stepMs)).toEqual(await outcomeAfter(0));
  });
});

const offsets = { ...steps, right: 0 };
const pairs = Object.entries(offsets).flatMap(([creator, creatorMs]) =>
  Object.entries(offsets).map(([reader, readerMs]) => ({ creator, creatorMs, reader, readerMs })),
);

describe.each(pairs)("an image created by a clock of $creator, seen by one of $reader", ({ creatorMs, readerMs }) => {
  let account: TestAccount;
  let young: ImageState;

  beforeEach(async () => {
    account = new TestAccount({ createImageMs: 5 * minute, visibleAfterMs: 100_000 });
    const creator = computer(account, creatorMs).process();
    young = await account.run(stateOf(createChecked(creator, { ...program, __timeouts: { create: 10, update: 600 } })));
  });

  const reader = () => computer(account, readerMs).process();

  test("has the creation time of the service", () => {
    expect(Math.abs(Date.parse(young.createdAt!) - account.emulator.history()[0]!.createdAt)).toBeLessThan(1_500);
  });

  test("stays in state while no list shows it yet", async () => {
    await account.clock.advance(80_000);
    const other = reader();
    expect(await account.run(read(other, young.imageId, young))).toMatchObject({ id: young.imageId });
    expect(other.warnings).toEqual([]);
  });

  test("is waited for by the next run, from its creation on", async () => {
    const other = reader();
    const start = account.clock.now();
    const outs = await account.run(update(other, young, await checked(other, program, young)));
    expect(outs).toMatchObject({ imageId: young.imageId, imageStatus: "AVAILABLE" });
    expect(account.clock.now() - start).toBeLessThan(320_000);
  });

  test("is dropped when it is old enough and still not listed", async () => {
    account.emulator.removeImage(young.imageId);
    await account.clock.advance(125_000);
    expect(await account.run(read(reader(), young.imageId, young))).toBeUndefined();
  });
});

test("times that people read are of their own clock", async () => {
  const account = new TestAccount({ createImageMs: minute });
  const { process } = computer(account, -5 * minute);
  const ctx = process();
  await account.run(createChecked(ctx, { ...program, __timeouts: { create: 600 } }));
  expect(ctx.progress[0]).toMatch(/has been CREATING since 23:5[45]:\d\d UTC \(timeout 00:05:00 UTC\)$/);
});
