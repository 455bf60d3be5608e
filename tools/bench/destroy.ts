import { succeeds } from "../run";
import { Fleet, trivialStack } from "./fleet";
import type { Measured } from "./measured";
import { ratios, showSpread, timed, type Pairs } from "./pairs";

interface DestroyRun {
  count: number;
  /** Milliseconds of `destroy`. */
  time: Pairs;
  /** Calls in each `destroy` of the images. */
  deleteImages: number[];
  describeImages: number[];
}

/** `destroy` of images of one zone, at `--parallel` of their number, and of the same number of trivial resources. */
export interface DestroyData {
  runs: DestroyRun[];
}

const PAIRS = 5;
const MAX_RATIO = 1.3;
/** The most DeleteImages calls by number of images. */
const MAX_CALLS: Record<number, number> = { 20: 3, 200: 12 };

export async function measureDestroy(counts = [20, 200], pairs = PAIRS): Promise<Measured<DestroyData>> {
  const runs: DestroyRun[] = [];
  for (const count of counts) runs.push(await measureRun(count, pairs));
  const most = runs.map(({ deleteImages }) => Math.max(...deleteImages));
  return {
    data: { runs },
    figures: [
      ...runs.map(({ count, time }) => ({
        name: `\`destroy\` of ${count} images relative to ${count} trivial dynamic resources`,
        bar: `ratio at most ${MAX_RATIO}`,
        measured: showSpread(ratios(time)),
        met: ratios(time).median <= MAX_RATIO,
      })),
      {
        name: "DeleteImages calls for N images of one zone that are deleted together",
        bar: counts.map((count) => `at most ${MAX_CALLS[count] ?? count} (N = ${count})`).join(", "),
        measured: runs.map(({ count }, n) => `${most[n]} (N = ${count})`).join(", "),
        met: runs.every(({ count }, n) => most[n]! <= (MAX_CALLS[count] ?? count)),
      },
    ],
  };
}

async function measureRun(count: number, pairs: number): Promise<DestroyRun> {
  const run: DestroyRun = { count, time: { floor: [], ours: [] }, deleteImages: [], describeImages: [] };
  const parallel = ["--parallel", String(count)];
  const fleet = await Fleet.create({ count, settings: { maxRequestsPerSecond: "1000" } });
  const floor = await trivialStack(count);
  try {
    for (let n = 0; n < pairs; n++) {
      await succeeds(floor.up(...parallel));
      await succeeds(fleet.stack.up(...parallel));
      fleet.takeCalls();
      run.time.floor.push(await timed(() => succeeds(floor.destroy(...parallel))));
      run.time.ours.push(await timed(() => succeeds(fleet.stack.destroy(...parallel))));
      const { DeleteImages = 0, DescribeImages = 0 } = fleet.takeCalls();
      run.deleteImages.push(DeleteImages);
      run.describeImages.push(DescribeImages);
    }
    return run;
  } finally {
    await floor.cleanup();
    await fleet.cleanup();
  }
}
