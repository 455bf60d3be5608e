import { isWorkingName } from "../../provider/customImage/workingName";
import { FamilyAccount, type Families, type Product } from "./families/familyAccount";
import { isLong } from "./support/long";
import { print } from "./support/table";

// A run is killed, or canceled, at every moment: before and after each call that reaches the service. The
// next runs then produce what the program declares: no image is created twice, lost or deleted too early.

interface Story {
  /** Labels of the versions that exist before. */
  before: string[];
  /** What was declared of them, where it is not what is declared now. */
  earlier?: Partial<Families[string]>;
  /** The command that is interrupted. */
  command: "up" | "destroy";
  /** What it declares; for `destroy`, what was declared. */
  program: Families[string];
  /** Names of the images that exist at the end. */
  after: string[];
  /** What the next runs declare, one after the other. Default: the same. */
  next?: Families[string][];
}

/** Every moment in a long run, and a third of them in `make test`. */
const STEP = isLong ? 1 : 3;
const FIRST = { kill: 0, cancel: 1 };

/** Regions of the versions of Elastic Compute: one is the instance's, one takes a copy. */
const REGIONS = ["asia-east-1", "asia-southeast-1"];
const [STOPPED_ID, RUNNING_ID] = ["i-1", "i-2"];

/** What is interrupted, with images of either product. */
function storiesOf(product: Product): Record<string, Story> {
  const shared = { keep: 2, ...(product === "zec" && { regions: REGIONS }) };
  const STOPPED = { ...shared, instanceId: STOPPED_ID };
  const RUNNING = { ...shared, instanceId: RUNNING_ID, stopInstance: true };
  return {
    "the first version": { before: [], command: "up", program: { ...STOPPED, version: "1" }, after: ["web-1"] },
    "a version of a running instance": {
      before: ["1"],
      command: "up",
      program: { ...RUNNING, version: "2" },
      after: ["web-1", "web-2"],
    },
    "a version, and the oldest is pruned": {
      before: ["1", "2"],
      command: "up",
      program: { ...STOPPED, version: "3" },
      after: ["web-2", "web-3"],
    },
    "a lowered keep": {
      before: ["1", "2", "3", "4"],
      command: "up",
      program: { ...STOPPED, version: "4", keep: 1 },
      after: ["web-4"],
    },
    "a version, and then another one is declared": {
      before: ["1"],
      command: "up",
      program: { ...STOPPED, keep: 4, version: "2" },
      next: [{ ...STOPPED, keep: 4, version: "3" }],
      after: ["web-1", "web-3"],
    },
    "a version, then the program goes back, then another version is declared": {
      before: ["1", "2"],
      command: "up",
      program: { ...STOPPED, keep: 4, version: "3" },
      next: [
        { ...STOPPED, keep: 4, version: "2" },
        { ...STOPPED, keep: 4, version: "4" },
      ],
      after: ["web-1", "web-2", "web-4"],
    },
    destroy: { before: ["1", "2", "3"], command: "destroy", program: { ...STOPPED, version: "3" }, after: [] },
    ...(product === "zec" && ZEC_STORIES),
  };
}

/** Of regions that change. */
const ZEC_STORIES: Record<string, Story> = {
  "a region more for two versions": {
    before: ["1", "2"],
    earlier: { regions: REGIONS.slice(0, 1) },
    command: "up",
    program: { instanceId: STOPPED_ID, keep: 2, version: "2", regions: REGIONS },
    after: ["web-1", "web-2"],
  },
  "a region less for two versions": {
    before: ["1", "2"],
    earlier: { regions: REGIONS },
    command: "up",
    program: { instanceId: STOPPED_ID, keep: 2, version: "2", regions: REGIONS.slice(0, 1) },
    after: ["web-1", "web-2"],
  },
};

async function open(product: Product, { before, program, earlier }: Story): Promise<FamilyAccount> {
  const ids = [
    [STOPPED_ID, "STOPPED"],
    [RUNNING_ID, "RUNNING"],
  ] as const;
  const instances = ids.map(([instanceId, instanceStatus]) => ({ instanceId, zoneId: "HKG-A", instanceStatus }));
  const zec = {
    instances: ids.map(([instanceId, status]) => ({ instanceId, zoneId: "asia-east-1a", status })),
    copyImageMs: 10_000,
    deleteCopyMs: 3_000,
    deleteImageMs: 3_000,
  };
  const world = await FamilyAccount.open(product === "vm" ? { instances, quota: 8 } : { zec }, { product });
  for (const version of before) await world.succeeds({ web: { ...program, ...earlier, keep: 5, version } });
  return world;
}

const run = (world: FamilyAccount, { command, program }: Pick<Story, "command" | "program">) =>
  command === "up" ? world.up({ web: program }) : world.engine.destroy();

/** How many moments there are. */
async function momentsOf(product: Product, story: Story): Promise<number> {
  const world = await open(product, story);
  let count = 0;
  world.emulator.onCall = () => void count++;
  const { failures } = await run(world, story);
  expect(failures).toEqual([]);
  return count;
}

/** Interrupts the command at a moment, repeats it until it succeeds, and verifies the result. */
async function interruptAt(
  product: Product,
  story: Story,
  { moment, how }: { moment: number; how: "kill" | "cancel" },
): Promise<void> {
  const world = await open(product, story);
  const { emulator } = world;
  let seen = 0;
  let isStopped = false;
  emulator.onCall = ({ action }) => {
    if (seen++ > moment) return;
    // A kill in between leaves a stopped instance that no record names; the next preview names it.
    if (action === "StopInstances") isStopped = true;
    if (action === "CreateImage") isStopped = false;
    if (seen > moment) world.engine.provider[how]();
  };
  await run(world, story);
  emulator.onCall = undefined;
  for (const program of story.next ?? [story.program]) await finish(world, story.command, program);
  await world.account.clock.sleep(60_000); // what the service was still deleting is gone
  const lost = world
    .images()
    .filter(({ imageId }) => !world.engine.resources.has("web") || !idsOf(world).includes(imageId));
  // The state does not have the image that was finished at the moment of the kill, and no program declares its label any more.
  const isExcused = story.next !== undefined && how === "kill";
  expect(lost.filter(({ imageName }) => !isExcused || imageName !== nameOf(story.program))).toEqual([]);
  expect(world.names().filter((name) => !lost.some(({ imageName }) => imageName === name))).toEqual(
    afterOf(world, story),
  );
  expect(world.names().filter(isWorkingName)).toEqual([]);
  if (product === "zec") expectRegions(world, story);
  const created = world.history().map(({ imageName }) => imageName);
  expect(created.filter((name, at) => created.indexOf(name) !== at)).toEqual([]);
  if (how === "cancel" || !isStopped) expect(world.statusOf(RUNNING_ID)).not.toBe("STOPPED");
}

/** Runs the command until it succeeds, and applies the remedy that a failure names. */
async function finish(world: FamilyAccount, command: Story["command"], inputs: Families[string]): Promise<void> {
  let program = inputs;
  let failures: string[] = ["not run yet"];
  for (let tries = 0; failures.length > 0 && tries < 4; tries++) {
    ({ failures } = await run(world, { command, program }));
    // An image that is not in the state because of a kill is named, with the remedy.
    const [, label, imageId] = /adoptVersions: \{ "(\w+)": "(ima?ge?-\w+)" \}/.exec(failures.join()) ?? [];
    if (label !== undefined && imageId !== undefined) program = { ...inputs, adoptVersions: { [label]: imageId } };
  }
  expect(failures).toEqual([]);
}

const nameOf = ({ version = "" }: Families[string]) => `web-${version}`;
const idsOf = (world: FamilyAccount) => world.outputs().versions.map(({ imageId }) => imageId);

/** A version that a canceled run has left in the state is finished, also if another one is declared meanwhile. */
function afterOf(world: FamilyAccount, { after, next, program }: Story): string[] {
  const isKept = next !== undefined && world.labels().includes(program.version ?? "");
  return isKept ? [...after, nameOf(program)].sort() : after;
}

/** Every version is where the program declares it. */
function expectRegions(world: FamilyAccount, { command, program }: Story): void {
  if (command === "destroy") return;
  const regions = world.labels().map((label) => world.zecImage(`web-${label}`).regionIds.toSorted());
  expect(regions).toEqual(regions.map(() => program.regions));
}

describe.each(["vm", "zec"] as const)("images of %s", (product) => {
  test.each(Object.entries(storiesOf(product)))(
    "%s, interrupted at any moment",
    async (name, story) => {
      const count = await momentsOf(product, story);
      for (const how of ["kill", "cancel"] as const) {
        for (let moment = FIRST[how] % STEP; moment < count; moment += STEP) {
          await interruptAt(product, story, { moment, how }).catch((error: unknown) => {
            throw new Error(`${how} at moment ${moment} of ${count}: ${(error as Error).message}`);
          });
        }
      }
      const tried = `at ${Math.ceil(count / STEP)} of ${count} moments`;
      print(`Families of ${product}, ${name}: killed and canceled ${tried}, all as promised.`);
    },
    300_000,
  );
});
