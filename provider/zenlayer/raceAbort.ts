import { setMaxListeners } from "node:events";

/** The result of `work`, or the reason of `signal` as soon as that is aborted; `work` itself continues. */
export function raceAbort<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return work;
  setMaxListeners(0, signal); // one signal may end hundreds of waits; Node.js would warn of a leak
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
