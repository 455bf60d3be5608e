import { getEventListeners } from "node:events";
import { queryObjects } from "node:v8";
import { create } from "../../provider/customImage";
import { checked, TestAccount } from "../support/provider";
import { isLong } from "./support/long";

// A long wait with outages in between: the memory in use does not grow with time. `make test_long` waits a day.

const minute = 60_000;
/** Eight of these, with an outage after each. */
const partMinutes = isLong ? 180 : 15;
const totalMinutes = 8 * partMinutes;
const COUNT = 20;
/** Other objects of the process come and go between two counts. */
const slack = 100;

test(`20 images that take ${totalMinutes} minutes to create`, async () => {
  const instances = Array.from({ length: COUNT }, (_, n) => ({ instanceId: `i-${n}`, zoneId: "HKG-A" }));
  const account = new TestAccount({ instances, quota: COUNT, createImageMs: totalMinutes * minute });
  const { clock, emulator } = account;
  const ctx = account.process();
  const work = Promise.all(
    instances.map(async ({ instanceId }) =>
      create(ctx, await checked(ctx, { instanceId, imageName: instanceId, __timeouts: { create: 90_000 } })),
    ),
  );
  work.catch(() => undefined);

  let calls = 0;
  const count = () => ({
    timers: clock.sleeping,
    listeners: getEventListeners(ctx.signal, "abort").length,
    promises: queryObjects(Promise, { format: "count" }),
    signals: queryObjects(AbortSignal, { format: "count" }),
    objects: queryObjects(Object, { format: "count" }),
    functions: queryObjects(Function, { format: "count" }),
  });
  /** Lets one part pass. The emulator's record is not part of the provider. */
  async function pass(): Promise<void> {
    await clock.advance(partMinutes * minute);
    calls += emulator.calls().length;
    emulator.clearCalls();
    account.disconnect();
    await clock.advance(30_000);
    account.reconnect();
    await clock.advance(30_000);
  }

  await pass();
  const early = count();
  for (let n = 0; n < 6; n++) await pass();
  const late = count();

  expect(late.timers).toBe(early.timers);
  expect(late.timers).toBeLessThanOrEqual(2);
  expect(late.listeners).toBe(early.listeners);
  expect(late.listeners).toBeLessThanOrEqual(COUNT);
  for (const kind of ["promises", "signals", "objects", "functions"] as const) {
    expect({ kind, more: Math.max(slack, late[kind] - early[kind]) }).toEqual({ kind, more: slack });
  }

  const outs = await account.run(work);
  expect(outs.map(({ outs: { imageStatus } }) => imageStatus)).toEqual(Array(COUNT).fill("AVAILABLE"));
  // A poll every 15 seconds, more often at the beginning, for all twenty together.
  expect(calls).toBeLessThan(totalMinutes * 4 + 200);
  // Status at the beginning and at the end of each image, and two lines an outage.
  expect(ctx.progress).toHaveLength(2 * COUNT + 2 * 7);
  expect(clock.sleeping).toBe(0);
  expect(getEventListeners(ctx.signal, "abort")).toEqual([]);
});
