import { LOGICAL_NAME, TestAccount, type TestContext } from "../../test/support/provider";
import { check, create, diff, read, remove, update, type ZecInputs, type ZecState } from ".";

const REGIONS = ["asia-east-1", "asia-southeast-1", "europe-central-1"];

/** An account with so many stopped instances. */
const accountOf = (count: number): TestAccount => {
  const instances = Array.from({ length: count }, (_, at) => ({ instanceId: `i-${at}`, zoneId: "asia-east-1a" }));
  return new TestAccount({
    createImageMs: 60_000,
    zec: { instances, quota: 1_000, copyImageMs: 30_000, deleteImageMs: 5_000, deleteCopyMs: 5_000 },
  });
};

/** Inputs of image number `at`. */
async function inputsOf(ctx: TestContext, at: number, regions = REGIONS): Promise<ZecInputs> {
  const logicalName = { ...LOGICAL_NAME, name: `web-${at}` };
  const news = { __logicalName: logicalName, instanceId: `i-${at}`, imageName: `web-${at}`, regions };
  const { inputs, failures } = await check(ctx, undefined, news);
  expect(failures).toEqual([]);
  return inputs;
}

/** Runs a verb for many images at a time in one process, as Pulumi does. */
const all = <T>(account: TestAccount, count: number, verb: (at: number) => Promise<T>): Promise<T[]> =>
  account.run(Promise.all(Array.from({ length: count }, (_, at) => verb(at))));

/** Number of calls of each list since the last call of this function; DescribeImageCopyProgress has no list. */
function callsOfLists(account: TestAccount): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const action of account.calls()) {
    if (action.startsWith("Describe")) counts[action] = (counts[action] ?? 0) + 1;
  }
  return counts;
}

/** Creates so many images with a copy in each of three regions. */
async function createMany(count: number): Promise<{ account: TestAccount; states: ZecState[] }> {
  const account = accountOf(count);
  const ctx = account.process();
  const made = await all(account, count, async (at) => create(ctx, await inputsOf(ctx, at)));
  return { account, states: made.map(({ outs }) => outs) };
}

test("50 images with three regions each: the lists are read as often as for 5", async () => {
  const few = callsOfLists((await createMany(5)).account);
  const { account, states } = await createMany(50);
  const many = callsOfLists(account);
  for (const { regions } of states) expect(regions).toEqual(REGIONS);
  for (const action of ["DescribeCustomImages", "DescribeZones", "DescribeInstances"]) {
    expect({ action, isUsed: few[action]! > 0, grows: many[action]! > few[action]! + 2 }).toEqual({
      action,
      isUsed: true,
      grows: false,
    });
  }
  // How far a copy is can be asked for one image at a time only (documented).
  const { DescribeImageCopyProgress: _, ...lists } = many;
  expect(Object.keys(lists).sort()).toEqual(["DescribeCustomImages", "DescribeInstances", "DescribeZones"]);
});

test("a refresh of 200 images takes at most 4 calls, and finds nothing to change", async () => {
  const { account, states } = await createMany(200);
  account.calls();
  const ctx = account.process();
  const found = await all(account, 200, (at) => read(ctx, states[at]!.imageId, states[at]));
  expect(account.calls().length).toBeLessThanOrEqual(4);
  for (const [at, image] of found.entries()) {
    expect(image?.outs).toEqual(states[at]);
    const { properties } = diff(ctx, image!.id, image!.outs, await inputsOf(ctx, at));
    expect(properties).toEqual({});
  }
  expect(account.calls()).toEqual([]);
});

test("regions of 30 images are removed, and the images deleted, with lists that all share", async () => {
  const { account, states } = await createMany(30);
  account.calls();
  const ctx = account.process();
  const [source = ""] = REGIONS;
  const changed = await all(account, 30, async (at) => update(ctx, states[at]!, await inputsOf(ctx, at, [source])));
  for (const { regions } of changed) expect(regions).toEqual([source]);
  expect(callsOfLists(account).DescribeCustomImages).toBeLessThan(15);
  await all(account, 30, (at) => remove(ctx, changed[at]!));
  expect(account.emulator.zec.images()).toEqual([]);
  expect(callsOfLists(account).DescribeCustomImages).toBeLessThan(15);
});
