/** True in `make test_long`: whole grids and thousands of random lives instead of samples. */
export const isLong = process.env.TEST_LONG === "1";

/** Random lives of one seed. */
export const LIVES = isLong ? 5_000 : 100;

/** A planted bug has to show within as many random lives. */
export const LIVES_OF_BUG = 300;

/** The seed of the lives that every run of `make test` tries. */
export const EVERYDAY_SEED = 1;
