import { raceAbort } from "../zenlayer/raceAbort";

/** Lets a limited number go at a time, in the order of asking. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(atATime: number) {
    this.#free = atATime;
  }

  /**
   * Waits for a turn, which lasts until {@link leave} is called.
   * @returns whether there was one at once
   * @throws the reason of `signal` once that is aborted; there is no turn then
   */
  async enter(signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    if (this.#free > 0) {
      this.#free--;
      return true;
    }
    let go!: () => void;
    const turn = new Promise<void>((resolve) => (go = resolve));
    this.#waiting.push(go);
    try {
      await raceAbort(turn, signal);
    } catch (reason) {
      const place = this.#waiting.indexOf(go);
      if (place === -1) this.leave();
      else this.#waiting.splice(place, 1);
      throw reason;
    }
    return false;
  }

  leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}
