/** Times of two things done in turn, A B A B, so that whatever else the machine does troubles both alike. */
export interface Pairs {
  floor: number[];
  ours: number[];
}

/** Middle, least and greatest of some numbers. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** Milliseconds that something takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return Math.round(performance.now() - start);
}

/** Measures both by turns, `count` times. */
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

/** Ours over the floor, pair by pair. */
export const ratios = ({ floor, ours }: Pairs): Spread => spread(ours.map((time, n) => time / (floor[n] ?? NaN)));

/** `1.04 (0.98 to 1.10)`. */
export const showSpread = ({ median, min, max }: Spread, digits = 2): string =>
  `${median.toFixed(digits)} (${min.toFixed(digits)} to ${max.toFixed(digits)})`;
