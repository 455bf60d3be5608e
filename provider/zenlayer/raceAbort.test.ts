import { raceAbort } from "./raceAbort";

/** Listeners that a signal may have before Node warns of a leak; `events.getMaxListeners` of Node 20 refuses signals. */
function listenersAllowed(signal: AbortSignal): unknown {
  const key = Object.getOwnPropertySymbols(signal).find(({ description }) =>
    description?.includes("maxEventTargetListeners"),
  );
  return key && (signal as unknown as Record<symbol, unknown>)[key];
}

test("gives what the work gives, or throws what it throws", async () => {
  const { signal } = new AbortController();
  await expect(raceAbort(Promise.resolve(7), signal)).resolves.toBe(7);
  await expect(raceAbort(Promise.reject(new Error("broken")), signal)).rejects.toThrow("broken");
  await expect(raceAbort(Promise.resolve(7))).resolves.toBe(7);
});

test("throws the signal's reason as soon as there is one", async () => {
  const never = new Promise<void>(() => undefined);
  const stop = new AbortController();
  const waiting = raceAbort(never, stop.signal);
  stop.abort(new Error("stopped"));
  await expect(waiting).rejects.toThrow("stopped");
  await expect(raceAbort(never, stop.signal)).rejects.toThrow("stopped");
});

test("hundreds of waits may hang on one signal: Node.js does not report a leak", async () => {
  const { signal } = new AbortController();
  expect(listenersAllowed(signal)).toBeGreaterThan(0);
  await raceAbort(Promise.resolve(), signal);
  expect(listenersAllowed(signal)).toBe(0);
});
