import { randomInt } from "node:crypto";

import fc from "fast-check";

import { lives } from "./random/commands";
import { liveRandomly, type Planted } from "./random/liveRandomly";
import { onceWrong } from "./random/onceWrong";
import { plantedBugs } from "./random/plantedBugs";
import { isLong } from "./support/long";
import { print } from "./support/table";

/** How many lives a run of every day tries; a planted bug has to show within as many. */
const everyDay = 300;
const numRuns = isLong ? 5_000 : everyDay;

/**
 * The same lives every day, other ones in each long run. `TEST_SEED=… TEST_PATH=…` replays what a failure printed;
 * `TEST_SEED` alone tries all lives of that seed, or of several, separated by commas.
 */
const everyDaySeed = 1;
const FRESH_SEEDS = 5;
const { TEST_SEED, TEST_PATH } = process.env;
const seeds = TEST_SEED?.split(",").map(Number) ?? (isLong ? freshSeeds() : [everyDaySeed]);

function freshSeeds(): number[] {
  return Array.from({ length: FRESH_SEEDS }, () => randomInt(2 ** 31));
}

const property = (planted?: Planted) => fc.asyncProperty(lives, (life) => liveRandomly(life, planted));

test.each(seeds)(
  "random lives of seed %i",
  async (seed) => {
    await fc.assert(property(), { numRuns, seed, path: TEST_PATH });
    print(`Random lives: ${numRuns} of seed ${seed}, all as promised.`);
  },
  3_600_000,
);

test.each(Object.entries(onceWrong))("%s", (_, life) => liveRandomly(life));

test.each(Object.entries(plantedBugs))(
  "%s is found",
  async (name, planted) => {
    const {
      failed,
      numRuns: tried,
      errorInstance,
    } = await fc.check(property(planted), { numRuns: everyDay, seed: everyDaySeed, endOnFailure: true });
    expect(failed).toBe(true);
    print(
      `Planted on purpose: ${name}. Found, as it should be, in life ${tried}: ${String((errorInstance as Error).message).slice(0, 100)}`,
    );
  },
  600_000,
);
