import { raceAbort } from "./raceAbort";
import type { Clock } from "./clock";

/** Looks and writes wait in lines of their own and are let through in turn: neither can starve the other. */
export type Lane = "look" | "write";

/** Share of the rate that is left after a refusal: less while we do not know how far off we are. */
const slowDown = { atFirst: 0.45, again: 0.5, nearCeiling: 0.8 };
/** A refusal so soon after the last slow-down says that we are still far off. */
const soonMs = 5_000;
/** Share of the ceiling, the rate that was last refused, that we go back to. */
const belowCeiling = 0.9;
/** Below the ceiling the rate grows by a tenth every ten seconds without a refusal. */
const growth = { everyMs: 10_000, by: 1.1 };
/** At the ceiling a higher one is tried once a minute. */
const probe = { everyMs: 60_000, by: 1.1 };
/** After a refusal without `Retry-After` everybody is silent for so long: the limits of services count by the second. */
const silenceMs = 1_000;
/** Longest silence of the whole process for the sake of one `Retry-After`; beyond that it holds up only the call that got it. */
const maxSilenceMs = 60_000;
/** Slowest that we get, in requests a second. */
const slowest = 0.1;
/** Seconds' worth of requests that need no spacing after a pause: 20 requests at the default rate. */
const burstSeconds = 2;
/** So many requests of a burst may be without an answer: a service that allows less is not met with the whole burst. */
const maxUnanswered = 4;
/** Timers of a millisecond are too late for high rates: a request that is late by no more than this does not delay the next. */
const slackMs = 20;

/** One who waits for its turn. */
interface Waiting {
  /** Lets it send; or, with false, tells that its deadline comes before its turn. */
  enter: (inTime: boolean) => void;
  deadline: number;
  /** It was let through, in time. */
  isThrough: boolean;
}

/**
 * Lets a first burst of requests through, spaces those after it evenly, at most `maxPerSecond`, and slows down when the
 * service refuses. It comes back slowly, without bursts, and remembers the rate that was too much, so that a long run
 * is refused now and then, not all the time.
 */
export class Limiter {
  readonly #clock: Clock;
  readonly #maxPerSecond: number;
  readonly #lanes: Record<Lane, Waiting[]> = { look: [], write: [] };
  #favoured: Lane = "look";
  #pumping = false;
  #sleep = new AbortController();
  #rate: number;
  #ceiling = Infinity;
  #changedAt: number;
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
  constructor(clock: Clock, maxPerSecond: number, burst = Math.max(1, Math.floor(burstSeconds * maxPerSecond))) {
    this.#clock = clock;
    this.#maxPerSecond = maxPerSecond;
    this.#rate = maxPerSecond;
    this.#burst = burst;
    this.#changedAt = clock.now();
  }

  /**
   * Waits until a request may be sent; {@link ended} must be called when it has ended.
   * @returns false, as soon as that is certain, if this is not before `deadline`
   * @throws the reason of `signal` once that is aborted
   */
  async acquire(lane: Lane, signal?: AbortSignal, deadline = Infinity): Promise<boolean> {
    signal?.throwIfAborted();
    if (this.#earliest() >= deadline) return false;
    let enter!: (inTime: boolean) => void;
    const turn = new Promise<boolean>((resolve) => (enter = resolve));
    const waiting: Waiting = { enter, deadline, isThrough: false };
    this.#lanes[lane].push(waiting);
    void this.#pump();
    try {
      return await raceAbort(turn, signal);
    } catch (reason) {
      if (waiting.isThrough) this.ended();
      else this.#leave(lane, waiting);
      throw reason;
    }
  }

  /** Tells of a request that was let through that it has had its answer, has failed, or was not sent after all. */
  ended(): void {
    this.#unanswered--;
    if (this.#burst > 1) this.#sleep.abort(); // the burst may go on
  }

  /**
   * Tells of a request that was refused for coming too fast.
   * @param sentAt when it was sent. Requests sent before the last slow-down say nothing new.
   * @param retryAfterMs what the service asks for; obeyed by all requests.
   */
  refused(sentAt: number, retryAfterMs = silenceMs): void {
    const now = this.#clock.now();
    this.#silentUntil = Math.max(this.#silentUntil, now + Math.min(retryAfterMs, maxSilenceMs));
    this.#burst = 1;
    if (sentAt <= this.#slowedAt) return;
    const left = this.#slowDown(now);
    this.#ceiling = this.#rate;
    this.#rate = Math.max(Math.min(slowest, this.#maxPerSecond), this.#rate * left);
    this.#slowedAt = now;
    this.#changedAt = now;
  }

  /** Lets the waiting in one by one. Runs only while somebody waits, so that no timer outlives its reason. */
  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    for (;;) {
      this.#recover();
      this.#dismissLate();
      if (!this.#first()) break;
      const wait = this.#turn() - this.#clock.now();
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
    const apartMs = 1000 / this.#rate;
    const turn = Math.max(this.#nextAt, this.#silentUntil);
    const isOnTime = turn <= now && now - turn < slackMs;
    this.#nextAt = (isOnTime ? turn : now) + apartMs;
    this.#spacedUntil = Math.max(this.#spacedUntil, now) + apartMs;
    const next = this.#dequeue();
    if (!next) return;
    this.#unanswered++;
    next.isThrough = true;
    next.enter(true);
  }

  /** When the next request may be sent; in the past if at once. */
  #turn(): number {
    const earliest = this.#earliest();
    return this.#unanswered < maxUnanswered ? earliest : Math.max(earliest, this.#nextAt);
  }

  /** The same, were all requests answered. */
  #earliest(): number {
    const byRate = this.#burst === 1 ? this.#nextAt : this.#spacedUntil - ((this.#burst - 1) * 1000) / this.#rate;
    return Math.max(byRate, this.#silentUntil, this.#clock.now());
  }

  #firstDeadline(): number {
    const waiting = [...this.#lanes.look, ...this.#lanes.write];
    return waiting.reduce((first, { deadline }) => Math.min(first, deadline), Infinity);
  }

  /** Lets those go whose deadline comes before the next turn. Runs before each turn, so that none of them waits for longer. */
  #dismissLate(): void {
    const earliest = this.#earliest();
    for (const lane of ["look", "write"] as const) {
      const late = this.#lanes[lane].filter(({ deadline }) => deadline <= earliest);
      if (late.length === 0) continue;
      this.#lanes[lane] = this.#lanes[lane].filter(({ deadline }) => deadline > earliest);
      for (const { enter } of late) enter(false);
    }
  }

  async #pause(ms: number): Promise<void> {
    this.#sleep = new AbortController();
    await this.#clock.sleep(Math.ceil(ms), this.#sleep.signal).catch(() => undefined);
  }

  #leave(lane: Lane, leaving: Waiting): void {
    this.#lanes[lane] = this.#lanes[lane].filter((waiting) => waiting !== leaving);
    if (!this.#first()) this.#sleep.abort();
  }

  #first(): Waiting | undefined {
    return this.#lanes[this.#favoured][0] ?? this.#lanes[other(this.#favoured)][0];
  }

  #dequeue(): Waiting | undefined {
    const lane = this.#lanes[this.#favoured].length > 0 ? this.#favoured : other(this.#favoured);
    const next = this.#lanes[lane].shift();
    if (next) this.#favoured = other(lane);
    return next;
  }

  #slowDown(now: number): number {
    if (this.#ceiling === Infinity) return slowDown.atFirst;
    return now - this.#slowedAt < soonMs ? slowDown.again : slowDown.nearCeiling;
  }

  #recover(): void {
    const now = this.#clock.now();
    while (this.#rate < this.#maxPerSecond) {
      const target = this.#ceiling * belowCeiling;
      const step = this.#rate < target ? growth : probe;
      if (now - this.#changedAt < step.everyMs) return;
      this.#changedAt += step.everyMs;
      if (step === probe) this.#ceiling *= probe.by;
      this.#rate = Math.min(this.#maxPerSecond, this.#ceiling * belowCeiling, this.#rate * step.by);
    }
    this.#changedAt = now;
  }
}

const other = (lane: Lane): Lane => (lane === "look" ? "write" : "look");
