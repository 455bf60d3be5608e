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

/** How long a machine is given to shut down by itself before its power is cut, where that is allowed. */
const GRACE_MS = 120_000;
/** How long an instance may take to shut down, or to start. Our choice. */
export const POWER_MS = 10 * 60_000;

/** What became of an instance that is started again. */
export type SeenPower = "started" | "stopped";

interface Use {
  /** Creates and updates of this process that image the machine or wait for their turn to. */
  users: number;
  /** One of us has stopped it, and nobody has started it again. */
  stoppedByUs: boolean;
  /** The state of a resource says so, so that its next run starts the machine if this one does not. */
  remembered: boolean;
  /** An image of ours may still be being made, so the machine cannot be started; the image's record says so. */
  unsettled: boolean;
}

/**
 * The machines that images of this process are made of. One image of a machine is made at a time (the service's rule),
 * and a machine that we stopped is started again by the last one that needed it stopped.
 */
export class InstanceLeases {
  readonly #turns = new KeyedMutex();
  readonly #uses = new Map<string, Use>();

  /**
   * Runs `work` as the only one of this process that images the machine.
   * @param held.stoppedBefore an earlier run of ours stopped the machine and could not start it again
   */
  async hold<T>(
    ctx: Context,
    session: Session,
    { instanceId, stoppedBefore = false }: { instanceId: string; stoppedBefore?: boolean },
    work: (machine: InstanceLease) => Promise<T>,
  ): Promise<T> {
    const use = this.#uses.get(instanceId) ?? { users: 0, stoppedByUs: false, remembered: true, unsettled: false };
    this.#uses.set(instanceId, use);
    use.users++;
    use.stoppedByUs ||= stoppedBefore;
    const machine = new InstanceLease(ctx, session, instanceId, use);
    const go = () => work(machine).finally(() => machine.leave());
    try {
      return await this.#turns.runExclusive(instanceId, go, ctx.signal);
    } catch (error) {
      // There is no image: leave the machine as it was. Those before us may have left it to us to start it.
      if (!use.unsettled) await this.#releaseAfter(ctx, session, machine);
      throw error;
    } finally {
      machine.leave();
      if (use.users === 0) this.#uses.delete(instanceId);
    }
  }

  /** The error that is on its way to the user matters more than a machine that does not start. */
  async #releaseAfter(ctx: Context, session: Session, machine: InstanceLease): Promise<void> {
    const { remembered } = machine;
    try {
      await machine.release(remembered ? ctx.signal : undefined);
    } catch (error) {
      if (remembered && ctx.signal.aborted) return; // the next run's business
      ctx.report.warn(messages.leftStopped(machine.instanceId, describeError(error, session)));
    }
  }
}

/** One user's hold on a machine. */
export class InstanceLease {
  readonly #ctx: Context;
  readonly #session: Session;
  readonly #use: Use;
  #left = false;
  #released = false;

  constructor(
    ctx: Context,
    session: Session,
    readonly instanceId: string,
    use: Use,
  ) {
    this.#ctx = ctx;
    this.#session = session;
    this.#use = use;
  }

  /** One of us stopped the machine and has not started it again yet. */
  get stoppedByUs(): boolean {
    return this.#use.stoppedByUs;
  }

  /** A state says that the machine has to be started, or it has not: this run alone owes it nothing. */
  get remembered(): boolean {
    return this.#use.remembered;
  }

  /** Waits until the machine is neither being imaged nor changing its power state; answers what was seen last. */
  async settle(deadline: number): Promise<InstanceInfo | undefined> {
    return this.#watchUntil(deadline, (instance) => !isInBetween(instance));
  }

  /** The instance as it is now. */
  async look(deadline: number): Promise<InstanceInfo | undefined> {
    return this.#watchUntil(deadline, () => true);
  }

  /** Does `work`, which only reads, until a cancel or the deadline ends it: a look may take minutes, with its retries. */
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
    this.#use.stoppedByUs = true;
  }

  /**
   * Stops the machine: asks it to shut down, and where that is allowed cuts its power if that has not worked
   * within 120 seconds. After a cancel it sends nothing more, but waits: a machine half stopped cannot be started again.
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
    const { stoppedByUs, remembered } = this.#use;
    // From here on the machine may be stopped because of us, even if the answer is lost.
    this.#use.stoppedByUs = true;
    this.#use.remembered = false;
    try {
      await this.#session.api.stopInstance(this.instanceId, how, this.#ctx.signal, deadline);
    } catch (error) {
      const mayBeDone = error instanceof ZenlayerError && (error.outcome === "unknown" || error.afterAmbiguous);
      if (!mayBeDone) Object.assign(this.#use, { stoppedByUs, remembered });
      throw error instanceof DeadlineExceeded ? messages.createTimedOut(this.instanceId, error.last) : error;
    }
  }

  #untilStopped(deadline: number): Promise<InstanceInfo | undefined> {
    return waitForInstance(this.#ctx, this.#session, this.instanceId, isStopped, { deadline, patient: true });
  }

  /** Ends our use of the machine while its image may still be being made: it stays as it is. */
  leaveUnsettled(): void {
    this.#use.unsettled = true;
    this.leave();
  }

  /**
   * Ends our use of the machine, and starts it again if we stopped it and nobody else of this process needs it stopped.
   * @param signal abandons the start; absent where nothing else remembers that the machine has to be started
   */
  async release(signal?: AbortSignal): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    this.leave();
    this.#use.unsettled = false;
    if (!this.#use.stoppedByUs) return;
    if (this.#use.users > 0) {
      // From here on it is up to those after us: our own state does not mention the machine.
      this.#use.remembered = false;
      return;
    }
    // Once it was asked to start, whoever stops it means it: a failure after that must not have it started again.
    const note = (seen: SeenPower) => (this.#use.stoppedByUs = seen === "stopped");
    await startAgain(this.#ctx, this.#session, this.instanceId, { note, signal });
    this.#use.stoppedByUs = false;
  }

  leave(): void {
    if (!this.#left) this.#use.users--;
    this.#left = true;
  }
}

/**
 * Starts a machine that we stopped, once it can be started; does nothing if it runs already or is gone. After a cancel
 * it does not wait until it runs.
 * @param options.note is called once the instance was started, and again if it is seen to have stopped
 * @param options.signal abandons the start as well, for a machine that a state remembers
 * @throws UserError when it cannot be started within ten minutes, ZenlayerError when the service refuses
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
    // Somebody was quicker, or it was started and the answers were lost.
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
    // After a cancel nobody waits to see it run: it was asked to start, which is all that we owe.
    if (!ctx.signal.aborted) throw error;
  }
}

/** Whether a start of unknown outcome has shown an effect by now. */
async function hasStarted(session: Session, instanceId: string, error: unknown): Promise<boolean> {
  if (!(error instanceof ZenlayerError) || (error.outcome === "rejected" && !error.afterAmbiguous)) return false;
  const [instance] = await session.api.describeInstances([instanceId]).catch(() => []);
  return instance !== undefined && !isStopped(instance);
}
