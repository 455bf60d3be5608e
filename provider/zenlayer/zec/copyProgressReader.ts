import type { Clock } from "../clock";
import type { CopyProgress, ZecApi } from "./types";

/** From the start of one reading to that of the next, however many images are being copied. */
const MIN_GAP_MS = 2_000;

/**
 * Reads the progress of copies. The service returns it for one image at a time, so images are read in turn: many of
 * them cause no more calls than a few. Best effort: what cannot be read is not reported.
 */
export class CopyProgressReader {
  readonly #api: Pick<ZecApi, "describeCopyProgress">;
  readonly #clock: Clock;
  /** Images that wait to be read, in order. */
  readonly #queue = new Map<string, { seen: (copies: CopyProgress[]) => void; signal?: AbortSignal }>();
  #isPumping = false;
  #lastAt = -Infinity;

  constructor(api: Pick<ZecApi, "describeCopyProgress">, clock: Clock) {
    this.#api = api;
    this.#clock = clock;
  }

  /**
   * Reads the copies of an image, once. An image that is queued already is not queued twice.
   * @param seen is called with the result, if the request succeeds
   */
  request(imageId: string, seen: (copies: CopyProgress[]) => void, signal?: AbortSignal): void {
    if (!this.#queue.has(imageId)) this.#queue.set(imageId, { seen, signal });
    void this.#pump();
  }

  /** The copies of this image are no longer waited for. */
  withdraw(imageId: string): void {
    this.#queue.delete(imageId);
  }

  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    for (;;) {
      const waitMs = this.#lastAt + MIN_GAP_MS - this.#clock.now();
      if (waitMs > 0 && this.#queue.size > 0) await this.#clock.sleep(waitMs);
      const [next] = this.#queue;
      if (next === undefined) break;
      const [imageId, { seen, signal }] = next;
      this.#queue.delete(imageId);
      this.#lastAt = this.#clock.now();
      const copies = await this.#api.describeCopyProgress(imageId, signal).catch(() => undefined);
      if (copies) seen(copies);
    }
    this.#isPumping = false;
  }
}
