import type { Emulator } from "../../emulator";
import { succeeds } from "../run";
import { baselineStack, Fleet, imageProperties, trivialStack, type ImageProperties } from "./fleet";
import type { Measured } from "./measured";
import { ratios, ratiosToBaseline, showSpread, spread, timed, type Triples } from "./pairs";

interface DestroyRun {
  count: number;
  /** Milliseconds of `destroy`. */
  time: Triples;
  /** Calls in each `destroy` of the images. */
  deleteImages: number[];
  describeImages: number[];
  /** Milliseconds from the first DeleteImages call to the first look at what it has deleted. */
  firstLook: number[];
}

/**
 * `destroy` of images of one zone, at `--parallel` of their number, and of the same number of trivial resources, both with
 * two properties and with those of an image.
 */
export interface DestroyData {
  runs: DestroyRun[];
}

const PAIRS = 5;
const MAX_RATIO = 1.3;
/** At once, as far as a busy computer allows. */
const MAX_FIRST_LOOK_MS = 150;
/** The most DeleteImages calls by number of images. */
const MAX_CALLS: Record<number, number> = { 20: 3, 200: 12 };

export async function measureDestroy(counts = [20, 200], pairs = PAIRS): Promise<Measured<DestroyData>> {
  const runs: DestroyRun[] = [];
  const properties = await imageProperties();
  for (const count of counts) runs.push(await measureRun(count, pairs, properties));
  const most = runs.map(({ deleteImages }) => Math.max(...deleteImages));
  const looks = runs.map(({ firstLook }) => spread(firstLook));
  return {
    data: { runs },
    figures: [
      ...runs.flatMap(({ count, time }) => [
        {
          name: `\`destroy\` of ${count} images relative to ${count} trivial dynamic resources with the same properties`,
          bar: `ratio at most ${MAX_RATIO}`,
          measured: showSpread(ratiosToBaseline(time)),
          met: ratiosToBaseline(time).median <= MAX_RATIO,
        },
        {
          name: `\`destroy\` of ${count} images relative to ${count} trivial dynamic resources with two properties`,
          measured: showSpread(ratios(time)),
        },
      ]),
      {
        name: "DeleteImages calls for N images of one zone that are deleted together",
        bar: counts.map((count) => `at most ${MAX_CALLS[count] ?? count} (N = ${count})`).join(", "),
        measured: runs.map(({ count }, n) => `${most[n]} (N = ${count})`).join(", "),
        met: runs.every(({ count }, n) => most[n]! <= (MAX_CALLS[count] ?? count)),
      },
      {
        name: "From the first DeleteImages call to the first look whether the images are gone",
        bar: `at most ${MAX_FIRST_LOOK_MS} ms`,
        measured: looks.map(({ median }, n) => `${median.toFixed(0)} ms (N = ${counts[n]})`).join(", "),
        met: looks.every(({ median }) => median <= MAX_FIRST_LOOK_MS),
      },
    ],
  };
}

async function measureRun(count: number, pairs: number, properties: ImageProperties): Promise<DestroyRun> {
  const time: Triples = { floor: [], baseline: [], ours: [] };
  const run: DestroyRun = { count, time, deleteImages: [], describeImages: [], firstLook: [] };
  const parallel = ["--parallel", String(count)];
  const fleet = await Fleet.create({ count, settings: { maxRequestsPerSecond: "1000" } });
  const floor = await trivialStack(count);
  const baseline = await baselineStack(count, properties);
  try {
    for (let n = 0; n < pairs; n++) {
      await succeeds(floor.up(...parallel));
      await succeeds(baseline.up(...parallel));
      await succeeds(fleet.stack.up(...parallel));
      fleet.takeCalls();
      time.floor.push(await timed(() => succeeds(floor.destroy(...parallel))));
      time.baseline.push(await timed(() => succeeds(baseline.destroy(...parallel))));
      time.ours.push(await timed(() => succeeds(fleet.stack.destroy(...parallel))));
      run.firstLook.push(firstLookAfterDelete(fleet.emulator));
      const { DeleteImages = 0, DescribeImages = 0 } = fleet.takeCalls();
      run.deleteImages.push(DeleteImages);
      run.describeImages.push(DescribeImages);
    }
    return run;
  } finally {
    await floor.cleanup();
    await baseline.cleanup();
    await fleet.cleanup();
  }
}

function firstLookAfterDelete(emulator: Emulator): number {
  const calls = emulator.calls();
  const deleted = calls.findIndex(({ action }) => action === "DeleteImages");
  const look = calls.slice(deleted).find(({ action }) => action === "DescribeImages");
  return (look?.at ?? NaN) - (calls[deleted]?.at ?? NaN);
}
