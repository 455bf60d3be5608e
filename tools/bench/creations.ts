import type { Stack } from "../../test/support/engine";
import { succeeds } from "../run";
import { Fleet, trivialStack } from "./fleet";
import { interleaved, ratios, showSpread, timed, type Pairs } from "./pairs";
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
  const up = (stack: Stack) => timed(() => succeeds(stack.up("--parallel", String(count))));
  const floor = async () => {
    const trivial = await trivialStack(count);
    const ms = await up(trivial).finally(() => trivial.cleanup());
    return creationSeconds * 1000 + ms;
  };
  const ours = async () => {
    const fleet = await Fleet.create({ count, emulator: { createImageMs: creationSeconds * 1000 } });
    return up(fleet.stack).finally(() => fleet.cleanup());
  };
  const time = await interleaved(pairs, floor, ours);
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
