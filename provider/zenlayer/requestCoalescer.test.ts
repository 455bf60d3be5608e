import { VirtualClock } from "../../test/support/virtualClock";
import { RequestCoalescer } from "./requestCoalescer";

/** A batch whose calls end when the test says so, and with their signal. */
function setUp() {
  const calls: { questions: string[]; end: (answer: string) => void }[] = [];
  const batch = new RequestCoalescer<string, string>((questions, signal) => {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error));
      calls.push({ questions, end: resolve });
    });
  });
  return { batch, calls };
}

/** Lets everything happen that waits for no call. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
};

/** Asks, and leaves; resolves once the question is withdrawn. */
async function askAndLeave(batch: RequestCoalescer<string, string>, question: string): Promise<void> {
  const asker = new AbortController();
  const asked = batch.ask(question, asker.signal);
  asker.abort(new Error("left"));
  await expect(asked).rejects.toThrow("left");
}

test("one who asks just after the only other asker of the coming call has left is answered", async () => {
  const { batch, calls } = setUp();
  await askAndLeave(batch, "first");
  const second = batch.ask("second");
  await settle();
  expect(calls.map(({ questions }) => questions)).toEqual([["second"]]);
  calls[0]!.end("answer");
  expect(await second).toBe("answer");
});

test("a coming call that nobody wants any more is not made", async () => {
  const { batch, calls } = setUp();
  await askAndLeave(batch, "first");
  await settle();
  expect(calls).toEqual([]);
});

test("a call that its askers have left cannot be joined", async () => {
  const { batch, calls } = setUp();
  const asker = new AbortController();
  const asked = batch.ask("first", asker.signal);
  await settle();
  expect(calls).toHaveLength(1);
  asker.abort(new Error("left"));
  const second = asked.catch(() => batch.join() ?? "nothing to join");
  expect(await second).toBe("nothing to join");
});

test("a stream of askers is answered call by call, the first one at once", async () => {
  const clock = new VirtualClock(0);
  const calls: [number, string[]][] = [];
  const ask = (questions: string[]) => Promise.resolve(void calls.push([clock.now(), questions]));
  const batch = new RequestCoalescer<string, void>(ask, { clock, apartMs: 200 });
  const asked = ["a", "b", "c", "d"].map(async (question, n) => {
    await clock.sleep(n * 70);
    await batch.ask(question);
  });
  await clock.runUntil(Promise.all(asked));
  expect(calls).toEqual([
    [0, ["a"]],
    [200, ["b", "c"]],
    [400, ["d"]],
  ]);
});
