import fc from "fast-check";
import { livesOf } from "./families/commands";
import type { Product } from "./families/familyAccount";
import { liveRandomly, type Planted } from "./families/liveRandomly";
import { plantedBugs, SOON } from "./families/plantedBugs";
import { zecPlantedBugs } from "./families/zecPlantedBugs";
import { expectFound } from "./support/expectFound";
import { EVERYDAY_SEED, isLong, LIVES } from "./support/long";
import { print } from "./support/table";

/** The same lifecycles in each `make test`, other ones in each long run. `TEST_SEED=… TEST_PATH=…` replays what a failure printed. */
const replay = {
  ...(!isLong && { seed: EVERYDAY_SEED }),
  ...(process.env.TEST_SEED && { seed: Number(process.env.TEST_SEED) }),
  ...(process.env.TEST_PATH && { path: process.env.TEST_PATH }),
};

const property = (planted?: Planted, product: Product = "vm") =>
  fc.asyncProperty(livesOf(product), (life) => liveRandomly(life, planted, undefined, product));

test("random lives of families", async () => {
  await fc.assert(property(), { numRuns: LIVES, timeout: 20_000, ...replay });
  print(`Random lives of families: ${LIVES}, all as promised.`);
}, 3_600_000);

test("random lives of families of Elastic Compute", async () => {
  await fc.assert(property(undefined, "zec"), { numRuns: LIVES, timeout: 20_000, ...replay });
  print(`Random lives of families of Elastic Compute: ${LIVES}, all as promised.`);
}, 3_600_000);

test.each(Object.entries(plantedBugs))(
  "%s is found",
  (bug, plant) => expectFound(bug, property(plant()), SOON[bug]),
  600_000,
);

test.each(Object.entries(zecPlantedBugs))(
  "Elastic Compute: %s is found",
  (bug, plant) => expectFound(bug, property(plant(), "zec")),
  600_000,
);
