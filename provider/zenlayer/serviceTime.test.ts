import { MachineClock } from "../../test/support/machineClock";
import { VirtualClock } from "../../test/support/virtualClock";
import { ServiceTime } from "./serviceTime";

const minute = 60_000;

function setUp(offMs = 0) {
  const truth = new VirtualClock();
  const clock = new MachineClock(truth, offMs);
  const time = new ServiceTime(clock);
  /** What an answer of now carries: whole seconds. */
  const note = () => time.note(new Date(truth.now()).toUTCString());
  return { truth, clock, time, note };
}

test("without a date from the service it is the time of this machine", () => {
  const { truth, time } = setUp(-5 * minute);
  for (const none of [undefined, "", "yesterday"]) time.note(none);
  expect(time.now()).toBe(truth.now() - 5 * minute);
});

test.each([-60, -5, 0, 5, 60].map((minutes) => minutes * minute))(
  "with a date it is the service's, however the clock of this machine is off (%d ms) and set meanwhile",
  async (offMs) => {
    const { truth, clock, time, note } = setUp(offMs);
    note();
    clock.step(-offMs / 2);
    await truth.advance(10 * minute);
    expect(time.now()).toBe(truth.now());
    expect(time.ageOf(truth.now() - minute)).toBe(minute);
  },
);

test("answers within one second make it more exact, and never go back", async () => {
  const { truth, time, note } = setUp();
  await truth.advance(900);
  note();
  expect(truth.now() - time.now()).toBe(900);
  let last = time.now();
  for (let n = 0; n < 50; n++) {
    await truth.advance(130);
    note();
    expect(time.now()).toBeGreaterThanOrEqual(last);
    last = time.now();
  }
  expect(truth.now() - time.now()).toBeLessThan(130);
});

test("a service whose clock is set is followed", async () => {
  const { truth, time, note } = setUp();
  note();
  time.note(new Date(truth.now() - 2 * minute).toUTCString());
  expect(time.now()).toBe(truth.now() - 2 * minute);
});
