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

/** The same lives every day, other ones in each long run. `TEST_SEED=… TEST_PATH=…` replays what a failure printed. */
const everyDaySeed = 1;
const replay = {
  ...(!isLong && { seed: everyDaySeed }),
  ...(process.env.TEST_SEED && { seed: Number(process.env.TEST_SEED) }),
  ...(process.env.TEST_PATH && { path: process.env.TEST_PATH }),
};

const property = (planted?: Planted) => fc.asyncProperty(lives, (life) => liveRandomly(life, planted));

test("random lives", async () => {
  await fc.assert(property(), { numRuns, ...replay });
  print(`Random lives: ${numRuns}, all as promised.`);
}, 3_600_000);

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
