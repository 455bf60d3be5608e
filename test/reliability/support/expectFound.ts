import fc from "fast-check";

import { EVERYDAY_SEED, isLong, LIVES_OF_BUG } from "./long";
import { print } from "./table";

/**
 * Fails unless random lives show a planted bug.
 * @param soonWith a seed that shows it in one of its first lives, where the usual seed takes long. Others show it too.
 */
export async function expectFound(
  bug: string,
  property: fc.IAsyncProperty<unknown>,
  soonWith = EVERYDAY_SEED,
): Promise<void> {
  const seed = isLong ? EVERYDAY_SEED : soonWith;
  const { failed, numRuns, errorInstance } = await fc.check(property, {
    ...{ numRuns: LIVES_OF_BUG, seed, endOnFailure: true },
  });
  expect(failed).toBe(true);
  const { message } = errorInstance as Error;
  print(`Planted on purpose: ${bug}. Found, as it should be, in life ${numRuns}: ${message.slice(0, 100)}`);
}
