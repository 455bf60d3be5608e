import { endWait } from "./endWait";
import { raceAbort } from "./raceAbort";
import { hasClass, ZenlayerError } from "./apiError";
import type { Clock } from "./clock";

/** The most image ids of one call. The service documents no limit for images; for other lists it is this. */
const MAX_IDS_PER_CALL = 100;
/** A batch is sent once no other delete has come for so long: too short to notice. */
const SHORTEST_QUIET_MS = 10;
/** The engine writes its state between two deletes, which takes the longer the more it holds: three times as long is quiet. */
const QUIET_GAPS = 3;
/** Share of the latest gap in the mean gap. */
const LATEST_GAP = 0.2;
/** No delete waits for others for longer, nor for a batch that is in flight. */
const LONGEST_WAIT_MS = 1_000;

/** One image to be deleted, and the caller who waits for that. */
class Deletion {
  readonly outcome: Promise<void>;
  /** Resolved once the image is in a batch: from then on a cancel waits for what is in flight. */
  readonly taken: Promise<void>;
  take!: () => void;
  succeed!: () => void;
  #fail!: (error: unknown) => void;
  /** A call that named this image has had no readable response, so it may have deleted it. */
  #isAmbiguous = false;

  constructor(
    readonly imageId: string,
    readonly signal: AbortSignal | undefined,
    readonly at: number,
  ) {
    this.taken = new Promise((resolve) => (this.take = resolve));
    this.outcome = new Promise((resolve, reject) => {
      this.succeed = resolve;
      this.#fail = reject;
    });
    this.outcome.catch(() => undefined); // the caller receives it, unless a cancel has come first
  }

  get isCanceled(): boolean {
    return this.signal?.aborted ?? false;
  }

  /** It is sent again after this error. */
  retryAfter(error: unknown): void {
    this.#isAmbiguous ||= isAmbiguous(error);
  }

  /** Ends with an error of its own, as if the image had been deleted alone. */
  fail(error: unknown): void {
    if (!(error instanceof ZenlayerError)) return this.#fail(error);
    this.#fail(new ZenlayerError({ ...error, afterAmbiguous: error.afterAmbiguous || this.#isAmbiguous || undefined }));
  }

  /** Ends after a cancel. The error of a batch may be about another image, so it counts only if it is ambiguous. */
  failCanceled(error: unknown): void {
    if (isAmbiguous(error)) this.fail(error);
    else this.#fail(this.signal?.reason);
  }
}

/**
 * Deletes images in one call, with the retries of every call. Where it throws, none is deleted, or it is not known.
 * @returns why some of them are not deleted; all others are
 */
export type SendDelete = (imageIds: string[], signal?: AbortSignal) => Promise<ReadonlyMap<string, ZenlayerError>>;

const isAmbiguous = (error: unknown): boolean =>
  error instanceof ZenlayerError && (error.outcome === "unknown" || !!error.afterAmbiguous);

/**
 * Deletes the images of one zone in batches: those whose deletes come together, or while a call is in flight, go
 * together in one call. Every image ends by itself, as if it had been deleted alone:
 * - A rejected batch is sent again in halves, so that an image that cannot be deleted blocks no other. Our guess (G26
 * of the emulator), documented nowhere: a rejected call has deleted none of its images.
 * - An ambiguous batch is ambiguous for each of its images.
 * - A cancel removes its image from a batch that is not sent, and waits for one that is in flight.
 */
export class DeleteBatches {
  readonly #send: SendDelete;
  readonly #clock: Clock;
  #queue: Deletion[] = [];
  #isPumping = false;
  #inFlight = 0;
  #lastAt?: number;
  /** Mean time between two deletes. */
  #gapMs = 0;
  /** Ends a wait for more deletes. */
  #pause = new AbortController();

  constructor(send: SendDelete, clock: Clock) {
    this.#send = send;
    this.#clock = clock;
  }

  /**
   * Deletes one image.
   * @throws ZenlayerError, an own one for each caller, or the reason of `signal`.
   */
  async delete(imageId: string, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const deletion = new Deletion(imageId, signal, this.#clock.now());
    this.#noteGap(deletion);
    this.#queue.push(deletion);
    if (this.#queue.length >= MAX_IDS_PER_CALL) endWait(this.#pause);
    void this.#pump();
    try {
      await raceAbort(deletion.taken, signal);
    } catch (reason) {
      if (this.#withdraw(deletion)) throw reason;
    }
    return deletion.outcome;
  }

  /** @returns false if the deletion is in a batch already */
  #withdraw(deletion: Deletion): boolean {
    const others = this.#queue.filter((queued) => queued !== deletion);
    const isQueued = others.length < this.#queue.length;
    this.#queue = others;
    if (others.length === 0) endWait(this.#pause);
    return isQueued;
  }

  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (this.#queue.length > 0) {
      const wait = this.#dueAt() - this.#clock.now();
      if (wait > 0) await this.#pauseFor(wait);
      else void this.#sendBatch(this.#takeBatch());
    }
    this.#isPumping = false;
  }

  #dueAt(): number {
    const [first, last] = [this.#queue[0]!, this.#queue.at(-1)!];
    if (this.#queue.length >= MAX_IDS_PER_CALL) return -Infinity;
    const latest = first.at + LONGEST_WAIT_MS;
    if (this.#inFlight > 0) return latest;
    return Math.min(latest, last.at + Math.max(SHORTEST_QUIET_MS, QUIET_GAPS * this.#gapMs));
  }

  #noteGap({ at }: Deletion): void {
    const sinceLastMs = at - (this.#lastAt ?? at);
    this.#lastAt = at;
    // Much longer than the mean is not the time that the engine takes, but its wait for the deletes before.
    const gapMs = Math.min(sinceLastMs, 2 * this.#gapMs + SHORTEST_QUIET_MS);
    this.#gapMs += LATEST_GAP * (gapMs - this.#gapMs);
  }

  async #pauseFor(ms: number): Promise<void> {
    this.#pause = new AbortController();
    await this.#clock.sleep(ms, this.#pause.signal).catch(() => undefined);
  }

  /**
   * The oldest deletions. An image that is named twice goes alone each time, so that the second deletion reports that
   * it is gone.
   */
  #takeBatch(): Deletion[] {
    const batch = new Map<string, Deletion>();
    for (const deletion of this.#queue) {
      if (batch.size === MAX_IDS_PER_CALL) break;
      if (!batch.has(deletion.imageId)) batch.set(deletion.imageId, deletion);
    }
    const taken = [...batch.values()];
    this.#queue = this.#queue.filter((deletion) => !taken.includes(deletion));
    for (const deletion of taken) deletion.take();
    return taken;
  }

  async #sendBatch(batch: Deletion[]): Promise<void> {
    this.#inFlight++;
    await this.#delete(batch);
    if (--this.#inFlight === 0) endWait(this.#pause);
  }

  /** Deletes images in one call, or in several if that one is rejected. Never throws: each deletion has its own end. */
  async #delete(batch: Deletion[]): Promise<void> {
    try {
      const refused = await this.#send(
        batch.map(({ imageId }) => imageId),
        anyOf(batch.map(({ signal }) => signal)),
      );
      for (const deletion of batch) {
        const error = refused.get(deletion.imageId);
        if (error) deletion.fail(error);
        else deletion.succeed();
      }
    } catch (error) {
      await this.#deleteInParts(batch, error);
    }
  }

  async #deleteInParts(batch: Deletion[], error: unknown): Promise<void> {
    const [only] = batch;
    if (batch.length === 1) return only?.fail(error);
    const canceled = batch.filter(({ isCanceled }) => isCanceled);
    const others = batch.filter(({ isCanceled }) => !isCanceled);
    for (const deletion of canceled) deletion.failCanceled(error);
    if (others.length === 0) return;
    // After a cancel of some, the call may have ended for their sake alone.
    const parts = canceled.length > 0 ? [others] : partsOf(others, error);
    for (const deletion of others) {
      if (parts.length > 0) deletion.retryAfter(error);
      else deletion.fail(error);
    }
    await Promise.all(parts.map((part) => this.#delete(part)));
  }
}

/** What is left to try once a batch has failed; nothing where the failure is about each of its images. */
function partsOf(batch: Deletion[], error: unknown): Deletion[][] {
  if (!(error instanceof ZenlayerError) || error.status === undefined) return [];
  // The server may fail because of one image, or of their number. Each attempt has failed, so halves would take too
  // long.
  if (error.status >= 500) return batch.map((deletion) => [deletion]);
  if (!mayBeAboutOne(error)) return [];
  const middle = Math.ceil(batch.length / 2);
  return [batch.slice(0, middle), batch.slice(middle)];
}

/** A rejection by the service itself that may be about one of several images. */
const mayBeAboutOne = (error: ZenlayerError): boolean =>
  error.outcome === "rejected" && !hasClass(error, "credentials", "throttled", "unreachable");

/** Aborted as soon as one of the signals is; usually all are the same. */
function anyOf(signals: (AbortSignal | undefined)[]): AbortSignal | undefined {
  const different = [...new Set(signals)].filter((signal) => signal !== undefined);
  return different.length > 1 ? AbortSignal.any(different) : different[0];
}
