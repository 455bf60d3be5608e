import { randomInt } from "node:crypto";

import fc from "fast-check";

import { lives } from "./random/commands";
import { liveRandomly, type Planted } from "./random/liveRandomly";
import { pastFailures } from "./random/pastFailures";
import { plantedBugs, SOON } from "./random/plantedBugs";
import { expectFound } from "./support/expectFound";
import { EVERYDAY_SEED, isLong, LIVES } from "./support/long";
import { print } from "./support/table";

/**
 * The same lifecycles in each `make test`, other ones in each long run. `TEST_SEED=… TEST_PATH=…` replays what a failure printed;
 * `TEST_SEED` alone tries all lives of that seed, or of several, separated by commas.
 */
const FRESH_SEEDS = 5;
const { TEST_SEED, TEST_PATH } = process.env;
const seeds = TEST_SEED?.split(",").map(Number) ?? (isLong ? freshSeeds() : [EVERYDAY_SEED]);

function freshSeeds(): number[] {
  return Array.from({ length: FRESH_SEEDS }, () => randomInt(2 ** 31));
}

const property = (planted?: Planted) => fc.asyncProperty(lives, (life) => liveRandomly(life, planted));

test.each(seeds)(
  "random lives of seed %i",
  async (seed) => {
    await fc.assert(property(), { numRuns: LIVES, seed, path: TEST_PATH });
    print(`Random lives: ${LIVES} of seed ${seed}, all as promised.`);
  },
  3_600_000,
);

test.each(Object.entries(pastFailures))("%s", (_, life) => liveRandomly(life));

test.each(Object.entries(plantedBugs))(
  "%s is found",
  (bug, planted) => expectFound(bug, property(planted), SOON[bug]),
  600_000,
);
