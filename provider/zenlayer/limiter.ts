import { endWait } from "./endWait";
import { raceAbort } from "./raceAbort";
import type { Clock } from "./clock";

/**
 * Requests wait in queues that are served round-robin, so that none can starve another: reads, CreateImage calls, which
 * begin something new, and the writes that finish what has begun.
 */
export type QueueName = "read" | "create" | "write";

const QUEUES: readonly QueueName[] = ["read", "write", "create"];

/** Share of the rate that is left after throttling: less while the service's limit is not known. */
const SLOW_DOWN = { atFirst: 0.4, again: 0.7, nearCeiling: 0.8 };
/** Throttling so soon after the last slow-down means that the rate is still far too high. */
const SOON_MS = 5_000;
/** Time after a slow-down until the rate is back at the ceiling, the rate that was throttled last. */
const BACK_AT_CEILING_MS = 60_000;
/** Beyond the ceiling it grows as if the slow-down had been by this share of the ceiling at least. */
const LEAST_SLOW_DOWN = 0.2;
/** Pause of all requests after throttling without `Retry-After`: the limits of services count by the second. */
const SILENCE_MS = 1_000;
/**
 * Longest pause of the whole process because of one `Retry-After`; beyond that only the call that received it waits.
 */
const MAX_SILENCE_MS = 60_000;
/** Lowest rate, in requests per second. */
const SLOWEST = 0.1;
/** Seconds' worth of requests that need no spacing after a pause: 20 requests at the default rate. */
const BURST_SECONDS = 2;
/**
 * Maximum number of requests of a burst without a response: a service that allows less does not receive the whole
 * burst.
 */
const MAX_UNANSWERED = 4;
/** Timers of a millisecond are too late for high rates: a request that is late by no more than this does not delay the next. */
const SLACK_MS = 20;

/** A request in a queue. */
interface Waiting {
  /** Ends the wait: the request may be sent, or its deadline comes first. */
  enter: (outcome: "sent" | "late") => void;
  since: number;
  deadline: number;
  /** It was let through, in time. */
  isThrough: boolean;
}

/**
 * Lets a first burst of requests through, spaces those after it evenly, at most `maxPerSecond`, and slows down when the
 * service throttles. It recovers without bursts, as CUBIC (RFC 9438) does: fast at first, slowly near the rate that was
 * throttled, and then faster again. So a long run is throttled now and then, not all the time, and processes that share a
 * limit share it evenly and use most of it.
 */
export class Limiter {
  readonly #clock: Clock;
  readonly #maxPerSecond: number;
  readonly #queues: Record<QueueName, Waiting[]> = { read: [], create: [], write: [] };
  /** In the order in which they are served. */
  #order: readonly QueueName[] = QUEUES;
  #pumping = false;
  #sleep = new AbortController();
  #rate: number;
  #ceiling = Infinity;
  /** Rate right after the last slow-down. */
  #slowRate = 0;
  #slowedAt = -Infinity;
  /** When the next request may be sent that is spaced from the one before. */
  #nextAt = -Infinity;
  #burst: number;
  /** When all requests would have been sent, had they been spaced: a burst is so far ahead of it. */
  #spacedUntil = -Infinity;
  /** Requests that were let through and have not ended. */
  #unanswered = 0;
  #silentUntil = -Infinity;

  /** @param burst requests that need no spacing after a pause, at least one */
  constructor(clock: Clock, maxPerSecond: number, burst = Math.max(1, Math.floor(BURST_SECONDS * maxPerSecond))) {
    this.#clock = clock;
    this.#maxPerSecond = maxPerSecond;
    this.#rate = maxPerSecond;
    this.#burst = burst;
  }

  /**
   * Waits until a request may be sent; {@link ended} must be called when it has ended.
   * @param since when the caller first wanted to send; the request that has waited longest is first in its queue
   * @returns false, as soon as that is certain, if this is not before `deadline`
   * @throws the reason of `signal` once that is aborted
   */
  async acquire(
    queue: QueueName,
    signal?: AbortSignal,
    deadline = Infinity,
    since = this.#clock.now(),
  ): Promise<boolean> {
    signal?.throwIfAborted();
    if (this.#earliest() >= deadline) return false;
    let enter!: Waiting["enter"];
    const entered = new Promise<"sent" | "late">((resolve) => (enter = resolve));
    const waiting: Waiting = { enter, since, deadline, isThrough: false };
    const behind = this.#queues[queue].findLastIndex((other) => other.since <= since);
    this.#queues[queue].splice(behind + 1, 0, waiting);
    void this.#pump();
    try {
      return (await raceAbort(entered, signal)) === "sent";
    } catch (reason) {
      if (waiting.isThrough) this.ended();
      else this.#leave(queue, waiting);
      throw reason;
    }
  }

  /** Ends a request that was let through: it has had its response, has failed, or was not sent after all. */
  ended(): void {
    this.#unanswered--;
    if (this.#burst > 1) endWait(this.#sleep); // the burst may continue
  }

  /**
   * Records a throttled request.
   * @param sentAt when it was sent. Requests sent before the last slow-down say nothing new.
   * @param retryAfterMs as the service demands; applies to all requests.
   */
  throttled(sentAt: number, retryAfterMs = SILENCE_MS): void {
    const now = this.#clock.now();
    this.#silentUntil = Math.max(this.#silentUntil, now + Math.min(retryAfterMs, MAX_SILENCE_MS));
    this.#burst = 1;
    if (sentAt <= this.#slowedAt) return;
    const factor = this.#slowDownFactor(now);
    this.#ceiling = this.#rate;
    this.#slowRate = Math.max(Math.min(SLOWEST, this.#maxPerSecond), this.#rate * factor);
    this.#rate = this.#slowRate;
    this.#slowedAt = now;
  }

  /** Lets queued requests through one by one. Runs only while requests are queued, so that no timer is left. */
  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    for (;;) {
      this.#recover();
      this.#dismissLate();
      if (this.#nextQueue() === undefined) break;
      const wait = this.#nextSendTime() - this.#clock.now();
      if (wait > 0) {
        await this.#pause(Math.min(wait, this.#firstDeadline() - this.#clock.now()));
        continue;
      }
      this.#letThrough();
    }
    this.#pumping = false;
  }

  #letThrough(): void {
    const now = this.#clock.now();
    const gapMs = 1000 / this.#rate;
    const dueAt = Math.max(this.#nextAt, this.#silentUntil);
    const isOnTime = dueAt <= now && now - dueAt < SLACK_MS;
    this.#nextAt = (isOnTime ? dueAt : now) + gapMs;
    this.#spacedUntil = Math.max(this.#spacedUntil, now) + gapMs;
    const next = this.#dequeue();
    if (!next) return;
    this.#unanswered++;
    next.isThrough = true;
    next.enter("sent");
  }

  /** When the next request may be sent; in the past if at once. */
  #nextSendTime(): number {
    const earliest = this.#earliest();
    return this.#unanswered < MAX_UNANSWERED ? earliest : Math.max(earliest, this.#nextAt);
  }

  /** The same, as if all requests had had their responses. */
  #earliest(): number {
    const byRate = this.#burst === 1 ? this.#nextAt : this.#spacedUntil - ((this.#burst - 1) * 1000) / this.#rate;
    return Math.max(byRate, this.#silentUntil, this.#clock.now());
  }

  #firstDeadline(): number {
    const waiting = QUEUES.flatMap((queue) => this.#queues[queue]);
    return waiting.reduce((first, { deadline }) => Math.min(first, deadline), Infinity);
  }

  /**
   * Dismisses requests whose deadline comes before the next request may be sent. Runs before each request, so that they
   * fail as early as possible.
   */
  #dismissLate(): void {
    const earliest = this.#earliest();
    for (const queue of QUEUES) {
      const late = this.#queues[queue].filter(({ deadline }) => deadline <= earliest);
      if (late.length === 0) continue;
      this.#queues[queue] = this.#queues[queue].filter(({ deadline }) => deadline > earliest);
      for (const { enter } of late) enter("late");
    }
  }

  async #pause(ms: number): Promise<void> {
    this.#sleep = new AbortController();
    await this.#clock.sleep(Math.ceil(ms), this.#sleep.signal).catch(() => undefined);
  }

  #leave(queue: QueueName, leaving: Waiting): void {
    this.#queues[queue] = this.#queues[queue].filter((waiting) => waiting !== leaving);
    if (this.#nextQueue() === undefined) endWait(this.#sleep);
  }

  #nextQueue(): QueueName | undefined {
    return this.#order.find((queue) => this.#queues[queue].length > 0);
  }

  #dequeue(): Waiting | undefined {
    const queue = this.#nextQueue();
    if (queue === undefined) return undefined;
    this.#order = [...this.#order.filter((other) => other !== queue), queue];
    return this.#queues[queue].shift();
  }

  #slowDownFactor(now: number): number {
    if (this.#ceiling === Infinity) return SLOW_DOWN.atFirst;
    return now - this.#slowedAt < SOON_MS ? SLOW_DOWN.again : SLOW_DOWN.nearCeiling;
  }

  #recover(): void {
    if (this.#ceiling === Infinity) return;
    const fromCeiling = (this.#clock.now() - this.#slowedAt) / BACK_AT_CEILING_MS - 1;
    const slowedBy = this.#ceiling - this.#slowRate;
    const scale = fromCeiling < 0 ? slowedBy : Math.max(slowedBy, this.#ceiling * LEAST_SLOW_DOWN);
    this.#rate = Math.min(this.#maxPerSecond, this.#ceiling + scale * fromCeiling ** 3);
  }
}
