import { confirmDeleted } from "../customImage/confirmDeleted";
import { describeError } from "../customImage/describeError";
import { reportBack, reportLost } from "../customImage/contactReports";
import { isBusy } from "../customImage/imageStatus";
import { isStillOurs, NameChanged } from "../customImage/rename";
import { sendWithinMs } from "../customImage/sendWithin";
import { observe } from "../customImage/state";
import * as messages from "../messages";
import { DeadlineExceeded, hasClass, ZenlayerError } from "../zenlayer/apiError";
import { toWallTime } from "../zenlayer/clock";
import type { CopyProgress, ZecImageInfo } from "../zenlayer/zec/types";
import { Timeout } from "../zenlayer/zoneImages";
import type { ZecContext } from "./context";
import { asShared, asZec, type ZecState } from "./state";

/** So many ambiguous calls without a sign of an effect say that the service, or the way to it, is broken. */
const MOST_AMBIGUOUS = 3;
/** How long the service may refuse an image that is neither being copied nor changed. Our guess; documented nowhere. */
const REFUSED_MS = 2 * 60_000;
const PAUSE_MS = 5_000;

/** An image after its regions were changed as far as possible. */
interface Changed {
  state: ZecState;
  problems: string[];
  hasActed: boolean;
}

/** Ends the change with what the user has to know. */
class Stopped extends Error {}

/**
 * Makes the regions of an image those that are wanted: first copies are added and waited for, then others are removed.
 * A region that fails is named with the service's error, and keeps no other from being done. Nothing is removed while a
 * copy is missing: it may be the one that the image is to live in.
 */
export class RegionChange {
  readonly #ctx: ZecContext;
  readonly #wanted: string[];
  readonly #deadline: number;
  #state: ZecState;
  #hasActed = false;
  /** Why regions have no copy, by region. */
  readonly #failed = new Map<string, string>();
  /**
   * The last error that the service reported for a copy, which it does only while the image is SYNCING (documented).
   */
  readonly #errors = new Map<string, string>();
  /** What progress was reported last. */
  #reported = "";

  /** @param deadline by the monotonic clock */
  constructor(ctx: ZecContext, state: ZecState, wanted: string[], deadline: number) {
    this.#ctx = ctx;
    this.#state = state;
    this.#wanted = wanted;
    this.#deadline = deadline;
  }

  async run(): Promise<Changed> {
    const problems: string[] = [];
    const { imageId } = this.#state;
    if (this.#isDone()) return { state: this.#state, problems, hasActed: false };
    try {
      await this.#add();
      for (const [region, why] of this.#failed) problems.push(messages.regionFailed(imageId, region, why));
      const extra = this.#extra();
      if (problems.length === 0) await this.#remove();
      else if (extra.length > 0) problems.push(messages.regionsNotRemoved(imageId, extra));
    } catch (error) {
      problems.push(this.#describe(error));
    }
    return { state: this.#state, problems, hasActed: this.#hasActed };
  }

  #isDone(): boolean {
    const { regions = [], imageStatus } = this.#state;
    return imageStatus === "AVAILABLE" && this.#missing().length === 0 && regions.length === this.#wanted.length;
  }

  #missing(): string[] {
    const { regions = [] } = this.#state;
    return this.#wanted.filter((region) => !regions.includes(region) && !this.#failed.has(region));
  }

  #extra(): string[] {
    return (this.#state.regions ?? []).filter((region) => !this.#wanted.includes(region));
  }

  #describe(error: unknown): string {
    const { imageId } = this.#state;
    const missing = [...this.#missing(), ...this.#extra().map((region) => `-${region}`)];
    if (error instanceof Stopped) return messages.regionsUnfinished(imageId, missing, error.message);
    if (this.#ctx.signal.aborted) return messages.regionsUnfinished(imageId, missing, messages.canceled().message);
    return messages.regionsUnfinished(imageId, missing, describeError(error, this.#ctx.session()));
  }

  /** Copies are created one after the other, and a new one is rejected while others are in progress (documented). */
  async #add(): Promise<void> {
    let isSingle = false;
    await this.#untilIdle();
    while (this.#missing().length > 0) {
      const regions = isSingle ? this.#missing().slice(0, 1) : this.#missing();
      const { api } = this.#ctx.session();
      const { imageId } = this.#state;
      const sent = (deadline: number) => api.copyImage(imageId, regions, this.#ctx.signal, deadline);
      const isThere = () => regions.some((region) => this.#state.regions?.includes(region));
      const refusal = await this.#send(sent, isThere);
      if (refusal && regions.length > 1) {
        // It may be about one of them. A call for that one alone is refused at once, and changes nothing.
        isSingle = true;
        continue;
      }
      isSingle = refusal !== undefined && isSingle;
      for (const region of regions.filter((one) => this.#missing().includes(one))) {
        this.#failed.set(region, refusal ? this.#explain(refusal) : (this.#errors.get(region) ?? messages.noReason()));
      }
    }
  }

  async #remove(): Promise<void> {
    const extra = this.#extra();
    if (extra.length === 0) return;
    const { api } = this.#ctx.session();
    const { imageId } = this.#state;
    this.#ctx.report.progress(messages.removingRegions(imageId, extra));
    const sent = (deadline: number) => api.deleteImageCopy(imageId, extra, this.#ctx.signal, deadline);
    const isGone = () => this.#extra().length < extra.length;
    // The copies to keep may have been deleted in the meantime.
    const refusal = await this.#send(sent, isGone, () => this.#missing());
    if (refusal) throw new Stopped(this.#explain(refusal));
    if (this.#extra().length > 0) throw new Stopped(messages.stillInRegions(this.#extra()));
  }

  #explain(error: ZenlayerError): string {
    return describeError(error, this.#ctx.session());
  }

  /**
   * Sends a call, and waits until the service has done what it does about it.
   * @param hasEffect whether the regions show that the call was carried out
   * @param forbidding regions without a copy, which forbid the call
   * @returns the refusal, if nothing was done
   */
  async #send(
    call: (deadline: number) => Promise<void>,
    hasEffect: () => boolean,
    forbidding: () => string[] = () => [],
  ): Promise<ZenlayerError | undefined> {
    const { clock } = this.#ctx;
    const { settleMs } = this.#ctx.session().settings;
    const start = clock.now();
    for (let ambiguous = 0; ;) {
      this.#hasActed = true;
      const gone = forbidding();
      if (gone.length > 0) throw new Stopped(messages.copiesGone(gone));
      try {
        // Another run may change the image while the call waits, so it is not sent long after the last reading.
        await call(Math.min(this.#deadline, clock.now() + sendWithinMs(this.#ctx.session())));
      } catch (error) {
        if (error instanceof DeadlineExceeded) {
          if (clock.now() >= this.#deadline) throw new Stopped(messages.noTimeLeft());
          await this.#untilIdle();
          if (hasEffect()) return undefined;
          continue;
        }
        if (!(error instanceof ZenlayerError)) throw error;
        if (error.outcome === "rejected" && !hasClass(error, "busy", "instanceBusy")) return error;
        if (error.outcome === "rejected") {
          if (clock.now() - start >= REFUSED_MS || clock.now() >= this.#deadline) return error;
          await clock.sleep(Math.min(PAUSE_MS, settleMs || PAUSE_MS), this.#ctx.signal);
          await this.#untilIdle();
          if (hasEffect()) return undefined;
          continue;
        }
        // A call that was carried out shows within the settle time. Without a sign of it, it is sent again.
        if (!(await this.#hasBegun(hasEffect)) && ++ambiguous < MOST_AMBIGUOUS) continue;
        if (ambiguous >= MOST_AMBIGUOUS) throw error;
        await this.#untilIdle();
        return undefined;
      } finally {
        this.#ctx.session().images.noteWrite("");
      }
      await this.#hasBegun(hasEffect);
      await this.#untilIdle();
      return undefined;
    }
  }

  /** Whether the image is busy, or shows the effect of a call, within the settle time: lists may lag. */
  async #hasBegun(hasEffect: () => boolean): Promise<boolean> {
    const { settleMs } = this.#ctx.session().settings;
    const until = Math.min(this.#deadline, this.#ctx.clock.now() + settleMs);
    const end = await this.#watch(until, (image) => isBusy(image) || hasEffect());
    return end !== Timeout;
  }

  /** Waits until nothing is done to the image any more. */
  async #untilIdle(): Promise<void> {
    const end = await this.#watch(this.#deadline, (image) => !isBusy(image) && image.regions.length > 0);
    if (end === Timeout) throw new Stopped(messages.noTimeLeft(this.#state.imageStatus));
  }

  async #watch(deadline: number, enough: (image: ZecImageInfo) => boolean): Promise<true | Timeout> {
    const session = this.#ctx.session();
    const { imageId, zoneId = "" } = this.#state;
    const { clock, signal } = this.#ctx;
    const place = messages.placeOf(session.scope, zoneId);
    let isGone = false;
    try {
      const end = await session.images.watchImage<true>(zoneId, {
        imageId,
        since: clock.now(),
        deadline: Math.max(deadline, clock.now()),
        signal,
        evaluate: (image) => {
          isGone = image === undefined;
          if (image === undefined) return { done: true, value: true };
          const found = image as ZecImageInfo;
          // Another run has continued with it, and with its regions.
          if (!isStillOurs(asShared(this.#state), found))
            throw new Stopped(new NameChanged(imageId, found.imageName).message);
          this.#state = asZec(observe(asShared(this.#state), found, zoneId, session));
          if (enough(found)) return { done: true, value: true };
          this.#followProgress(found);
          return { done: false };
        },
        lost: (until) => reportLost(this.#ctx, place, until),
        back: () => reportBack(this.#ctx, place),
      });
      if (!isGone) return end;
    } finally {
      session.copyProgress.withdraw(imageId);
    }
    await confirmDeleted(this.#ctx, session, asShared(this.#state));
    throw new Stopped(messages.imageVanished(imageId, place));
  }

  #followProgress({ imageId, imageName, imageStatus }: ZecImageInfo): void {
    const { signal, report, clock } = this.#ctx;
    if (imageStatus !== "SYNCING") return;
    const seen = (copies: CopyProgress[]): void => {
      for (const { regionId, error } of copies) if (error !== undefined) this.#errors.set(regionId, error);
      const text = messages.copyProgress({ imageId, imageName }, copies, toWallTime(clock, this.#deadline));
      const isNews = copies.length > 0 ? text !== this.#reported : this.#reported === "";
      if (isNews) report.progress((this.#reported = text));
    };
    this.#ctx.session().copyProgress.request(imageId, seen, signal);
  }
}
