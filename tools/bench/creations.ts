import { succeeds } from "../run";
import { Fleet, trivialStack } from "./fleet";
import { ratios, showSpread, timed, type Pairs } from "./pairs";
import type { Measured } from "./measured";

const MAX_RATIO = 1.06;
const PAIRS = 5;

/** Milliseconds of `up` with images of one zone that are created at the same time, with default settings. */
export interface CreationsData {
  count: number;
  /** Seconds that the emulator takes to create an image. */
  creationSeconds: number;
  /** The creation time and an `up` of trivial resources; the `up` of the images. */
  time: Pairs;
}

export async function measureCreations(
  count = 20,
  creationSeconds = 20,
  pairs = PAIRS,
): Promise<Measured<CreationsData>> {
  const parallel = ["--parallel", String(count)];
  const time: Pairs = { floor: [], ours: [] };
  for (let n = 0; n < pairs; n++) {
    const fleet = await Fleet.create({ count, emulator: { createImageMs: creationSeconds * 1000 } });
    const trivial = await trivialStack(count);
    try {
      time.floor.push(creationSeconds * 1000 + (await timed(() => succeeds(trivial.up(...parallel)))));
      time.ours.push(await timed(() => succeeds(fleet.stack.up(...parallel))));
    } finally {
      await trivial.cleanup();
      await fleet.cleanup();
    }
  }
  const ratio = ratios(time);
  return {
    data: { count, creationSeconds, time },
    figures: [
      {
        name: `\`up\` of ${count} images of one zone (${creationSeconds} s each) relative to ${creationSeconds} s and the \`up\` of ${count} trivial dynamic resources`,
        bar: `ratio at most ${MAX_RATIO}`,
        measured: showSpread(ratio),
        met: ratio.median <= MAX_RATIO,
      },
    ],
  };
}
