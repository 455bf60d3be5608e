import { create, PartialFailure, remove, type ImageState } from "../../provider/customImage";
import { checked, TestAccount, type TestContext } from "../../test/support/provider";
import { randomFrom } from "../../test/support/random";
import { range } from "./fleet";
import type { Figure, Measured } from "./measured";

/** Requests of a command that all pipelines run at the same time, each with its own provider process. */
interface SimulatedRun {
  /** Requests by action, the throttled ones included. */
  calls: Record<string, number>;
  throttled: number;
  /** Seconds by the virtual clock, from the start to the end of the last pipeline. */
  seconds: number;
}

/** The provider's code and the emulator on a virtual clock: hours pass in minutes. The engine takes no part. */
export interface ScaleData {
  pipelines: number;
  imagesPerPipeline: number;
  /** Rate limit of the service for all pipelines together. */
  perSecond: number;
  creationSeconds: number;
  roundTripMs: number;
  up: SimulatedRun;
  destroy: SimulatedRun;
  /** Images that exist after `up`. */
  created: number;
  /** Images that were ever created. */
  everCreated: number;
  /** Creates that failed, by message. */
  failures: Record<string, number>;
  left: number;
  /** Megabytes of heap in use after `up`, for all pipelines and the emulator. */
  heapMB: number;
}

const [PIPELINES, IMAGES_PER_PIPELINE, PER_SECOND] = [20, 500, 10];
const [CREATION_MS, ROUND_TRIP_MS] = [120_000, 200];
const START_APART_MS = 730;
/** Share of the service's limit that pipelines use which do not know of each other. */
const LEAST_USED = 0.6;
/** `customTimeouts` of the program: as many images as these take longer than the hour that is the default. */
const TIMEOUTS = { create: 6 * 3_600 };
const zoneOf = (n: number): string => `ZONE-${String(n).padStart(2, "0")}`;

export async function measureScale(
  pipelines = PIPELINES,
  imagesPerPipeline = IMAGES_PER_PIPELINE,
): Promise<Measured<ScaleData>> {
  const data = await simulate(pipelines, imagesPerPipeline);
  return { data, figures: figuresOf(data) };
}

function figuresOf(data: ScaleData): Figure[] {
  const { pipelines, imagesPerPipeline } = data;
  const images = pipelines * imagesPerPipeline;
  const used = total(data.up) / data.up.seconds;
  const { up, destroy, created, everCreated } = data;
  const failed = Object.values(data.failures).reduce((sum, count) => sum + count, 0);
  const isWhole = created === images && everCreated === images && failed === 0;
  const share = (run: SimulatedRun) =>
    `${run.throttled} of ${total(run)} throttled (${((run.throttled / total(run)) * 100).toFixed(1)} %)`;
  return [
    {
      name: `${whole(images)} images in ${pipelines} zones, ${pipelines} pipelines that share ${PER_SECOND} requests per second (virtual clock)`,
      bar: `all succeed, each image exactly once, ${LEAST_USED * 100} % of the limit used`,
      measured: `${whole(created)} of ${whole(everCreated)} created images exist, ${failed} creates failed, in ${(up.seconds / 60).toFixed(1)} minutes, ${used.toFixed(1)} requests per second, ${share(up)}`,
      met: isWhole && used >= LEAST_USED * PER_SECOND,
    },
    {
      name: "Their deletion",
      bar: "all deleted, in 5 minutes",
      measured: `${data.left} left, after ${(destroy.seconds / 60).toFixed(1)} minutes, ${destroy.calls.DeleteImages ?? 0} DeleteImages calls, ${share(destroy)}`,
      met: data.left === 0 && destroy.seconds <= 300,
    },
  ];
}

const whole = (count: number): string => count.toLocaleString("en");
const total = ({ calls }: SimulatedRun): number => Object.values(calls).reduce((sum, count) => sum + count, 0);

async function simulate(pipelines: number, imagesPerPipeline: number): Promise<ScaleData> {
  const zones = range(pipelines).map((n) => ({ zoneId: zoneOf(n), zoneName: zoneOf(n) }));
  const instances = range(pipelines).flatMap((n) =>
    range(imagesPerPipeline).map((i) => ({
      instanceId: `i-${n}-${i}`,
      zoneId: zoneOf(n),
      instanceStatus: "STOPPED" as const,
    })),
  );
  const account = new TestAccount({
    ...{ zones, instances, quota: imagesPerPipeline, createImageMs: CREATION_MS, rateLimitPerSecond: PER_SECOND },
    recordedCalls: 10 * instances.length + 10_000,
  });
  const random = randomFrom(1);
  account.random = random;
  account.emulator.onCall = () => account.clock.sleep((ROUND_TRIP_MS / 2) * (0.5 + random()));
  const up = await runAll(account, pipelines, (ctx, n) => createAll(ctx, n, imagesPerPipeline));
  const heapMB = Math.round(process.memoryUsage().heapUsed / 1e6);
  const [created, everCreated] = [account.emulator.images().length, account.emulator.history().length];
  const failures: Record<string, number> = {};
  for (const { failed } of up.results) for (const text of failed) failures[text] = (failures[text] ?? 0) + 1;
  const destroy = await runAll(account, pipelines, (ctx, n) =>
    Promise.all(up.results[n]!.states.map((state) => remove(ctx, state))),
  );
  return {
    ...{ pipelines, imagesPerPipeline, perSecond: PER_SECOND, creationSeconds: CREATION_MS / 1000 },
    ...{ roundTripMs: ROUND_TRIP_MS, up: up.run, destroy: destroy.run, created, everCreated, failures, heapMB },
    left: account.emulator.images().length,
  };
}

async function runAll<T>(
  account: TestAccount,
  pipelines: number,
  command: (ctx: TestContext, n: number) => Promise<T>,
): Promise<{ results: T[]; run: SimulatedRun }> {
  account.emulator.clearCalls();
  const start = account.clock.now();
  const work = range(pipelines).map(async (n) => {
    await account.clock.sleep(n * START_APART_MS); // no two pipelines begin in the same millisecond
    return command(account.process({ maxRequestsPerSecond: "10" }), n);
  });
  const results = await account.run(Promise.all(work));
  const calls: Record<string, number> = {};
  for (const { action } of account.emulator.calls()) calls[action] = (calls[action] ?? 0) + 1;
  const throttled = account.emulator.calls().filter(({ status }) => status === 429).length;
  return { results, run: { calls, throttled, seconds: Math.round((account.clock.now() - start) / 1000) } };
}

/** Creates the images of one pipeline: their states, also those of partial failures, and what failed, without ids. */
async function createAll(ctx: TestContext, pipeline: number, count: number) {
  const states: ImageState[] = [];
  const failed: string[] = [];
  const createOne = async (n: number): Promise<void> => {
    const instance = { instanceId: `i-${pipeline}-${n}` };
    const inputs = { ...(await checked(ctx, instance, undefined, `image-${n}`)), __timeouts: TIMEOUTS };
    try {
      states.push((await create(ctx, inputs)).outs);
    } catch (error) {
      if (error instanceof PartialFailure) states.push(error.properties);
      failed.push((error as Error).message.replaceAll(/(img|i)-[-\w]+/g, "$1-…"));
    }
  };
  await Promise.all(range(count).map(createOne));
  return { states, failed };
}
