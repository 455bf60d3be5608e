import fc from "fast-check";
import { lives } from "./families/commands";
import type { Product } from "./families/familyAccount";
import { liveRandomly, type Planted } from "./families/liveRandomly";
import { plantedBugs } from "./families/plantedBugs";
import { isLong } from "./support/long";
import { print } from "./support/table";

/** How many lives a run of every day tries; a planted bug has to show within as many. */
const EVERY_DAY = 300;
const numRuns = isLong ? 5_000 : EVERY_DAY;

/** The same lives every day, other ones in each long run. `TEST_SEED=… TEST_PATH=…` replays what a failure printed. */
const EVERY_DAY_SEED = 1;
const replay = {
  ...(!isLong && { seed: EVERY_DAY_SEED }),
  ...(process.env.TEST_SEED && { seed: Number(process.env.TEST_SEED) }),
  ...(process.env.TEST_PATH && { path: process.env.TEST_PATH }),
};

const property = (planted?: Planted, product?: Product) =>
  fc.asyncProperty(lives, (life) => liveRandomly(life, planted, undefined, product));

test("random lives of families", async () => {
  await fc.assert(property(), { numRuns, timeout: 20_000, ...replay });
  print(`Random lives of families: ${numRuns}, all as promised.`);
}, 3_600_000);

test("random lives of families of Elastic Compute", async () => {
  await fc.assert(property(undefined, "zec"), { numRuns, timeout: 20_000, ...replay });
  print(`Random lives of families of Elastic Compute: ${numRuns}, all as promised.`);
}, 3_600_000);

test.each(Object.entries(plantedBugs))(
  "%s is found",
  async (name, plant) => {
    const {
      failed,
      numRuns: tried,
      errorInstance,
    } = await fc.check(property(plant()), { numRuns: EVERY_DAY, seed: EVERY_DAY_SEED, endOnFailure: true });
    expect(failed).toBe(true);
    print(
      `Planted on purpose: ${name}. Found, as it should be, in life ${tried}: ${String((errorInstance as Error).message).slice(0, 100)}`,
    );
  },
  600_000,
);
