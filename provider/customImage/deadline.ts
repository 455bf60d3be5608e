import { setMaxListeners } from "node:events";
import type { ProviderContext } from "../resource";
import { endWait } from "../zenlayer/endWait";

/**
 * Runs `work` with a signal that a cancel and the deadline abort. For reads only: writes in flight are not aborted.
 * @param deadline by the monotonic clock
 * @throws the error of `late`, once the deadline has passed
 */
export async function untilDeadline<T>(
  { clock, signal }: ProviderContext,
  deadline: number,
  late: () => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ends = new AbortController();
  const timer = new AbortController();
  const cancel = (): void => ends.abort(signal.reason);
  if (signal.aborted) cancel();
  setMaxListeners(0, signal); // hundreds of creates share it
  signal.addEventListener("abort", cancel, { once: true });
  clock.sleep(Math.max(0, deadline - clock.now()), timer.signal).then(
    () => ends.abort(late()),
    () => undefined,
  );
  try {
    return await work(ends.signal);
  } finally {
    endWait(timer);
    signal.removeEventListener("abort", cancel);
  }
}
