import { setImmediate } from "node:timers/promises";

import { endWait } from "./endWait";
import { raceAbort } from "./raceAbort";
import { isOutage } from "./apiError";
import { copyError } from "./requestCoalescer";
import type { Clock } from "./clock";
import type { Contact } from "./contact";

/** What one reading means to a wait. */
export type Evaluation<T> = { done: true; value: T } | { done: false };

/** The end of a wait whose deadline came first. */
export const Timeout: unique symbol = Symbol("the deadline came first");
export type Timeout = typeof Timeout;

/** One wait for something to become true of what is polled. */
export interface Watch<S, T> {
  /** What is waited for, where the reading has to name it. */
  readonly key?: string;
  /** When the change began, by the monotonic clock: the polling interval grows with its age. */
  readonly since: number;
  /** What is waited for. Default: `creation`. */
  readonly change?: Change;
  /** Decides whether the wait is over. What it throws ends this wait and no other. */
  evaluate(reading: S): Evaluation<T>;
  /** By the monotonic clock. There is one more reading at this very time. */
  readonly deadline: number;
  readonly signal?: AbortSignal;
  /** How long an outage of the network or the service is tolerated, {@link OUTAGE_TOLERANCE_MS} by default; 0: not at all. */
  readonly outageToleranceMs?: number;
  /**
   * The service has not responded for ten seconds. Called once in an outage, and only for the oldest wait.
   * @param until polling continues until then at least, by the monotonic clock; absent if no outage is tolerated
   */
  lost?(until?: number): void;
  /** The service responds again after an outage that was reported. */
  back?(): void;
}

/** A wait survives so long an outage; each failed reading has its own retries inside. */
export const OUTAGE_TOLERANCE_MS = 2 * 60_000;

/** A change that can be waited for: of an image, or of the power state of an instance. */
export type Change = "creation" | "deletion" | "power";

/** How often a change is polled. */
interface Pace {
  /** The polling interval is the age of the change divided by this, ... */
  intervalsPerAge: number;
  /** ... but at least so long. */
  shortestMs: number;
  /** A new wait gets its first reading at once, but not sooner than so long after the last one. */
  firstReadDelayMs: number;
  /** New waits that begin in the same moment share their first reading. */
  batchesNewWaits: boolean;
}

const PACES: Record<Change, Pace> = {
  // The end is noticed at most a twelfth of the whole time too late. A stream of creates must not cause a stream of readings.
  creation: { intervalsPerAge: 12, shortestMs: 1_000, firstReadDelayMs: 1_000, batchesNewWaits: false },
  // A deleted image is usually gone at the first reading.
  deletion: { intervalsPerAge: 2, shortestMs: 250, firstReadDelayMs: 0, batchesNewWaits: true },
  // Most waits end with their first reading: the instance is ready.
  power: { intervalsPerAge: 12, shortestMs: 1_000, firstReadDelayMs: 200, batchesNewWaits: true },
};
/** How long the polling interval can become, unless the setting fixes it. */
export const LONGEST_INTERVAL_MS = 15_000;

/** Time from one reading to the next: fixed by the setting, else it grows to 15 s with the age of the change. */
export function pollInterval(change: Change, ageMs: number, fixedMs: number | undefined): number {
  const { intervalsPerAge, shortestMs } = PACES[change];
  return fixedMs ?? Math.min(LONGEST_INTERVAL_MS, Math.max(shortestMs, ageMs / intervalsPerAge));
}

/** A failed reading, by the monotonic clock. */
interface FailedReading {
  /** When the first of the failed readings was sent that no success separates from this one. */
  failingSince: number;
  sentAt: number;
  now: number;
}

/** True if polling continues after a failed reading: for an outage that is not too long, and until the deadline. */
export const isTolerated = (
  error: unknown,
  { failingSince, sentAt, now }: FailedReading,
  {
    deadline,
    outageToleranceMs = OUTAGE_TOLERANCE_MS,
  }: Pick<Watch<unknown, unknown>, "deadline" | "outageToleranceMs">,
): boolean => isOutage(error) && sentAt < deadline && now - failingSince < outageToleranceMs;

/** What a poller needs. */
export interface PollerOptions<S> {
  clock: Clock;
  /**
   * Reads the state, for all waits at once; it must not be older than the call.
   * @param keys of the waits that need the reading
   */
  read: (keys: string[], signal: AbortSignal) => Promise<S>;
  /** Notified by the client of requests and responses. */
  contact: Contact;
  /** Fixed polling interval; absent: see {@link pollInterval}. */
  pollIntervalMs?: number;
}

/** All waits for one kind of thing: one loop and one reading per interval, however many they are. */
export class Poller<S> {
  readonly #clock: Clock;
  readonly #read: PollerOptions<S>["read"];
  readonly #contact: Contact;
  readonly #fixedIntervalMs?: number;
  readonly #watchers = new Set<AnyWatcher<S>>();
  #looping = false;
  #lastReadAt = -Infinity;
  /** When the first of the readings was sent that have failed since the last success. */
  #failingSince?: number;
  /** Ends the pause between readings for a wait that needs one sooner, or when the last wait ends. */
  #pause = new AbortController();
  #pausedUntil = -Infinity;
  /** Drops the call in flight when the last wait ends. */
  #call = new AbortController();

  constructor(options: PollerOptions<S>) {
    const { clock, read, contact, pollIntervalMs } = options;
    this.#clock = clock;
    this.#read = read;
    this.#contact = contact;
    this.#fixedIntervalMs = pollIntervalMs;
  }

  /**
   * Polls until `evaluate` is done. The first reading comes at once, or soon after the last one.
   * @returns what `evaluate` found, or {@link Timeout} after a last reading at the deadline
   * @throws what `evaluate` throws, the reason of the signal, or a failed reading that is not tolerated
   */
  async watch<T>(watch: Watch<S, T>): Promise<T | Timeout> {
    watch.signal?.throwIfAborted();
    const watcher = new Watcher(watch);
    this.#watchers.add(watcher);
    const leave = this.#contact.enter();
    if (PACES[watcher.change].batchesNewWaits) await setImmediate();
    if (this.#nextReadAt() < this.#pausedUntil) endWait(this.#pause);
    void this.#loop();
    try {
      return await raceAbort(watcher.end, watch.signal);
    } finally {
      this.#watchers.delete(watcher);
      leave();
      if (this.#watchers.size === 0) this.#rest();
    }
  }

  #rest(): void {
    this.#failingSince = undefined;
    endWait(this.#pause);
    endWait(this.#call);
  }

  async #loop(): Promise<void> {
    if (this.#looping) return;
    this.#looping = true;
    while (this.#watchers.size > 0) {
      if (this.#contact.takeLoss()) this.#reportLoss();
      const next = this.#nextReadAt();
      if (next > this.#clock.now()) await this.#sleepUntil(Math.min(next, this.#contact.lossDueAt ?? Infinity));
      else await this.#readOnce();
    }
    this.#looping = false;
  }

  async #sleepUntil(time: number): Promise<void> {
    this.#pause = new AbortController();
    this.#pausedUntil = time;
    await this.#clock.sleep(time - this.#clock.now(), this.#pause.signal).catch(() => undefined);
  }

  async #readOnce(): Promise<void> {
    const waiting = [...this.#watchers];
    const sentAt = this.#clock.now();
    this.#lastReadAt = sentAt;
    this.#failingSince ??= sentAt;
    for (const watcher of waiting) watcher.isNew = false;
    const keys = new Set(waiting.flatMap(({ key }) => key ?? []));
    this.#call = new AbortController();
    // A wait that began during the call is not included: this reading may be older than it.
    const stillWaiting = (): AnyWatcher<S>[] => waiting.filter((watcher) => this.#watchers.has(watcher));
    try {
      const reading = this.#read([...keys], this.#call.signal);
      const state = await this.#contact.watch(reading, () => this.#reportLoss());
      this.#failingSince = undefined;
      if (this.#contact.takeReturn()) this.#oldest()?.back();
      for (const watcher of stillWaiting()) watcher.see(state, sentAt);
    } catch (error) {
      const now = this.#clock.now();
      this.#lastReadAt = now; // a failed call took its time with retries; do not begin again at once
      for (const watcher of stillWaiting()) watcher.fail(error, sentAt, now);
    }
  }

  #reportLoss(): void {
    this.#oldest()?.lost(this.#failingSince ?? this.#clock.now());
  }

  #oldest(): AnyWatcher<S> | undefined {
    const [first] = this.#watchers;
    return first;
  }

  /** The shortest interval of all waits after the last reading, and never later than a deadline. */
  #nextReadAt(): number {
    let next = Infinity;
    for (const watcher of this.#watchers) {
      next = Math.min(next, this.#lastReadAt + this.#intervalOf(watcher), watcher.deadline);
    }
    return next;
  }

  #intervalOf({ since, change, isNew }: AnyWatcher<S>): number {
    const interval = pollInterval(change, this.#lastReadAt - since, this.#fixedIntervalMs);
    return isNew ? Math.min(interval, PACES[change].firstReadDelayMs) : interval;
  }
}

/** What a poller needs of a wait of any kind. */
type AnyWatcher<S> = Pick<
  Watcher<S, unknown>,
  "key" | "since" | "change" | "deadline" | "isNew" | "see" | "fail" | "lost" | "back"
>;

/** A wait from the first reading to its end. */
class Watcher<S, T> {
  readonly end: Promise<T | Timeout>;
  /** No reading yet. */
  isNew = true;
  readonly #watch: Watch<S, T>;
  #failingSince?: number;
  #resolve!: (value: T | Timeout) => void;
  #reject!: (error: unknown) => void;

  constructor(watch: Watch<S, T>) {
    this.#watch = watch;
    this.end = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.end.catch(() => undefined); // its caller may not listen yet
  }

  get key(): string | undefined {
    return this.#watch.key;
  }

  get since(): number {
    return this.#watch.since;
  }

  get change(): Change {
    return this.#watch.change ?? "creation";
  }

  get deadline(): number {
    return this.#watch.deadline;
  }

  /** @param since when the first reading without a success was sent */
  lost(since: number): void {
    const { deadline, outageToleranceMs = OUTAGE_TOLERANCE_MS } = this.#watch;
    this.#watch.lost?.(outageToleranceMs === 0 ? undefined : Math.min(deadline, since + outageToleranceMs));
  }

  back(): void {
    this.#watch.back?.();
  }

  see(reading: S, sentAt: number): void {
    this.#failingSince = undefined;
    try {
      const result = this.#watch.evaluate(reading);
      if (result.done) this.#resolve(result.value);
      else if (sentAt >= this.deadline) this.#resolve(Timeout);
    } catch (error) {
      this.#reject(error);
    }
  }

  fail(error: unknown, sentAt: number, now: number): void {
    const failingSince = (this.#failingSince ??= sentAt);
    if (!isTolerated(error, { failingSince, sentAt, now }, this.#watch)) this.#reject(copyError(error));
  }
}
