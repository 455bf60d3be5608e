import fc from "fast-check";
import { FAULT_KINDS, ZEC_FAULT_KINDS, type Fault, type FaultKind } from "../../emulator";
import { isLong } from "./support/long";
import { print } from "./support/table";
import { create as createImage, remove as removeImage, update as updateImage } from "../../provider/zecImage";
import { ZecLife, type Planted, type Program } from "./zec/zecLife";

const [HK, SG, FRA, SEA] = ["asia-east-1", "asia-southeast-1", "europe-central-1", "SEA-A"] as const;
const web = { instanceId: "zec-web", imageName: "web", stopInstance: true };
/** Created of a running instance with a copy, changed in all that is changed in place, deleted. */
const LIFE: Program[] = [
  { ...web, regions: [HK, SG], tags: { env: "prod" } },
  { ...web, imageName: "web-2", regions: [HK, FRA], tags: { env: "test" }, resourceGroupId: "rg-team" },
  undefined,
];

/** What is wrong after a command that has succeeded. */
function wrongAfter(life: ZecLife, program: Program): string[] {
  const { images, stored, lost } = life;
  const others = images.filter(({ imageId }) => imageId !== stored?.id && !lost.has(imageId));
  const wrong = others.map(
    ({ imageId, imageName, imageStatus }) => `${imageId} (${imageName}, ${imageStatus}) is in no state`,
  );
  if (program === undefined) return wrong;
  const own = images.find(({ imageId }) => imageId === stored?.id);
  const wanted = [...((program.regions as string[] | undefined) ?? own?.regionIds ?? [])].sort();
  const { imageName } = program as { imageName: string };
  if (own === undefined) wrong.push("the image of the state does not exist");
  else if (own.imageName !== imageName) wrong.push(`the image is named ${own.imageName}, not ${imageName}`);
  else if (String([...own.regionIds].sort()) !== String(wanted))
    wrong.push(`it is in ${String(own.regionIds)}, not ${String(wanted)}`);
  const { status } = life.account.emulator.zec.instance(String(program.instanceId))!;
  if (status !== "RUNNING") wrong.push(`the instance is ${status}`);
  return wrong;
}

function startInstances({ account: { emulator } }: ZecLife): void {
  for (const { instanceId, status } of emulator.zec.instances()) {
    if (["STOPPED", "STOPPING"].includes(status)) emulator.zec.setInstanceStatus(instanceId, "RUNNING");
  }
}

type Stop = Parameters<ZecLife["run"]>[1];

/** Runs a command, again until it succeeds. @returns what is wrong then */
async function insist(life: ZecLife, program: Program, stop?: Stop): Promise<string[]> {
  const before = life.stored?.id;
  let outcome = await life.run(program, stop);
  if (outcome === "killed") {
    // A kill between the last call and the write of state loses a finished image: the next run names it (README).
    const isFinished = ({ imageId, imageName }: { imageId: string; imageName: string }) =>
      imageId !== before && !/-z1[sn][a-z2-7]{32}$/.test(imageName);
    const isUnfinished = life.images.some((image) => !isFinished(image) && image.imageId !== before);
    // One between StopInstances and CreateImage leaves a stopped instance, which the preflight names (README).
    if (!isUnfinished) startInstances(life);
    if (before === undefined) for (const image of life.images.filter(isFinished)) life.lost.add(image.imageId);
  }
  // A response that is not the API's is not asked for again, so each run meets one of several.
  for (let tries = 0; outcome !== "done" && tries < 8; tries++) outcome = await life.run(program);
  if (outcome !== "done") return ["no command succeeds any more"];
  if (program === undefined || wrongAfter(life, program).length === 0) return wrongAfter(life, program);
  // A service that says it has done what it has not is found out by a refresh.
  await life.refresh();
  await life.run(program);
  return wrongAfter(life, program);
}

async function liveWith(fault: Fault | undefined, planted?: Planted): Promise<{ wrong: string[]; calls: string[] }> {
  const life = new ZecLife(planted);
  if (fault) life.fault(fault);
  const wrong: string[] = [];
  for (const program of LIFE) wrong.push(...(await insist(life, program)));
  return { wrong, calls: life.account.calls() };
}

const KINDS = [
  ...Object.keys(FAULT_KINDS).filter((kind) => kind !== "body"),
  ...Object.keys(ZEC_FAULT_KINDS),
] as FaultKind[];
const LASTING: FaultKind[] = ["500", "cutBefore", "cutAfter", "garbage"];

test("every action of a life meets every fault, once and lasting", async () => {
  const { calls, wrong } = await liveWith(undefined);
  expect(wrong).toEqual([]);
  const actions = [...new Set(calls)];
  const found: string[] = [];
  let lives = 0;
  for (const action of actions) {
    const seen = calls.filter((call) => call === action).length;
    const faults = [
      ...KINDS.map((kind) => ({ action, kind, ms: 20_000, retryAfter: 2, regionId: undefined })),
      ...LASTING.map((kind) => ({ action, kind, times: 7 })),
    ];
    for (const fault of faults) {
      for (const nth of isLong ? Array.from({ length: seen }, (_, at) => at + 1) : [1]) {
        lives++;
        const { wrong } = await liveWith({ ...fault, nth });
        found.push(...wrong.map((text) => `${action} ${nth} ${fault.kind}: ${text}`));
      }
    }
  }
  print(`Images of Elastic Compute: every action × every fault, ${lives} lives, ${found.length} wrong.`);
  expect(found).toEqual([]);
}, 600_000);

test.each(["kill", "cancel"] as const)(
  "a %s at every call of a life",
  async (how) => {
    const found: string[] = [];
    let lives = 0;
    for (const [at, program] of LIFE.entries()) {
      for (let call = 1, isOver = false; !isOver; call += isLong ? 1 : 6) {
        for (const phase of ["before", "after"] as const) {
          const life = new ZecLife();
          for (const earlier of LIFE.slice(0, at)) await insist(life, earlier);
          life.account.calls();
          const wrong = await insist(life, program, { call, phase, how });
          wrong.push(...(await insist(life, undefined)));
          isOver = life.account.calls().length < call;
          if (isOver) break;
          lives++;
          found.push(...wrong.map((text) => `${how} ${phase} call ${call} of command ${at + 1}: ${text}`));
        }
        if (call > 400) isOver = true;
      }
    }
    print(`Images of Elastic Compute: a ${how} at every call, ${lives} lives, ${found.length} wrong.`);
    expect(lives).toBeGreaterThan(20);
    expect(found).toEqual([]);
  },
  600_000,
);

const regions = fc.uniqueArray(fc.constantFrom(SG, FRA, SEA), { maxLength: 3 }).map((others) => [HK, ...others]);
const programs = fc.record({
  instanceId: fc.constantFrom("zec-web", "zec-worker"),
  imageName: fc.constantFrom("web", "web.2", "golden"),
  regions,
  tags: fc.dictionary(fc.constantFrom("env", "role"), fc.constantFrom("a", "b")),
});
const trouble = fc.option(
  fc.record({
    action: fc.constantFrom(
      "CreateImage",
      "CopyImage",
      "DeleteImageCopy",
      "DeleteImages",
      "ModifyImagesAttributes",
      "*",
    ),
    kind: fc.constantFrom<FaultKind>(...KINDS),
    nth: fc.integer({ min: 1, max: 3 }),
    times: fc.constantFrom(1, 1, 7),
    ms: fc.constantFrom(1_000, 20_000),
    regionId: fc.constantFrom(SG, FRA, undefined),
  }),
);
const stops = fc.option(
  fc.record({
    call: fc.integer({ min: 1, max: 40 }),
    phase: fc.constantFrom("before" as const, "after" as const),
    how: fc.constantFrom("kill" as const, "cancel" as const),
  }),
);
const lives = fc.record({
  steps: fc.array(fc.record({ program: programs, trouble, stop: stops, refresh: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  }),
  service: fc.record({
    failedCopyStatus: fc.constantFrom("FAILED", "AVAILABLE"),
    deleteWrongStatus: fc.constantFrom("listed", "error"),
    emptyLists: fc.constantFrom("empty", "null", "absent"),
    visibleAfterMs: fc.constantFrom(0, 3_000),
  }),
});

const property = (planted?: Planted) =>
  fc.asyncProperty(lives, async ({ steps, service }) => {
    const life = new ZecLife(planted, service);
    const zec = life.account.emulator.zec;
    zec.setInstanceStatus("zec-worker", "RUNNING");
    zec.setQuota(50);
    const wrong: string[] = [];
    for (const { program, trouble, stop, refresh } of steps) {
      // The source region of zec-worker is another one.
      const inItsRegion = program.instanceId === "zec-web" ? program.regions : [...new Set([...program.regions, SG])];
      // Nobody can guard against a success that is a lie each time: then the work is done.
      if (trouble) life.fault({ ...trouble, ...(trouble.kind === "noId" && { workDone: true }) });
      wrong.push(...(await insist(life, { ...program, regions: inItsRegion, stopInstance: true }, stop ?? undefined)));
      life.account.emulator.faults.clear();
      if (refresh) await life.refresh();
    }
    wrong.push(...(await insist(life, undefined)));
    expect(wrong).toEqual([]);
  });

const everyDay = Number(process.env.TEST_LIVES ?? 300);

test("random lives", async () => {
  const seed = process.env.TEST_SEED === undefined ? 1 : Number(process.env.TEST_SEED);
  const numRuns = isLong ? 5_000 : everyDay;
  await fc.assert(property(), { numRuns, seed, ...(process.env.TEST_PATH && { path: process.env.TEST_PATH }) });
  print(`Random lives of images of Elastic Compute: ${numRuns}, all as promised.`);
}, 3_600_000);

const PLANTED: Record<string, Planted> = {
  "a delete that does nothing": { remove: () => Promise.resolve() },
  "a create that forgets its image when a region fails": {
    create: (...args: Parameters<typeof createImage>) =>
      createImage(...args).catch(() => {
        throw new Error("no id");
      }),
  },
  "an update that does not look at regions": {
    update: (ctx, olds, news) => {
      const { regions: _, ...rest } = news;
      return updateImage(ctx, olds, rest);
    },
  },
  "a delete of another image": {
    remove: (ctx, state) => removeImage(ctx, { ...state, imageId: "image-none" }),
  },
};

test.each(Object.entries(PLANTED))(
  "planted on purpose: %s is found",
  async (_, planted) => {
    const { failed } = await fc.check(property(planted), { numRuns: everyDay, seed: 1, endOnFailure: true });
    expect(failed).toBe(true);
  },
  600_000,
);
