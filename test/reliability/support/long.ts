/** True in `make test_long`: complete grids and thousands of random lifecycles instead of samples. */
export const isLong = process.env.TEST_LONG === "1";

/** Random lifecycles of one seed. */
export const LIVES = isLong ? 5_000 : 100;

/** Random lifecycles of families in which every call is followed by an audit, which takes most of the time. */
export const AUDITED_FAMILY_LIVES = isLong ? LIVES : 40;

/** A planted bug has to show within this many random lifecycles. */
export const LIVES_OF_BUG = 300;

/** The seed of the lifecycles that every `make test` runs. */
export const EVERYDAY_SEED = 1;
