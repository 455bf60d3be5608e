import { checked, TestAccount, type TestContext } from "../../test/support/provider";
import { create, read, type ImageState } from ".";

const zones = ["HKG-A", "SIN-A", "FRA-A", "SEL-A"];

/** An account with so many stopped instances, spread over the first zones. */
function accountWith(count: number, zoneCount: number, createImageMs = 0): TestAccount {
  const instances = Array.from({ length: count }, (_, n) => ({
    instanceId: `i-${n}`,
    zoneId: zones[n % zoneCount]!,
    instanceStatus: "STOPPED" as const,
  }));
  return new TestAccount({ instances, quota: count, createImageMs });
}

/** Creates an image of every instance at the same time, as one `up` does. */
async function createAll(account: TestAccount, ctx: TestContext): Promise<ImageState[]> {
  const createChecked = async ({ instanceId }: { instanceId: string }) =>
    (await create(ctx, await checked(ctx, { instanceId }, undefined, instanceId))).outs;
  return account.run(Promise.all(account.emulator.instances().map(createChecked)));
}

function count(calls: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const action of calls) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
}

test("polls of a zone do not depend on how many of its images are being created", async () => {
  const readings: number[] = [];
  for (const images of [1, 20, 100]) {
    const account = accountWith(images, 1, 20_000);
    await createAll(account, account.process());
    const calls = count(account.calls());
    expect(calls.CreateImage).toBe(images);
    readings.push(calls.DescribeImages ?? 0);
  }
  expect(readings[0]).toBeGreaterThan(5);
  expect(Math.max(...readings) - Math.min(...readings)).toBeLessThanOrEqual(2);
});

test("images that are begun over some seconds share requests for instances, and the list that says what was there before", async () => {
  const account = accountWith(50, 1, 60_000);
  const ctx = account.process();
  const made = account.emulator.instances().map(async ({ instanceId }, n) => {
    await account.clock.sleep(n * 80);
    await create(ctx, await checked(ctx, { instanceId }, undefined, instanceId));
  });
  await account.clock.advance(4_200);
  const calls = count(account.calls());
  expect(calls.CreateImage).toBe(50);
  expect(calls.DescribeInstances).toBeLessThanOrEqual(22); // five a second, whoever asks
  expect(calls.DescribeImages).toBeLessThanOrEqual(6); // one list, and a reading per second
  await account.run(Promise.all(made));
});

/** Long enough for whatever the rate leaves time for. */
const patiently = { create: 6 * 3_600 };

test("a queue that is far longer than what a list is good for: every image is created once and gets its name", async () => {
  const account = new TestAccount({
    ...{ instances: accountWith(150, 1).emulator.instances(), quota: 150, createImageMs: 60_000 },
    rateLimitPerSecond: 1,
  });
  const processes = [account.process(), account.process()];
  const made = account.emulator.instances().map(async ({ instanceId }, n) => {
    const ctx = processes[n % processes.length]!;
    await account.clock.sleep((n % processes.length) * 730);
    const inputs = { ...(await checked(ctx, { instanceId }, undefined, instanceId)), __timeouts: patiently };
    return (await create(ctx, inputs)).outs;
  });
  const images = await account.run(Promise.all(made));
  expect(account.emulator.history()).toHaveLength(150);
  expect(new Set(account.emulator.images().map(({ imageName }) => imageName))).toEqual(
    new Set(images.map(({ imageName }) => imageName)),
  );
});

test("`settleSeconds: 0` leaves time to send", async () => {
  const account = accountWith(3, 1, 1_000);
  await createAll(account, account.process({ settleSeconds: "0" }));
  expect(account.emulator.images()).toHaveLength(3);
});

test("a refresh of 200 images in 4 zones reads each zone once", async () => {
  const account = accountWith(200, 4);
  const images = await createAll(account, account.process());
  account.calls();
  const fresh = account.process();
  const found = await account.run(Promise.all(images.map((outs) => read(fresh, outs.imageId, outs))));
  expect(found.filter(Boolean)).toHaveLength(200);
  expect(account.calls()).toEqual(Array(4).fill("DescribeImages"));
});

test("the preflight for 200 new images in 4 zones reads lists, not each image", async () => {
  const account = accountWith(200, 4);
  const ctx = account.process();
  for (const { instanceId } of account.emulator.instances()) {
    await account.run(checked(ctx, { instanceId, __preview: true }, undefined, instanceId));
  }
  expect(count(account.calls())).toEqual({ DescribeInstances: 1, DescribeImageQuota: 1, DescribeImages: 4 });
  expect(ctx.warnings).toEqual([]);
});
