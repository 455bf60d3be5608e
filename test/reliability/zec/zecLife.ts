import type { CallEvent, Fault } from "../../../emulator";
import { PartialFailure } from "../../../provider/customImage/partialFailure";
import type { ProgramInputs } from "../../../provider/customImage/check";
import { check, create, diff, read, remove, update, type ZecInputs, type ZecState } from "../../../provider/zecImage";
import { randomFrom } from "../../support/random";
import { LOGICAL_NAME, TestAccount, type TestContext } from "../../support/provider";

/** What a program declares for its only image; undefined: the image is to be deleted. */
export type Program = ProgramInputs | undefined;

/** The image as the engine stores it. */
interface Stored {
  id: string;
  outs: ZecState;
  /** The last command has failed after the image was created, so the next one updates it. */
  isPartial: boolean;
}

/** How a command ended. */
export type Outcome = "done" | "failed" | "killed";

/** A verb in place of the provider's: a planted bug. */
export type Planted = Partial<{ create: typeof create; update: typeof update; remove: typeof remove }>;

/**
 * One image of Elastic Compute, its account, and an engine that does what Pulumi's does: a new provider process for each
 * command, and a state that is written when a verb returns.
 */
export class ZecLife {
  readonly account: TestAccount;
  stored?: Stored;
  /** Replaced images in the state: deleted as soon as the new one is finished, or by the next command. */
  #pendingDeletes: ZecState[] = [];
  /** Ids of images that a process had finished before it was killed without writing the state. */
  readonly lost = new Set<string>();
  /** Called after each API call of a command, and when a command has ended. */
  observe?: (moment: { isRunning: boolean }) => void;
  /** Distinguishes the attempts of runs. */
  readonly #random = randomFrom(1);
  readonly #verbs: { create: typeof create; update: typeof update; remove: typeof remove };

  constructor(planted: Planted = {}, options: object = {}) {
    this.account = new TestAccount({
      createImageMs: 60_000,
      stopInstanceMs: 5_000,
      startInstanceMs: 5_000,
      zec: { copyImageMs: 30_000, deleteCopyMs: 3_000, deleteImageMs: 3_000, ...options },
    });
    this.account.emulator.zec.setInstanceStatus("zec-web", "RUNNING");
    this.#verbs = { create, update, remove, ...planted };
  }

  /** What state holds: the image, and images that were replaced and are not deleted yet. */
  get resources(): { id: string; outs: ZecState; isReplaced: boolean }[] {
    const replaced = this.#pendingDeletes.map((outs) => ({ id: outs.imageId, outs, isReplaced: true }));
    return [...(this.stored ? [{ ...this.stored, isReplaced: false }] : []), ...replaced];
  }

  get images() {
    return this.account.emulator.zec.images();
  }

  fault(fault: Fault): void {
    this.account.emulator.faults.add(fault);
  }

  /** `pulumi up`, or `destroy` for no program. @param stopAt cancels or kills the process at this call */
  async run(
    program: Program,
    stopAt?: { call: number; phase: "before" | "after"; how: "kill" | "cancel" },
  ): Promise<Outcome> {
    const { account } = this;
    // Nothing happens between most polls. Fewer of them leave time for more lives.
    const ctx = account.process({ pollIntervalSeconds: "4" });
    ctx.random = this.#random;
    const transportsBefore = account.clock.transports.length;
    let killed: (outcome: "killed") => void = () => undefined;
    const death = new Promise<"killed">((resolve) => (killed = resolve));
    let calls = 0;
    account.emulator.onCall = ({ phase }: CallEvent) => {
      if (phase === "before") calls++;
      if (phase === "after") this.observe?.({ isRunning: true });
      if (!stopAt || calls !== stopAt.call || phase !== stopAt.phase) return;
      if (stopAt.how === "cancel") return ctx.cancel();
      for (const transport of account.clock.transports.slice(transportsBefore)) transport.isDead = true;
      killed("killed");
    };
    try {
      return await account.run(Promise.race([this.#command(ctx, program), death]));
    } finally {
      account.emulator.onCall = undefined;
      this.observe?.({ isRunning: false });
    }
  }

  async #command(ctx: TestContext, program: Program): Promise<Outcome> {
    try {
      if (program === undefined) await this.#destroy(ctx);
      else await this.#up(ctx, program);
      await this.#deletePending(ctx);
      return "done";
    } catch (error) {
      if (error instanceof PartialFailure) {
        if (this.stored && this.stored.id !== error.id) this.#pendingDeletes.push(this.stored.outs);
        this.stored = { id: error.id, outs: error.properties as unknown as ZecState, isPartial: true };
      }
      return "failed";
    }
  }

  async #up(ctx: TestContext, program: ProgramInputs): Promise<void> {
    const old = this.stored;
    if (old === undefined) {
      const made = await this.#verbs.create(ctx, await checked(ctx, program));
      this.stored = { ...made, isPartial: false };
      return;
    }
    const news = await checked(ctx, program, {});
    const { properties, deleteBeforeReplace } = diff(ctx, old.id, old.outs, news);
    if (Object.values(properties).includes("replace")) {
      if (deleteBeforeReplace) {
        await this.#verbs.remove(ctx, old.outs);
        this.stored = undefined;
      }
      const made = await this.#verbs.create(ctx, await checked(ctx, program));
      this.stored = { ...made, isPartial: false };
      if (!deleteBeforeReplace) this.#pendingDeletes.push(old.outs);
    } else if (Object.keys(properties).length > 0 || old.isPartial) {
      const outs = await this.#verbs.update(ctx, old.outs, news);
      this.stored = { id: old.id, outs, isPartial: false };
    }
  }

  async #deletePending(ctx: TestContext): Promise<void> {
    for (const outs of [...this.#pendingDeletes]) {
      await this.#verbs.remove(ctx, outs);
      this.#pendingDeletes = this.#pendingDeletes.filter((other) => other !== outs);
    }
  }

  async #destroy(ctx: TestContext): Promise<void> {
    if (this.stored) await this.#verbs.remove(ctx, this.stored.outs);
    this.stored = undefined;
  }

  /** `pulumi refresh`. */
  async refresh(): Promise<void> {
    const ctx = this.account.process();
    if (!this.stored) return;
    const { id, outs } = this.stored;
    const found = await this.account.run(read(ctx, id, outs));
    this.stored = found && { ...this.stored, outs: found.outs };
  }
}

async function checked(ctx: TestContext, program: ProgramInputs, olds?: ZecInputs): Promise<ZecInputs> {
  const { inputs, failures } = await check(ctx, olds, { __logicalName: LOGICAL_NAME, ...program });
  if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join(" "));
  return inputs;
}
