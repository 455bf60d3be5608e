import type { Fault } from "../../emulator";
import { FAILING_FAULTS } from "../support/faultKinds";
import { isWorkingName } from "../../provider/customImage/workingName";
import { FAULTS } from "./families/commands";
import { FamilyAccount, type Families, type Product } from "./families/familyAccount";
import { isLong } from "./support/long";
import { print } from "./support/table";

// Every action of a family's life meets every fault: no version is lost or created twice, or current without its regions.

const [HK, SG, FRA] = ["asia-east-1", "asia-southeast-1", "europe-central-1"] as const;

/** One command, and the images that exist after it. Nothing declared: `destroy`. */
interface Step {
  program?: Families[string];
  after: string[];
}

/** The first version, another one, another one that prunes the oldest, `destroy`. */
function lifeOf(product: Product): Step[] {
  const declare = (version: string, regions: string[]) => ({
    ...{ instanceId: "i-1", stopInstance: true, keep: 2, version },
    ...(product === "zec" && { regions, tags: { version } }),
  });
  return [
    { program: declare("1", [HK, SG]), after: ["web-1"] },
    { program: declare("2", [HK, SG, FRA]), after: ["web-1", "web-2"] },
    { program: declare("3", [HK, FRA]), after: ["web-2", "web-3"] },
    { after: [] },
  ];
}

function open(product: Product): Promise<FamilyAccount> {
  const zec = {
    instances: [{ instanceId: "i-1", zoneId: "asia-east-1a", status: "RUNNING" as const }],
    ...{ copyImageMs: 10_000, deleteCopyMs: 3_000, deleteImageMs: 3_000 },
  };
  const instances = [{ instanceId: "i-1", zoneId: "HKG-A", instanceStatus: "RUNNING" as const }];
  return FamilyAccount.open(product === "zec" ? { zec } : { instances, quota: 8 }, { product });
}

/** Runs a command until it succeeds. A refresh shows what a response has concealed. @returns what is wrong then */
async function insist(world: FamilyAccount, step: Step): Promise<string[]> {
  const { program } = step;
  let wrong: string[] = [];
  let { after } = step;
  for (let tries = 0; tries < 9; tries++) {
    const { failures, warnings } = await (program ? world.up({ web: program }) : world.engine.destroy());
    await world.account.clock.sleep(60_000); // an instance may still be on its way up
    // Without the list of instances nothing is pruned, until the program changes again.
    if (/no version of family "web" is pruned/.test(warnings.join())) after = ["web-1", ...step.after];
    wrong = failures.length > 0 ? failures : wrongAfter(world, { program, after });
    if (wrong.length === 0) return [];
    await world.engine.refresh();
  }
  return wrong;
}

function wrongAfter(world: FamilyAccount, { program, after }: Step): string[] {
  const names = world.names();
  const wrong = String(names) === String(after) ? [] : [`there are ${String(names)}, not ${String(after)}`];
  const status = world.statusOf("i-1");
  if (status !== "RUNNING") wrong.push(`the instance is ${status}`);
  const regions = program?.regions?.toSorted();
  if (!regions || wrong.length > 0) return wrong;
  for (const name of names) {
    const found = world.zecImage(name).regionIds.toSorted();
    if (String(found) !== String(regions)) wrong.push(`${name} is in ${String(found)}`);
  }
  return wrong;
}

async function liveWith(product: Product, fault?: Fault): Promise<{ wrong: string[]; calls: string[] }> {
  const world = await open(product);
  if (fault) world.emulator.faults.add(fault);
  const wrong: string[] = [];
  for (const step of lifeOf(product)) wrong.push(...(await insist(world, step)));
  const created = world.history().map(({ imageName }) => imageName);
  const twice = created.filter((name, at) => !isWorkingName(name) && created.indexOf(name) !== at);
  if (twice.length > 0) wrong.push(`created twice: ${String(twice)}`);
  return { wrong, calls: world.calls() };
}

test.each(["vm", "zec"] as const)(
  "families of %s: every action of a life meets every fault, once and lasting",
  async (product) => {
    const { calls, wrong } = await liveWith(product);
    expect(wrong).toEqual([]);
    const faults = [
      ...FAULTS[product].map((kind) => ({ kind, ms: 20_000, retryAfter: 2 })),
      ...FAILING_FAULTS.map((kind) => ({ kind, times: 7 })),
    ];
    const cells = [...new Set(calls)].flatMap((action, row) =>
      faults.flatMap((fault, at) => (isLong || (row + at) % 5 === 0 ? [{ action, ...fault }] : [])),
    );
    const found: string[] = [];
    for (const fault of cells) {
      const times = isLong ? calls.filter((call) => call === fault.action).length : 1;
      for (let nth = 1; nth <= times; nth++) {
        const lived = await liveWith(product, { ...fault, nth });
        found.push(...lived.wrong.map((text) => `${fault.action} ${nth} ${fault.kind}: ${text}`));
      }
    }
    print(`Families of ${product}: ${cells.length} actions × faults, ${found.length} wrong.`);
    expect(found).toEqual([]);
  },
  3_600_000,
);
