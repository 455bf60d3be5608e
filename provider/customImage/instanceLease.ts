import * as messages from "../messages";
import type { Session } from "../session";
import { DeadlineExceeded, hasCode, ZenlayerError } from "../zenlayer/apiError";
import type { InstanceInfo, ShutdownMode } from "../zenlayer/types";
import type { ProviderContext as Context } from "../resource";
import { untilDeadline } from "./deadline";
import { KeyedMutex } from "./keyedMutex";
import { canBeStarted, isInBetween, isRunning, isStopped } from "./powerStates";
import { waitForInstance } from "./waitForInstance";
import { describeError } from "./describeError";

/** How long an instance may take to shut down before its power is cut, if that is allowed. */
const GRACE_MS = 120_000;
/** How long an instance may take to shut down, or to start. Our choice. */
export const POWER_MS = 10 * 60_000;

/** What became of an instance that is started again. */
export type SeenPower = "started" | "stopped";

/** Why an instance has its power state, and so who has to start it. */
type Power =
  /** We have not stopped it, or have started it again. */
  | { kind: "asFound" }
  /** We have stopped it. If a stored state records that, the next run starts the instance if this one does not. */
  | { kind: "stopped"; isRecorded: boolean }
  /** An image may still be being created, so it cannot be started. The image's record says whether it has to be. */
  | { kind: "imaging"; stoppedByUs: boolean };

const AS_FOUND: Power = { kind: "asFound" };

/** An instance with what the creates and updates of this process share about it. */
interface SharedInstance {
  /** Creates and updates that image the instance or wait to. */
  users: number;
  power: Power;
}

const isStoppedByUs = ({ power }: SharedInstance): boolean =>
  power.kind === "stopped" || (power.kind === "imaging" && power.stoppedByUs);

/** An earlier run has stopped the instance, and a record says so until it is started. */
function noteEarlierStop(instance: SharedInstance): void {
  if (instance.power.kind === "imaging") instance.power = { kind: "imaging", stoppedByUs: true };
  else if (instance.power.kind === "asFound") instance.power = { kind: "stopped", isRecorded: true };
}

/**
 * The source instances of this process's images. One image of an instance is created at a time (the service's rule),
 * and an instance that we stopped is started again by the last user that needs it stopped.
 */
export class InstanceLeases {
  readonly #mutex = new KeyedMutex();
  readonly #instances = new Map<string, SharedInstance>();

  /**
   * Runs `work` while no other create or update of this process images the instance.
   * @param held.stoppedBefore an earlier run stopped the instance and did not start it again
   */
  async hold<T>(
    ctx: Context,
    session: Session,
    { instanceId, stoppedBefore = false }: { instanceId: string; stoppedBefore?: boolean },
    work: (lease: InstanceLease) => Promise<T>,
  ): Promise<T> {
    const instance = this.#instances.get(instanceId) ?? { users: 0, power: AS_FOUND };
    this.#instances.set(instanceId, instance);
    instance.users++;
    if (stoppedBefore) noteEarlierStop(instance);
    const lease = new InstanceLease(ctx, session, instanceId, instance);
    const run = () => work(lease).finally(() => lease.leave());
    try {
      return await this.#mutex.runExclusive(instanceId, run, ctx.signal);
    } catch (error) {
      // No image was created: leave the instance as it was. An earlier user may have left it to this one to start it.
      if (instance.power.kind === "stopped") {
        await this.#releaseAfter(ctx, session, lease, instance.power);
      }
      throw error;
    } finally {
      lease.leave();
      if (instance.users === 0) this.#instances.delete(instanceId);
    }
  }

  /** Never throws: the error of `work` matters more than an instance that does not start. */
  async #releaseAfter(
    ctx: Context,
    session: Session,
    lease: InstanceLease,
    { isRecorded }: { isRecorded: boolean },
  ): Promise<void> {
    try {
      await lease.release(isRecorded ? ctx.signal : undefined);
    } catch (error) {
      if (isRecorded && ctx.signal.aborted) return; // the next run starts it
      ctx.report.warn(messages.leftStopped(lease.instanceId, describeError(error, session)));
    }
  }
}

/** One user's lease of an instance. */
export class InstanceLease {
  readonly #ctx: Context;
  readonly #session: Session;
  readonly #instance: SharedInstance;
  /** One that has ended may still be released, which starts the instance; nothing follows a release. */
  #phase: "using" | "ended" | "released" = "using";

  constructor(
    ctx: Context,
    session: Session,
    readonly instanceId: string,
    instance: SharedInstance,
  ) {
    this.#ctx = ctx;
    this.#session = session;
    this.#instance = instance;
  }

  /** This process or an earlier run has stopped the instance, and it has not been started again yet. */
  get stoppedByUs(): boolean {
    return isStoppedByUs(this.#instance);
  }

  /**
   * Waits until the instance is neither being imaged nor changing its power state. @returns the instance as it was last
   * read
   */
  async waitUntilStable(deadline: number): Promise<InstanceInfo | undefined> {
    return this.#watchUntil(deadline, (instance) => !isInBetween(instance));
  }

  /** The instance as it is now. */
  async describe(deadline: number): Promise<InstanceInfo | undefined> {
    return this.#watchUntil(deadline, () => true);
  }

  /** Runs `work`, which only reads, until a cancel or the deadline aborts it: with retries, a read may take minutes. */
  untilDeadline<T>(deadline: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return untilDeadline(this.#ctx, deadline, () => messages.createTimedOut(this.instanceId, undefined), work);
  }

  #watchUntil(deadline: number, enough: (instance: InstanceInfo) => boolean): Promise<InstanceInfo | undefined> {
    return this.untilDeadline(deadline, (signal) =>
      waitForInstance(this.#ctx, this.#session, this.instanceId, enough, { deadline, signal }),
    );
  }

  /** An earlier run has stopped the instance, and its image's record says so until it is started. */
  inheritStop(): void {
    noteEarlierStop(this.#instance);
  }

  /**
   * Stops the instance: lets it shut down, and cuts its power after 120 seconds if that is allowed. After a cancel it
   * sends nothing more, but waits: an instance that is STOPPING cannot be started again.
   */
  async stop(instance: InstanceInfo, deadline: number, { mayForce }: { mayForce: boolean }): Promise<void> {
    const { clock, report } = this.#ctx;
    report.progress(messages.stopping(instance));
    await this.#sendStop("graceful", deadline);
    let seen = await this.#untilStopped(Math.min(deadline, clock.now() + (mayForce ? GRACE_MS : POWER_MS)));
    if (seen && !isStopped(seen) && mayForce && clock.now() < deadline) {
      report.progress(messages.forcingPowerOff(instance));
      await this.#sendStop("forced", deadline);
      seen = await this.#untilStopped(Math.min(deadline, clock.now() + POWER_MS));
    }
    if (seen && !isStopped(seen)) throw messages.doesNotStop(seen, { forced: mayForce });
  }

  async #sendStop(how: ShutdownMode, deadline: number): Promise<void> {
    const before = this.#instance.power;
    // From here on the instance may be stopped because of us, even if the response is lost.
    this.#instance.power = { kind: "stopped", isRecorded: false };
    try {
      await this.#session.api.stopInstance(this.instanceId, how, this.#ctx.signal, deadline);
    } catch (error) {
      const mayBeDone = error instanceof ZenlayerError && (error.outcome === "unknown" || error.afterAmbiguous);
      if (!mayBeDone) this.#instance.power = before;
      throw error instanceof DeadlineExceeded ? messages.createTimedOut(this.instanceId, error.last) : error;
    }
  }

  #untilStopped(deadline: number): Promise<InstanceInfo | undefined> {
    return waitForInstance(this.#ctx, this.#session, this.instanceId, isStopped, { deadline, patient: true });
  }

  /** Ends the use of the instance while its image may still be being created: the instance is not changed. */
  leaveImaging(): void {
    this.#instance.power = { kind: "imaging", stoppedByUs: this.stoppedByUs };
    this.leave();
  }

  /**
   * Ends the use of the instance, and starts it again if we stopped it and no other user of this process needs it
   * stopped.
   * @param signal aborts the start; absent if no state records that the instance must be started
   */
  async release(signal?: AbortSignal): Promise<void> {
    if (this.#phase === "released") return;
    this.leave();
    this.#phase = "released";
    const instance = this.#instance;
    if (!this.stoppedByUs) {
      instance.power = AS_FOUND;
      return;
    }
    if (instance.users > 0) {
      // From here on later users start it: this user's state does not record the instance.
      instance.power = { kind: "stopped", isRecorded: false };
      return;
    }
    const stopped: Power = instance.power.kind === "stopped" ? instance.power : { kind: "stopped", isRecorded: true };
    instance.power = stopped;
    // Once the start was requested, a later stop was not ours: a failure after that must not start it again.
    const note = (seen: SeenPower) => (instance.power = seen === "stopped" ? stopped : AS_FOUND);
    await startAgain(this.#ctx, this.#session, this.instanceId, { note, signal });
    instance.power = AS_FOUND;
  }

  leave(): void {
    if (this.#phase !== "using") return;
    this.#phase = "ended";
    this.#instance.users--;
  }
}

/**
 * Starts an instance that we stopped, once it can be started; does nothing if it runs already or is gone. After a
 * cancel it does not wait until it runs.
 * @param options.note is called once the instance was started, and again if it is seen to have stopped
 * @param options.signal also aborts the start, for an instance that a state records
 * @throws UserError when it cannot be started within ten minutes, ZenlayerError when the service rejects it
 */
export async function startAgain(
  ctx: Context,
  session: Session,
  instanceId: string,
  { note, signal }: { note: (seen: SeenPower) => void; signal?: AbortSignal },
): Promise<void> {
  const until = (enough: (instance: InstanceInfo) => boolean, ends?: AbortSignal) =>
    waitForInstance(ctx, session, instanceId, enough, {
      deadline: ctx.clock.now() + POWER_MS,
      signal: ends,
      patient: true,
    });
  const instance = await until(canBeStarted, signal);
  if (instance === undefined) return;
  if (!canBeStarted(instance)) throw messages.doesNotStart(instance);
  if (!isStopped(instance)) return;
  ctx.report.progress(messages.starting(instance));
  try {
    await session.api.startInstance(instanceId, signal);
  } catch (error) {
    // It was already started, by another or by a request whose response was lost.
    if (!hasCode(error, "OPERATION_DENIED_INSTANCE_NOT_STOPPED") && !(await hasStarted(session, instanceId, error))) {
      throw error;
    }
  }
  note("started");
  try {
    const started = await until(isRunning, ctx.signal);
    if (started && isStopped(started)) note("stopped");
    if (started && !isRunning(started)) throw messages.doesNotStart(started);
  } catch (error) {
    // After a cancel it is enough that the start was requested.
    if (!ctx.signal.aborted) throw error;
  }
}

/** Whether a start of unknown outcome has shown an effect by now. */
async function hasStarted(session: Session, instanceId: string, error: unknown): Promise<boolean> {
  if (!(error instanceof ZenlayerError) || (error.outcome === "rejected" && !error.afterAmbiguous)) return false;
  const [instance] = await session.api.describeInstances([instanceId]).catch(() => []);
  return instance !== undefined && !isStopped(instance);
}
