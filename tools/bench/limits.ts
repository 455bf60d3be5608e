import { createEmulator, type Emulator } from "../../emulator";
import { succeeds } from "../run";
import { Fleet, range, stoppedInstances } from "./fleet";
import { timed } from "./pairs";
import type { Measured } from "./measured";

interface LimitedRun {
  images: number;
  perSecond: number;
  calls: number;
  /** Requests that were throttled. */
  refused: number;
  ms: number;
}

export interface LimitsData {
  fleet: LimitedRun;
  /** Concurrent stacks that share a rate limit but do not coordinate. */
  pipelines: LimitedRun & { stacks: number; imagesMade: number; imagesInState: number };
}

/** Creates images against a service with a rate limit, from one stack and from several. */
export async function measureLimits(): Promise<Measured<LimitsData>> {
  const [fleet, pipelines] = [await measureFleet(), await measurePipelines()];
  const share = fleet.refused / fleet.calls;
  const { stacks, images, imagesMade, imagesInState } = pipelines;
  return {
    data: { fleet, pipelines },
    figures: [
      {
        name: "100 images against a service that allows 5 requests per second",
        bar: "all succeed, under 5 % of requests throttled",
        measured: `all succeed, ${fleet.refused} of ${fleet.calls} throttled (${(share * 100).toFixed(1)} %)`,
        met: share < 0.05,
      },
      {
        name: `${stacks} concurrent pipelines of ${images / stacks} images, sharing 10 requests per second`,
        bar: "all succeed, each image exactly once",
        measured: `all succeed, ${imagesMade} images created, ${imagesInState} in state`,
        met: imagesMade === images && imagesInState === images,
      },
    ],
  };
}

async function measureFleet(): Promise<LimitedRun> {
  const [images, perSecond] = [100, 5];
  const emulator = { rateLimitPerSecond: perSecond, createImageMs: 20_000 };
  const fleet = await Fleet.create({ count: images, emulator });
  try {
    const ms = await timed(() => succeeds(fleet.stack.up("--parallel", String(images))));
    return { images, perSecond, ...countRequests(fleet.emulator), ms };
  } finally {
    await fleet.cleanup();
  }
}

async function measurePipelines(): Promise<LimitsData["pipelines"]> {
  const [stacks, each, perSecond] = [4, 25, 10];
  const images = stacks * each;
  const emulator = createEmulator({
    quota: images,
    instances: stoppedInstances(images, 1),
    rateLimitPerSecond: perSecond,
    createImageMs: 5_000,
  });
  await emulator.start();
  const fleets = await Promise.all(range(stacks).map((n) => Fleet.createAt(emulator, n * each, each, `pipeline-${n}`)));
  try {
    const up = ({ stack }: Fleet) => succeeds(stack.up("--parallel", String(each)));
    const ms = await timed(() => Promise.all(fleets.map(up)));
    return {
      ...{ stacks, images, perSecond, ...countRequests(emulator), ms },
      imagesMade: emulator.history().length,
      imagesInState: await countInState(emulator, fleets),
    };
  } finally {
    await Promise.all(fleets.map((fleet) => fleet.cleanup()));
    await emulator.stop();
  }
}

const countRequests = (emulator: Emulator): Pick<LimitedRun, "calls" | "refused"> => ({
  calls: emulator.calls().length,
  refused: emulator.calls().filter(({ status }) => status === 429).length,
});

/** Existing images that are in the state of exactly one stack. */
async function countInState(emulator: Emulator, fleets: Fleet[]): Promise<number> {
  const states = await Promise.all(fleets.map(({ stack }) => stack.state()));
  const ids = states.flatMap(({ resources }) => resources.map(({ id }) => id));
  return emulator.images().filter(({ imageId }) => ids.filter((id) => id === imageId).length === 1).length;
}
