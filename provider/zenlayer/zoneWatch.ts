import { setImmediate } from "node:timers/promises";

import { raceAbort } from "./raceAbort";
import { isOutage } from "./apiError";
import { copyError } from "./requestCoalescer";
import type { Clock } from "./clock";
import type { Contact } from "./contact";
import type { ImageInfo } from "./types";

/** What a look at the images of a zone tells a watcher. */
export type Look<T> = { done: true; value: T } | { done: false };

/** The end of a watch whose deadline came first. */
export const Timeout: unique symbol = Symbol("the deadline came first");
export type Timeout = typeof Timeout;

/** One wait for something to become true of the images of a zone. */
export interface Watch<T> {
  /** When the change began, by the monotonic clock; its age governs how often the zone is polled. */
  since: number;
  /** What is waited for: images are deleted sooner than they are created. Default: `creation`. */
  change?: "creation" | "deletion";
  /** Decides whether the wait is over. What it throws ends this wait and no other. */
  look: (images: readonly ImageInfo[]) => Look<T>;
  /** By the monotonic clock. There is one more look at this very time. */
  deadline: number;
  signal?: AbortSignal;
  /**
   * The service has not answered for ten seconds. Called once in an outage, and of all who watch the zone only for the
   * one who has done so for longest.
   * @param until polling goes on until then at least, by the monotonic clock
   */
  lost?: (until: number) => void;
  /** The service answers again after an outage that was reported. */
  back?: () => void;
}

const slowestTickMs = 15_000;
/** With ticks of a twelfth of its age, an image is noticed at most a twelfth of its making time too late. */
const creation = { fastestTickMs: 1_000, looksPerAge: 12 };
/** A deleted image is usually gone at the first look, so the next ones may be further apart as it grows older. */
const deletion = { fastestTickMs: 250, looksPerAge: 2 };
/** A wait survives so long an outage of the network or the service; each failed look has its own retries inside. */
export const outageToleranceMs = 2 * 60_000;

/** What the zone needs of a watcher, whatever that waits for. */
type AnyWatcher = Pick<Watcher<unknown>, "since" | "change" | "deadline" | "isNew" | "see" | "fail" | "lost" | "back">;

/** All waits of one zone: one loop and one list a tick, however many they are. */
export class ZoneWatch {
  readonly #clock: Clock;
  readonly #list: (signal: AbortSignal) => Promise<readonly ImageInfo[]>;
  readonly #contact: Contact;
  readonly #fixedTickMs?: number;
  readonly #watchers = new Set<AnyWatcher>();
  #looping = false;
  #lastLookAt = -Infinity;
  /** When the first of the looks was sent that have had no answer since the last one that had. */
  #failingSince?: number;
  /** Ends the pause between looks when somebody comes who wants one sooner, or the last one goes. */
  #pause = new AbortController();
  #pausedUntil = -Infinity;
  /** Drops the call under way when the last watcher goes. */
  #call = new AbortController();

  /** @param list asks for the images; its answer must not be older than the call. */
  constructor(
    clock: Clock,
    list: (signal: AbortSignal) => Promise<readonly ImageInfo[]>,
    contact: Contact,
    fixedTickMs?: number,
  ) {
    this.#clock = clock;
    this.#list = list;
    this.#contact = contact;
    this.#fixedTickMs = fixedTickMs;
  }

  /** @throws what `look` throws, the reason of the signal, or the failure of looks that outlasts our patience. */
  async watch<T>(watch: Watch<T>): Promise<T | Timeout> {
    watch.signal?.throwIfAborted();
    const watcher = new Watcher(watch, this.#clock);
    this.#watchers.add(watcher);
    const leave = this.#contact.enter();
    // One call deletes many images: all who wait for them come in this very moment, and share the first look.
    if (watch.change === "deletion") await setImmediate();
    if (this.#nextLookAt() < this.#pausedUntil) this.#pause.abort();
    void this.#loop();
    try {
      return await raceAbort(watcher.end, watch.signal);
    } finally {
      this.#watchers.delete(watcher);
      leave();
      if (this.#watchers.size === 0) this.#dismiss();
    }
  }

  #dismiss(): void {
    this.#failingSince = undefined;
    this.#pause.abort();
    this.#call.abort();
  }

  async #loop(): Promise<void> {
    if (this.#looping) return;
    this.#looping = true;
    while (this.#watchers.size > 0) {
      if (this.#contact.takeLoss()) this.#reportLoss();
      const next = this.#nextLookAt();
      if (next > this.#clock.now()) await this.#sleepUntil(Math.min(next, this.#contact.lossDueAt ?? Infinity));
      else await this.#look();
    }
    this.#looping = false;
  }

  async #sleepUntil(time: number): Promise<void> {
    this.#pause = new AbortController();
    this.#pausedUntil = time;
    await this.#clock.sleep(time - this.#clock.now(), this.#pause.signal).catch(() => undefined);
  }

  async #look(): Promise<void> {
    const asking = [...this.#watchers];
    const sentAt = this.#clock.now();
    this.#lastLookAt = sentAt;
    this.#failingSince ??= sentAt;
    for (const watcher of asking) watcher.isNew = false;
    this.#call = new AbortController();
    // A watcher that came during the call is not among those asking: this answer may be older than its question.
    const stillAsking = (): AnyWatcher[] => asking.filter((watcher) => this.#watchers.has(watcher));
    try {
      const images = await this.#contact.watch(this.#list(this.#call.signal), () => this.#reportLoss());
      this.#failingSince = undefined;
      if (this.#contact.takeReturn()) this.#longestWaiting()?.back();
      for (const watcher of stillAsking()) watcher.see(images, sentAt);
    } catch (error) {
      this.#lastLookAt = this.#clock.now(); // a failed call took its time with retries; do not begin again at once
      for (const watcher of stillAsking()) watcher.fail(error, sentAt);
    }
  }

  #reportLoss(): void {
    const first = this.#longestWaiting();
    const since = this.#failingSince ?? this.#clock.now();
    first?.lost(Math.min(first.deadline, since + outageToleranceMs));
  }

  #longestWaiting(): AnyWatcher | undefined {
    const [first] = this.#watchers;
    return first;
  }

  /** A tick after the last look, and never later than a deadline. */
  #nextLookAt(): number {
    let next = Infinity;
    for (const watcher of this.#watchers) {
      next = Math.min(next, this.#lastLookAt + this.#tick(watcher), watcher.deadline);
    }
    return next;
  }

  /**
   * A newcomer gets the fastest tick: at once if there was no look just now, but a stream of creates does not cause a
   * stream of looks. Deletes come in batches, so theirs is at once in any case.
   */
  #tick({ since, change, isNew }: AnyWatcher): number {
    if (isNew && change === "deletion") return 0;
    const pace = change === "deletion" ? deletion : creation;
    const age = this.#lastLookAt - since;
    const tick = this.#fixedTickMs ?? Math.min(slowestTickMs, Math.max(pace.fastestTickMs, age / pace.looksPerAge));
    return isNew ? Math.min(tick, pace.fastestTickMs) : tick;
  }
}

/** One who watches, from the first look that it asks for to the end of its wait. */
class Watcher<T> {
  readonly end: Promise<T | Timeout>;
  /** Not looked for yet. */
  isNew = true;
  readonly #watch: Watch<T>;
  readonly #clock: Clock;
  #resolve!: (value: T | Timeout) => void;
  #reject!: (error: unknown) => void;
  #failingSince?: number;

  constructor(watch: Watch<T>, clock: Clock) {
    this.#watch = watch;
    this.#clock = clock;
    this.end = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.end.catch(() => undefined); // its caller may not listen yet
  }

  get since(): number {
    return this.#watch.since;
  }

  get change(): Watch<T>["change"] {
    return this.#watch.change;
  }

  get deadline(): number {
    return this.#watch.deadline;
  }

  lost(until: number): void {
    this.#watch.lost?.(until);
  }

  back(): void {
    this.#watch.back?.();
  }

  see(images: readonly ImageInfo[], sentAt: number): void {
    this.#failingSince = undefined;
    try {
      const result = this.#watch.look(images);
      if (result.done) this.#resolve(result.value);
      else if (sentAt >= this.deadline) this.#resolve(Timeout);
    } catch (error) {
      this.#reject(error);
    }
  }

  fail(error: unknown, sentAt: number): void {
    this.#failingSince ??= sentAt;
    const isPatient = sentAt < this.deadline && this.#clock.now() - this.#failingSince < outageToleranceMs;
    if (!isOutage(error) || !isPatient) this.#reject(copyError(error));
  }
}
