import { getEventListeners } from "node:events";
import { queryObjects } from "node:v8";
import { checked, TestAccount } from "../../test/support/provider";
import { create } from "./create";

// A day of waiting, with an outage every three hours: what is kept in memory does not grow with the time.

const hour = 3_600_000;
const COUNT = 20;
/** Between two counts of a whole process some things come and go. */
const slack = 100;

test("20 images that take a day to create", async () => {
  const instances = Array.from({ length: COUNT }, (_, n) => ({ instanceId: `i-${n}`, zoneId: "HKG-A" }));
  const account = new TestAccount({ instances, quota: COUNT, createImageMs: 24 * hour });
  const { clock, emulator } = account;
  const ctx = account.process();
  const work = Promise.all(
    instances.map(async ({ instanceId }) =>
      create(ctx, await checked(ctx, { instanceId, imageName: instanceId, __timeouts: { create: 90_000 } })),
    ),
  );
  work.catch(() => undefined);

  let calls = 0;
  let most = 0;
  const count = () => ({
    promises: queryObjects(Promise, { format: "count" }),
    signals: queryObjects(AbortSignal, { format: "count" }),
    objects: queryObjects(Object, { format: "count" }),
    functions: queryObjects(Function, { format: "count" }),
  });
  /** Hours pass. @returns what there is in memory, the emulator's own record aside */
  async function pass(hours: number) {
    for (let n = 0; n < hours; n++) {
      await clock.advance(hour);
      const made = emulator.calls().length;
      calls += made;
      most = Math.max(most, made);
      emulator.clearCalls();
    }
    account.setDown(true);
    await clock.advance(30_000);
    account.setDown(false);
    await clock.advance(30_000);
    return { timers: clock.sleeping, listeners: getEventListeners(ctx.signal, "abort").length, ...count() };
  }

  const early = await pass(3);
  for (let n = 0; n < 5; n++) await pass(3);
  const late = await pass(3);

  expect(late.timers).toBe(early.timers);
  expect(late.timers).toBeLessThanOrEqual(2);
  expect(late.listeners).toBe(early.listeners);
  expect(late.listeners).toBeLessThanOrEqual(COUNT);
  for (const kind of ["promises", "signals", "objects", "functions"] as const) {
    expect({ kind, more: Math.max(slack, late[kind] - early[kind]) }).toEqual({ kind, more: slack });
  }

  const outs = await account.run(work);
  expect(outs.map(({ outs: { imageStatus } }) => imageStatus)).toEqual(Array(COUNT).fill("AVAILABLE"));
  // A look every 15 seconds and the beginning of it, for all twenty together.
  expect(most).toBeLessThan(400);
  expect(calls).toBeLessThan(24 * 240 + 200);
  // Status at the beginning and at the end of each image, and two lines an outage.
  expect(ctx.progress).toHaveLength(2 * COUNT + 2 * 7);
  expect(clock.sleeping).toBe(0);
  expect(getEventListeners(ctx.signal, "abort")).toEqual([]);
});
