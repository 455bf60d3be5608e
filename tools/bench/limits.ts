import { createEmulator, type Emulator } from "../../emulator";
import { Fleet, machines, ok, range } from "./fleet";
import { timed } from "./pairs";
import type { Measured } from "./results";

interface Limited {
  images: number;
  perSecond: number;
  calls: number;
  refused: number;
  ms: number;
}

export interface LimitsData {
  fleet: Limited;
  /** Four stacks at once, which do not know of each other. */
  pipelines: Limited & { stacks: number; imagesMade: number; imagesInState: number };
}

/** Fleets at a service that limits requests. */
export async function measureLimits(): Promise<Measured<LimitsData>> {
  const [fleet, pipelines] = [await limitedFleet(), await concurrentPipelines()];
  const share = fleet.refused / fleet.calls;
  const { stacks, images, imagesMade, imagesInState } = pipelines;
  return {
    data: { fleet, pipelines },
    figures: [
      {
        name: "100 images against a service that allows 5 requests a second",
        bar: "all succeed, under 5 % of all requests refused",
        measured: `all succeed, ${fleet.refused} of ${fleet.calls} refused (${(share * 100).toFixed(1)} %)`,
        met: share < 0.05,
      },
      {
        name: `${stacks} pipelines of ${images / stacks} images at once, sharing 10 requests a second`,
        bar: "all succeed, each image exactly once",
        measured: `all succeed, ${imagesMade} images made, ${imagesInState} in state`,
        met: imagesMade === images && imagesInState === images,
      },
    ],
  };
}

async function limitedFleet(): Promise<Limited> {
  const [images, perSecond] = [100, 5];
  const emulator = { rateLimitPerSecond: perSecond, createImageMs: 20_000 };
  const fleet = await Fleet.create({ count: images, emulator });
  try {
    const ms = await timed(() => ok(fleet.stack.up("--parallel", String(images))));
    return { images, perSecond, ...requests(fleet.emulator), ms };
  } finally {
    await fleet.cleanup();
  }
}

async function concurrentPipelines(): Promise<LimitsData["pipelines"]> {
  const [stacks, each, perSecond] = [4, 25, 10];
  const images = stacks * each;
  const emulator = createEmulator({
    quota: images,
    instances: machines(images, 1),
    rateLimitPerSecond: perSecond,
    createImageMs: 5_000,
  });
  await emulator.start();
  const fleets = await Promise.all(range(stacks).map((n) => Fleet.at(emulator, n * each, each, `pipeline-${n}`)));
  try {
    const up = ({ stack }: Fleet) => ok(stack.up("--parallel", String(each)));
    const ms = await timed(() => Promise.all(fleets.map(up)));
    return {
      ...{ stacks, images, perSecond, ...requests(emulator), ms },
      imagesMade: emulator.history().length,
      imagesInState: await countInState(emulator, fleets),
    };
  } finally {
    await Promise.all(fleets.map((fleet) => fleet.cleanup()));
    await emulator.stop();
  }
}

const requests = (emulator: Emulator): Pick<Limited, "calls" | "refused"> => ({
  calls: emulator.calls().length,
  refused: emulator.calls().filter(({ status }) => status === 429).length,
});

/** Existing images that are in the state of exactly one stack. */
async function countInState(emulator: Emulator, fleets: Fleet[]): Promise<number> {
  const states = await Promise.all(fleets.map(({ stack }) => stack.state()));
  const ids = states.flatMap(({ resources }) => resources.map(({ id }) => id));
  return emulator.images().filter(({ imageId }) => ids.filter((id) => id === imageId).length === 1).length;
}
