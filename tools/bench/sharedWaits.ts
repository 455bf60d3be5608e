import { succeeds } from "../run";
import { Fleet, type FleetOptions } from "./fleet";
import { timed } from "./pairs";
import type { Measured } from "./measured";

interface WaitRun {
  count: number;
  describeImages: number;
  createImage: number;
  ms: number;
}

/** API calls while N images of one zone are created, each within 20 s. */
export interface SharedWaitsData {
  /** The emulator holds every CreateImage response until all requests have arrived, so all images are created at the same time. */
  together: WaitRun[];
  /** With default settings and Pulumi's default parallelism. */
  byDefault: WaitRun[];
}

const COUNTS = [1, 20, 100];
const creationMs = 20_000;

export async function measureSharedWaits(): Promise<Measured<SharedWaitsData>> {
  const byDefault = Promise.all(
    COUNTS.map((count) => measureRun({ count, emulator: { createImageMs: creationMs } }, [])),
  );
  const together: WaitRun[] = [];
  for (const count of COUNTS) together.push(await measureTogether(count));
  const calls = together.map(({ describeImages }) => describeImages);
  return {
    data: { together, byDefault: await byDefault },
    figures: [
      {
        name: "DescribeImages calls while N images of one zone are created at the same time (20 s each)",
        bar: "the same for every N, ± 2",
        measured: together.map(({ count, describeImages }) => `${describeImages} (N = ${count})`).join(", "),
        met: Math.max(...calls) - Math.min(...calls) <= 2,
      },
    ],
  };
}

const measureTogether = (count: number): Promise<WaitRun> =>
  measureRun(
    {
      count,
      emulator: { createImageMs: creationMs, createImageWaitsFor: count },
      settings: { maxRequestsPerSecond: "1000" },
    },
    ["--parallel", String(count)],
  );

async function measureRun(options: FleetOptions, parallel: string[]): Promise<WaitRun> {
  const fleet = await Fleet.create(options);
  try {
    const ms = await timed(() => succeeds(fleet.stack.up(...parallel)));
    const { DescribeImages = 0, CreateImage = 0 } = fleet.takeCalls();
    return { count: options.count, describeImages: DescribeImages, createImage: CreateImage, ms };
  } finally {
    await fleet.cleanup();
  }
}
