/** Measurements of two things taken alternately (A B A B), so that other load on the computer affects both equally. */
export interface Pairs {
  floor: number[];
  ours: number[];
}

/** Three things taken alternately; `baseline` is the one that `ours` is held against. */
export interface Triples extends Pairs {
  baseline: number[];
}

/** Median, minimum and maximum of some numbers. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** Returns how many milliseconds `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return Math.round(performance.now() - start);
}

/** Measures both alternately, `count` times. */
export async function interleaved(
  count: number,
  floor: () => Promise<number>,
  ours: () => Promise<number>,
): Promise<Pairs> {
  const pairs: Pairs = { floor: [], ours: [] };
  for (let n = 0; n < count; n++) {
    pairs.floor.push(await floor());
    pairs.ours.push(await ours());
  }
  return pairs;
}

export function spread(numbers: number[]): Spread {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1] ?? NaN, sorted[middle] ?? NaN];
  return {
    median: sorted.length % 2 === 1 ? high : (low + high) / 2,
    min: sorted[0] ?? NaN,
    max: sorted.at(-1) ?? NaN,
  };
}

/** Spread of the pairs' ratios, `ours` divided by `floor`. */
export const ratios = ({ floor, ours }: Pairs): Spread => spread(ours.map((time, n) => time / (floor[n] ?? NaN)));

/** Spread of the ratios `ours` divided by `baseline`. */
export const ratiosToBaseline = ({ baseline, ours }: Triples): Spread => ratios({ floor: baseline, ours });

/** `1.04 (0.98 to 1.10)`. */
export const showSpread = ({ median, min, max }: Spread, digits = 2): string =>
  `${median.toFixed(digits)} (${min.toFixed(digits)} to ${max.toFixed(digits)})`;
