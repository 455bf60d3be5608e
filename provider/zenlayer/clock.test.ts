import { systemClock, toWallTime } from "./clock";

afterEach(() => jest.restoreAllMocks());

test("a machine whose clock is set back continues counting, and has the new time of day", () => {
  const before = systemClock.now();
  const back = Date.now() - 3_600_000;
  jest.spyOn(Date, "now").mockReturnValue(back);
  expect(systemClock.now()).toBeGreaterThanOrEqual(before);
  expect(systemClock.now() - before).toBeLessThan(60_000);
  expect(systemClock.wallTime()).toBe(back);
  expect(Math.abs(toWallTime(systemClock, systemClock.now() + 1_000) - back - 1_000)).toBeLessThan(100);
});
