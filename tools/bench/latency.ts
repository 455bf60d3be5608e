import { checked, TestAccount } from "../../test/support/provider";
import { create } from "../../provider/customImage";
import { Fleet, range, stoppedInstances } from "./fleet";
import { spread } from "./pairs";
import type { Measured } from "./measured";

interface LatencyRun {
  /** Seconds that the emulator takes to create an image. */
  makingSeconds: number;
  /** Real: the real engine on the system clock. Virtual: the provider alone, on a clock that the benchmark moves. */
  clock: "real" | "virtual";
  /** Milliseconds from the time when each image is AVAILABLE to the end of its step. */
  delaysMs: number[];
}

export interface LatencyData {
  runs: LatencyRun[];
}

/** Enough images to become AVAILABLE at different times within a polling interval. */
const IMAGES = 20;

export async function measureLatency(): Promise<Measured<LatencyData>> {
  const runs = await Promise.all([measureRun(5), measureRun(20), measureRun(120)]);
  runs.push(await measureRunOnVirtualClock(3600));
  return { data: { runs }, figures: runs.map(figure) };
}

function figure({ makingSeconds, clock, delaysMs }: LatencyRun) {
  const allowedMs = Math.max(1_500, makingSeconds * 100);
  const { median, max } = spread(delaysMs);
  return {
    name: `Time from AVAILABLE to the end of the step, image created in ${makingSeconds} s${clock === "virtual" ? " (virtual clock)" : ""}`,
    bar: `at most ${seconds(allowedMs)}`,
    measured: `median ${seconds(median)}, maximum ${seconds(max)}`,
    met: max <= allowedMs,
  };
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Creates images a tenth of a second apart, the default rate limit. */
async function measureRun(makingSeconds: number): Promise<LatencyRun> {
  const fleet = await Fleet.create({ count: IMAGES, emulator: { createImageMs: makingSeconds * 1000 } });
  try {
    const up = fleet.stack.start("up", "--yes", "--skip-preview", "--parallel", String(IMAGES));
    const endTimes = new Map<string, number>();
    const waitForEnd = async (instanceId: string) => {
      await up.until(new RegExp(`img-${instanceId} created`));
      endTimes.set(instanceId, Date.now());
    };
    await Promise.all(range(IMAGES).map((n) => waitForEnd(`i-${n}`)));
    const delaysMs = fleet.emulator
      .images()
      .map((image) => (endTimes.get(image.instanceId ?? "") ?? NaN) - image.readyAt);
    await up.finished;
    return { makingSeconds, clock: "real", delaysMs };
  } finally {
    await fleet.cleanup();
  }
}

async function measureRunOnVirtualClock(makingSeconds: number): Promise<LatencyRun> {
  const account = new TestAccount({
    quota: IMAGES,
    instances: stoppedInstances(IMAGES, 1),
    createImageMs: makingSeconds * 1000,
  });
  const process = account.process();
  const createImage = async (n: number): Promise<number> => {
    await account.clock.sleep(n * 773); // spread over the longest polling interval
    const __timeouts = { create: 2 * makingSeconds };
    const inputs = await checked(process, { instanceId: `i-${n}`, __timeouts }, undefined, `img-i-${n}`);
    const { id } = await create(process, inputs);
    const image = account.emulator.images().find(({ imageId }) => imageId === id);
    return account.clock.now() - (image?.readyAt ?? NaN);
  };
  const delaysMs = await account.run(Promise.all(range(IMAGES).map(createImage)));
  return { makingSeconds, clock: "virtual", delaysMs };
}
