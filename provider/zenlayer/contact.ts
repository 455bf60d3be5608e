import type { Clock } from "./clock";
import { endWait } from "./endWait";

/** After this time without a response, contact with the service counts as lost. */
const LOST_AFTER_MS = 10_000;

/**
 * Whether the service responds to polling. Counts from the first request without a response, not from when it was
 * queued: waiting for the rate limit is not an outage.
 */
export class Contact {
  readonly #clock: Clock;
  #polling = 0;
  #silentSince?: number;
  #isReported = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Somebody begins to poll. Call what it returns when that ends. */
  enter(): () => void {
    this.#polling++;
    return () => {
      if (--this.#polling > 0) return;
      this.#silentSince = undefined;
      this.#isReported = false;
    };
  }

  /** A request is sent. Requests that do not belong to polling are not tracked. */
  sent(): void {
    if (this.#polling > 0) this.#silentSince ??= this.#clock.now();
  }

  /** The service has responded, possibly with a rejection, or the caller has aborted the request. */
  answered(): void {
    this.#silentSince = undefined;
  }

  /** When the first request without a response was sent; absent while there is none. */
  get silentSince(): number | undefined {
    return this.#silentSince;
  }

  /** When the loss is to be reported if no response comes; absent while all is well, and once it has been reported. */
  get lossDueAt(): number | undefined {
    return this.#silentSince === undefined || this.#isReported ? undefined : this.#silentSince + LOST_AFTER_MS;
  }

  /** True once in an outage, from the moment at which it is to be reported. */
  takeLoss(): boolean {
    const isDue = (this.lossDueAt ?? Infinity) <= this.#clock.now();
    this.#isReported ||= isDue;
    return isDue;
  }

  /** True once after an outage that was reported. */
  takeReturn(): boolean {
    const isBack = this.#isReported && this.#silentSince === undefined;
    if (isBack) this.#isReported = false;
    return isBack;
  }

  /** Does `work`, and calls `lost` when the loss of contact is to be reported in the meantime. */
  async watch<T>(work: Promise<T>, lost: () => void): Promise<T> {
    const ended = new AbortController();
    void this.#untilLost(ended.signal).then((isLost) => isLost && lost());
    try {
      return await work;
    } finally {
      endWait(ended);
    }
  }

  /** Waits for a loss to report; false where `ended` comes first. */
  async #untilLost(ended: AbortSignal): Promise<boolean> {
    while (!ended.aborted) {
      if (this.takeLoss()) return true;
      const due = this.lossDueAt ?? this.#clock.now() + LOST_AFTER_MS;
      await this.#clock.sleep(due - this.#clock.now(), ended).catch(() => undefined);
    }
    return false;
  }
}
