import { checked, TestAccount } from "../../test/support/provider";
import { create } from "../../provider/customImage";
import { Fleet, machines, range } from "./fleet";
import { spread } from "./pairs";
import type { Measured } from "./results";

interface Noticed {
  makingSeconds: number;
  /** The engine's own output on this machine's clock, or the provider alone on a clock that is moved. */
  clock: "real" | "virtual";
  /** Milliseconds from each image's turning AVAILABLE to the end of its step. */
  delaysMs: number[];
}

export interface LatencyData {
  runs: Noticed[];
}

/** Enough for the moments of becoming AVAILABLE to fall anywhere between two looks. */
const IMAGES = 20;

export async function measureLatency(): Promise<Measured<LatencyData>> {
  const runs = await Promise.all([noticed(5), noticed(20), noticed(120)]);
  runs.push(await noticedOnVirtualClock(3600));
  return { data: { runs }, figures: runs.map(figure) };
}

function figure({ makingSeconds, clock, delaysMs }: Noticed) {
  const allowedMs = Math.max(1_500, makingSeconds * 100);
  const { median, max } = spread(delaysMs);
  return {
    name: `Time from AVAILABLE to the end of the step, made in ${makingSeconds} s${clock === "virtual" ? " (virtual clock)" : ""}`,
    bar: `at most ${seconds(allowedMs)}`,
    measured: `median ${seconds(median)}, maximum ${seconds(max)}`,
    met: max <= allowedMs,
  };
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Images begun a tenth of a second apart, as the default limit of requests has it. */
async function noticed(makingSeconds: number): Promise<Noticed> {
  const fleet = await Fleet.create({ count: IMAGES, emulator: { createImageMs: makingSeconds * 1000 } });
  try {
    const up = fleet.stack.start("up", "--yes", "--skip-preview", "--parallel", String(IMAGES));
    const ends = new Map<string, number>();
    const watch = async (instanceId: string) => {
      await up.until(new RegExp(`img-${instanceId} created`));
      ends.set(instanceId, Date.now());
    };
    await Promise.all(range(IMAGES).map((n) => watch(`i-${n}`)));
    const delaysMs = fleet.emulator.images().map((image) => (ends.get(image.instanceId ?? "") ?? NaN) - image.readyAt);
    await up.finished;
    return { makingSeconds, clock: "real", delaysMs };
  } finally {
    await fleet.cleanup();
  }
}

async function noticedOnVirtualClock(makingSeconds: number): Promise<Noticed> {
  const account = new TestAccount({
    quota: IMAGES,
    instances: machines(IMAGES, 1),
    createImageMs: makingSeconds * 1000,
  });
  const process = account.process();
  const make = async (n: number): Promise<number> => {
    await account.clock.sleep(n * 773); // spread over one of the longest pauses between two looks
    const __timeouts = { create: 2 * makingSeconds };
    const inputs = await checked(process, { instanceId: `i-${n}`, __timeouts }, undefined, `img-i-${n}`);
    const { id } = await create(process, inputs);
    const image = account.emulator.images().find(({ imageId }) => imageId === id);
    return account.clock.now() - (image?.readyAt ?? NaN);
  };
  const delaysMs = await account.run(Promise.all(range(IMAGES).map(make)));
  return { makingSeconds, clock: "virtual", delaysMs };
}
