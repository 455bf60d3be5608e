/** True in `make test_long`: whole grids and thousands of random lives instead of samples. */
export const isLong = process.env.TEST_LONG === "1";
