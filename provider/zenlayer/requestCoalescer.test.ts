import { VirtualClock } from "../../test/support/virtualClock";
import { RequestCoalescer } from "./requestCoalescer";

/** A batch whose calls end when the test says so, and with their signal. */
function setUp() {
  const calls: { keys: string[]; end: (result: string) => void }[] = [];
  const batch = new RequestCoalescer<string, string>((keys, signal) => {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error));
      calls.push({ keys, end: resolve });
    });
  });
  return { batch, calls };
}

/** Lets everything happen that waits for no call. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
};

/** Loads a key and cancels; resolves once the key is withdrawn. */
async function loadAndCancel(batch: RequestCoalescer<string, string>, key: string): Promise<void> {
  const caller = new AbortController();
  const loading = batch.load(key, caller.signal);
  caller.abort(new Error("left"));
  await expect(loading).rejects.toThrow("left");
}

test("a caller that comes just after the only other one has canceled receives its result", async () => {
  const { batch, calls } = setUp();
  await loadAndCancel(batch, "first");
  const second = batch.load("second");
  await settle();
  expect(calls.map(({ keys }) => keys)).toEqual([["second"]]);
  calls[0]!.end("result");
  expect(await second).toBe("result");
});

test("a coming call whose callers have all canceled is not sent", async () => {
  const { batch, calls } = setUp();
  await loadAndCancel(batch, "first");
  await settle();
  expect(calls).toEqual([]);
});

test("a call whose callers have all canceled cannot be joined", async () => {
  const { batch, calls } = setUp();
  const caller = new AbortController();
  const loading = batch.load("first", caller.signal);
  await settle();
  expect(calls).toHaveLength(1);
  caller.abort(new Error("left"));
  const second = loading.catch(() => batch.join() ?? "nothing to join");
  expect(await second).toBe("nothing to join");
});

test("a stream of callers is served call by call, the first one at once", async () => {
  const clock = new VirtualClock(0);
  const calls: [number, string[]][] = [];
  const loadAll = (keys: string[]) => Promise.resolve(void calls.push([clock.now(), keys]));
  const batch = new RequestCoalescer<string, void>(loadAll, { clock, gapMs: 200 });
  const loading = ["a", "b", "c", "d"].map(async (key, n) => {
    await clock.sleep(n * 70);
    await batch.load(key);
  });
  await clock.runUntil(Promise.all(loading));
  expect(calls).toEqual([
    [0, ["a"]],
    [200, ["b", "c"]],
    [400, ["d"]],
  ]);
});
