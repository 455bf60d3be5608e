import fc from "fast-check";
import { ZEC_FAULTS } from "../../support/faultKinds";
import { ZecLife, type Planted, type Program } from "./zecLife";

const [HK, SG, FRA, SEA] = ["asia-east-1", "asia-southeast-1", "europe-central-1", "SEA-A"] as const;

/** Violated guarantees after a command that has succeeded. */
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
  // A canceled run does not wait until an instance that it has started is RUNNING.
  if (!["RUNNING", "BOOTING"].includes(status)) wrong.push(`the instance is ${status}`);
  return wrong;
}

function startInstances({ account: { emulator } }: ZecLife): void {
  for (const { instanceId, status } of emulator.zec.instances()) {
    if (["STOPPED", "STOPPING"].includes(status)) emulator.zec.setInstanceStatus(instanceId, "RUNNING");
  }
}

type Stop = Parameters<ZecLife["run"]>[1];

/**
 * Runs a command, again until it succeeds.
 * @param afterKill called before it is run again, if it was killed
 * @returns what is wrong then
 */
export async function insist(
  life: ZecLife,
  program: Program,
  stop?: Stop,
  afterKill?: Options["afterKill"],
): Promise<string[]> {
  const before = life.stored?.id;
  let outcome = await life.run(program, stop);
  if (outcome === "killed") {
    await afterKill?.(life);
    // A kill between the last call and the write of state loses a finished image: the next run names it (README).
    const isFinished = ({ imageId, imageName }: { imageId: string; imageName: string }) =>
      imageId !== before && !/-z1[sn][a-z2-7]{32}$/.test(imageName);
    const isUnfinished = life.images.some((image) => !isFinished(image) && image.imageId !== before);
    // One between StopInstances and CreateImage leaves a stopped instance, which the preflight names (README).
    if (!isUnfinished) startInstances(life);
    if (before === undefined) for (const image of life.images.filter(isFinished)) life.lost.add(image.imageId);
  }
  // A request with a response that is not the API's is not retried, so each run meets one of several.
  for (let tries = 0; outcome !== "done" && tries < 8; tries++) outcome = await life.run(program);
  if (outcome !== "done") return ["no command succeeds any more"];
  if (program === undefined || wrongAfter(life, program).length === 0) return wrongAfter(life, program);
  // A refresh reveals a success that was not carried out.
  await life.refresh();
  await life.run(program);
  return wrongAfter(life, program);
}

/**
 * Runs a command that is killed; then the program is the earlier one again, of which a refresh shows what is left to do.
 * @returns what is wrong after the first success, or nothing if the command was not killed
 */
export async function takeBack(
  life: ZecLife,
  earlier: Program,
  program: Program,
  stop: Stop,
): Promise<string[] | undefined> {
  const outcome = await life.run(program, stop);
  if (outcome !== "killed") return undefined;
  startInstances(life);
  life.account.emulator.faults.clear();
  // A refresh of a person comes later than the lag of lists.
  await life.account.clock.advance(10_000);
  await life.refresh();
  if ((await life.run(earlier)) !== "done") return ["the earlier program does not succeed any more"];
  // Nothing may come afterwards.
  await life.account.clock.advance(60_000);
  return wrongAfter(life, earlier);
}

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
    kind: fc.constantFrom(...ZEC_FAULTS),
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
/** Lifecycles of an image: the programs, one after the other, and the faults. */
export const livesOf = (maxSteps: number) =>
  fc.record({
    steps: fc.array(
      fc.record({ program: programs, trouble, stop: stops, refresh: fc.boolean(), isTakenBack: fc.boolean() }),
      {
        minLength: 1,
        maxLength: maxSteps,
      },
    ),
    service: fc.record({
      failedCopyStatus: fc.constantFrom("FAILED", "AVAILABLE"),
      deleteWrongStatus: fc.constantFrom("listed", "error"),
      emptyLists: fc.constantFrom("empty", "null", "absent"),
      visibleAfterMs: fc.constantFrom(0, 3_000),
      deleteCopyMs: fc.constantFrom(3_000, 30_000),
    }),
  });

type Life = ReturnType<typeof livesOf> extends fc.Arbitrary<infer T> ? T : never;

interface Options {
  planted?: Planted;
  /** Called at the beginning. */
  begin?: (life: ZecLife) => void;
  /** Called after a command was killed. */
  afterKill?: (life: ZecLife) => Promise<void>;
  /** Called after each step. */
  afterStep?: (life: ZecLife, step: number) => Promise<void>;
}

/** Runs such a lifecycle, repeating each step until it succeeds. @returns what is wrong then */
export async function liveRandomly({ steps, service }: Life, options: Options = {}): Promise<string[]> {
  const life = new ZecLife(options.planted, service);
  const zec = life.account.emulator.zec;
  zec.setInstanceStatus("zec-worker", "RUNNING");
  zec.setQuota(50);
  options.begin?.(life);
  const wrong: string[] = [];
  let earlier: Program;
  for (const [at, { program, trouble, stop, refresh, isTakenBack }] of steps.entries()) {
    // The source region of zec-worker is another one.
    const inItsRegion = program.instanceId === "zec-web" ? program.regions : [...new Set([...program.regions, SG])];
    // No client can detect a wrong success that repeats: here the call is carried out.
    if (trouble) life.fault({ ...trouble, ...(trouble.kind === "noId" && { workDone: true }) });
    const declared = { ...program, regions: inItsRegion, stopInstance: true };
    // What a killed replacement leaves, only the next replacement would find.
    const isInPlace = earlier?.instanceId === declared.instanceId;
    const found = isTakenBack && stop && isInPlace ? await takeBack(life, earlier, declared, stop) : undefined;
    wrong.push(...(found ?? (await insist(life, declared, stop ?? undefined, options.afterKill))));
    earlier = found ? earlier : declared;
    life.account.emulator.faults.clear();
    if (refresh) await life.refresh();
    await options.afterStep?.(life, at);
  }
  return [...wrong, ...(await insist(life, undefined))];
}
