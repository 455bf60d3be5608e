import { FamilyAccount, type Families } from "../../test/reliability/families/familyAccount";

const ZONES = ["HKG-A", "SIN-A", "FRA-A", "SEL-A"];

/** Families with one version each, spread over the zones. */
async function open(count: number, zones: string[]): Promise<{ world: FamilyAccount; program: Families }> {
  const instances = Array.from({ length: count }, (_, n) => ({
    instanceId: `i-${n}`,
    zoneId: zones[n % zones.length] as string,
    instanceStatus: "STOPPED" as const,
  }));
  const world = await FamilyAccount.open({ instances, quota: 1000 });
  const program = Object.fromEntries(
    instances.map(({ instanceId }, n) => [`f${n}`, { instanceId, version: "1", keep: 1 }]),
  );
  await world.succeeds(program);
  world.calls();
  return { world, program };
}

const counted = (calls: string[]) =>
  Object.fromEntries(
    [...new Set(calls)].sort().map((action) => [action, calls.filter((each) => each === action).length]),
  );

test("a new version costs the same calls, however many families the zone has", async () => {
  const costs = await Promise.all(
    [1, 5, 20].map(async (count) => {
      const { world, program } = await open(count, ["HKG-A"]);
      await world.succeeds({ ...program, f0: { ...program.f0, version: "2" } });
      return counted(world.calls());
    }),
  );
  expect(costs[1]).toEqual(costs[0]);
  expect(costs[2]).toEqual(costs[0]);
  expect(costs[0]).toMatchObject({ CreateImage: 1, ModifyImagesAttributes: 1, DeleteImages: 1, DescribeImageQuota: 1 });
});

test("a refresh of 50 families in 4 zones makes a call for each zone", async () => {
  const { world } = await open(50, ZONES);
  await world.engine.refresh();
  expect(counted(world.calls())).toEqual({ DescribeImages: 4 });
});

test("20 new versions in one zone share their lists of instances and images", async () => {
  const { world, program } = await open(20, ["HKG-A"]);
  const next = Object.fromEntries(Object.entries(program).map(([name, inputs]) => [name, { ...inputs, version: "2" }]));
  await world.succeeds(next);
  const calls = counted(world.calls());
  expect(calls).toMatchObject({ CreateImage: 20, ModifyImagesAttributes: 20 });
  expect(calls.DescribeImages).toBeLessThan(40);
});

test("an unchanged program and a rollback make no call", async () => {
  const { world, program } = await open(5, ["HKG-A"]);
  const kept = (version: string) =>
    Object.fromEntries(Object.entries(program).map(([name, inputs]) => [name, { ...inputs, version, keep: 3 }]));
  await world.succeeds(kept("2"));
  world.calls();
  await world.succeeds(kept("2"));
  await world.succeeds(kept("1"));
  expect(world.calls()).toEqual([]);
});
