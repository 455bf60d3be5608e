import { setMaxListeners } from "node:events";

type Reject = (reason: unknown) => void;

const waiting = new WeakMap<AbortSignal, Set<Reject>>();

/** The result of `work`, or the reason of `signal` as soon as that is aborted; `work` itself goes on. */
export function orAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return work;
  return new Promise<T>((resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    const waits = waitsFor(signal);
    waits.add(reject);
    void work.then(resolve, reject).finally(() => waits.delete(reject));
  });
}

/**
 * Those to be rejected with the reason of `signal` once it is aborted. Who waits is added, and taken out afterwards.
 *
 * There is one listener for all of them. A signal links its listeners to each other, and one that is removed still points to
 * the next: with a listener for each, those that have reached the old generation keep all later ones from being
 * collected, and all that they hold, however short they wait.
 */
export function waitsFor(signal: AbortSignal): Set<Reject> {
  const known = waiting.get(signal);
  if (known) return known;
  const waits = new Set<Reject>();
  waiting.set(signal, waits);
  setMaxListeners(0, signal); // hundreds of sleeps may listen, too; Node would take that for a leak and say so
  const end = (): void => waits.forEach((reject) => reject(signal.reason));
  signal.addEventListener("abort", end, { once: true });
  return waits;
}
