import { raceAbort } from "../zenlayer/raceAbort";

/** Limits how many holders there are at a time. Callers are served in order. */
export class Semaphore {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(permits: number) {
    this.#free = permits;
  }

  /**
   * Waits for a permit, which is held until {@link release}.
   * @returns whether there was one at once
   * @throws the reason of `signal` once that is aborted; no permit is held then
   */
  async acquire(signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    if (this.#free > 0) {
      this.#free--;
      return true;
    }
    let grant!: () => void;
    const granted = new Promise<void>((resolve) => (grant = resolve));
    this.#waiting.push(grant);
    try {
      await raceAbort(granted, signal);
    } catch (reason) {
      const place = this.#waiting.indexOf(grant);
      if (place === -1) this.release();
      else this.#waiting.splice(place, 1);
      throw reason;
    }
    return false;
  }

  release(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}
