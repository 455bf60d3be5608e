import { setMaxListeners } from "node:events";
import * as messages from "../messages";
import type { ProviderContext } from "../resource";
import type { Session } from "../session";
import { toWallTime } from "../zenlayer/clock";
import { Timeout, type Evaluation, type Watch } from "../zenlayer/poller";
import type { InstanceInfo } from "../zenlayer/types";
import { reportBack, reportLost } from "./contactReports";

/** How long to wait for an instance. */
export interface InstanceWait {
  /** By the monotonic clock. */
  deadline: number;
  /** Absent for waits that a cancel must not end: for an instance to stop, so that it can be started again. */
  signal?: AbortSignal;
  /** The instance must be started or stopped, so an outage of the service is tolerated for two minutes. */
  patient?: boolean;
}

/**
 * Polls an instance until `enough`, it is gone, or the deadline. Its status is reported as progress.
 * @returns the instance as it was last read, so possibly not `enough`; undefined if it does not exist
 * @throws ZenlayerError when it cannot be read, or the reason of the signal
 */
export async function waitForInstance(
  ctx: ProviderContext,
  session: Session,
  instanceId: string,
  enough: (instance: InstanceInfo) => boolean,
  wait: InstanceWait,
): Promise<InstanceInfo | undefined> {
  const watch = new InstanceWatch(ctx, instanceId, enough, wait);
  const explain = (): void => watch.explainAfterCancel();
  if (!wait.signal) {
    setMaxListeners(0, ctx.signal); // hundreds of instances may be waited for at once
    ctx.signal.addEventListener("abort", explain, { once: true });
  }
  try {
    const end = await session.instancePoller.watch(watch);
    return end === Timeout ? watch.seen : end;
  } finally {
    ctx.signal.removeEventListener("abort", explain);
  }
}

// A class rather than closures: hundreds of instances may be waited for at once.
class InstanceWatch implements Watch<ReadonlyMap<string, InstanceInfo>, InstanceInfo | undefined> {
  readonly change = "power";
  readonly since: number;
  readonly deadline: number;
  readonly signal?: AbortSignal;
  readonly outageToleranceMs?: number;
  /** As it was last read. */
  seen?: InstanceInfo;
  readonly #ctx: ProviderContext;
  readonly #enough: (instance: InstanceInfo) => boolean;
  #announced?: string;
  #isExplained = false;

  constructor(
    ctx: ProviderContext,
    readonly key: string,
    enough: (instance: InstanceInfo) => boolean,
    { deadline, signal, patient = false }: InstanceWait,
  ) {
    this.#ctx = ctx;
    this.#enough = enough;
    this.since = ctx.clock.now();
    this.deadline = deadline;
    this.signal = signal;
    this.outageToleranceMs = patient ? undefined : 0;
  }

  evaluate(reading: ReadonlyMap<string, InstanceInfo>): Evaluation<InstanceInfo | undefined> {
    const instance = reading.get(this.key);
    this.seen = instance;
    if (instance === undefined || this.#enough(instance)) return { done: true, value: instance };
    const { clock, report } = this.#ctx;
    if (this.#announced !== instance.instanceStatus && clock.now() < this.deadline) {
      report.progress(messages.waitingForInstance(instance, toWallTime(clock, this.deadline)));
      this.#announced = instance.instanceStatus;
    }
    this.explainAfterCancel();
    return { done: false };
  }

  /** Says once why a canceled run goes on: users who see nothing cancel again, and the instance stays off. */
  explainAfterCancel(): void {
    const { clock, report, signal } = this.#ctx;
    if (this.signal || !signal.aborted || !this.seen || this.#isExplained || clock.now() >= this.deadline) return;
    this.#isExplained = true;
    report.warn(messages.waitsAfterCancel(this.seen, toWallTime(clock, this.deadline)));
  }

  lost(until?: number): void {
    reportLost(this.#ctx, `instance ${this.key}`, until);
  }

  back(): void {
    reportBack(this.#ctx, `instance ${this.key}`);
  }
}
