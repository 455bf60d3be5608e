import { Fleet, ok, type FleetOptions } from "./fleet";
import { timed } from "./pairs";
import type { Measured } from "./results";

interface Waited {
  count: number;
  describeImages: number;
  createImage: number;
  ms: number;
}

/** Calls while N images of one zone are made, each of which takes 20 s. */
export interface SharedWaitsData {
  /** Every CreateImage is answered only when all have been asked, so that all are made at the same time. */
  together: Waited[];
  /** As many at a time as Pulumi does by itself, with default settings. */
  byDefault: Waited[];
}

const COUNTS = [1, 20, 100];
const makingMs = 20_000;

export async function measureSharedWaits(): Promise<Measured<SharedWaitsData>> {
  const byDefault = Promise.all(COUNTS.map((count) => waitFor({ count, emulator: { createImageMs: makingMs } }, [])));
  const together: Waited[] = [];
  for (const count of COUNTS) together.push(await waitTogether(count));
  const calls = together.map(({ describeImages }) => describeImages);
  return {
    data: { together, byDefault: await byDefault },
    figures: [
      {
        name: "DescribeImages calls while N images of one zone are made, all at once (20 s each)",
        bar: "the same for every N, give or take 2",
        measured: together.map(({ count, describeImages }) => `${describeImages} (N = ${count})`).join(", "),
        met: Math.max(...calls) - Math.min(...calls) <= 2,
      },
    ],
  };
}

const waitTogether = (count: number): Promise<Waited> =>
  waitFor(
    {
      count,
      emulator: { createImageMs: makingMs, createImageWaitsFor: count },
      settings: { maxRequestsPerSecond: "1000" },
    },
    ["--parallel", String(count)],
  );

async function waitFor(options: FleetOptions, parallel: string[]): Promise<Waited> {
  const fleet = await Fleet.create(options);
  try {
    const ms = await timed(() => ok(fleet.stack.up(...parallel)));
    const { DescribeImages = 0, CreateImage = 0 } = fleet.takeCalls();
    return { count: options.count, describeImages: DescribeImages, createImage: CreateImage, ms };
  } finally {
    await fleet.cleanup();
  }
}
