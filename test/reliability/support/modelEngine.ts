import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as realVerbs from "../../../provider/customImage";
import {
  PartialFailure,
  type CheckedInputs,
  type Context,
  type ImageState,
  type ProgramInputs,
  type Takeovers,
} from "../../../provider/customImage";
import { UserError } from "../../../provider/messages";
import { SharedTakeovers } from "../../../provider/hosts/takeovers";
import { ZenlayerError } from "../../../provider/zenlayer/apiError";
import { Death, type ProviderProcess } from "./providerProcess";

export type Verbs = Pick<typeof realVerbs, "check" | "diff" | "create" | "read" | "update" | "remove">;

/** A resource as the engine stores it. */
export interface Stored {
  id: string;
  inputs: CheckedInputs;
  outputs: ImageState;
  initErrors: string[];
  /** It belongs to the explicit provider. */
  isOthers?: boolean;
}

/** A program: its resources by logical name. */
export type Program = Record<string, ProgramInputs & Options>;

interface Options {
  deleteBeforeReplace?: boolean;
  /** The resource has an explicit provider, and so its own process. */
  isOthers?: boolean;
}

/** Options of `pulumi up`. */
export interface UpOptions {
  /** Deletes what is to be deleted although something else has failed. */
  continueOnError?: boolean;
  /** Resources to replace, changed or not. */
  replace?: string[];
}

/** Result of a command, which never throws. */
export interface Outcome {
  failures: string[];
  warnings: string[];
}

/**
 * Calls the provider as Pulumi's engine does, as far as it matters here: checks and diffs one after the other,
 * creates and updates in parallel, deletes last; saves partial failures; a failure skips what would follow.
 * A process of the provider lives for one command. A hundred times faster than the engine, so that complete
 * grids take a minute. The tests with the real engine verify that it behaves like this.
 */
export class ModelEngine {
  readonly resources = new Map<string, Stored>();
  /** Old ones of replacements, which are still to be deleted. */
  replaced: Stored[] = [];
  /** The process of the current command, or of the last one. */
  provider!: ProviderProcess;
  /** The process of the explicit provider, once it is needed. */
  other: ProviderProcess | undefined;
  #runs = 0;
  #address = "";
  /** Ends the processes of the current command. */
  readonly #ends: (() => void)[] = [];
  readonly #id = randomUUID();
  readonly #startProvider: (takeovers: Takeovers) => ProviderProcess;
  readonly #verbs: Verbs;
  readonly #stack: string;

  constructor(startProvider: (takeovers: Takeovers) => ProviderProcess, verbs: Verbs = realVerbs, stack = "dev") {
    this.#startProvider = startProvider;
    this.#verbs = verbs;
    this.#stack = stack;
  }

  up(program: Program, { continueOnError = false, replace = [] }: UpOptions = {}): Promise<Outcome> {
    return this.#command(async () => {
      const steps: (() => Promise<void>)[] = [];
      for (const [name, inputs] of Object.entries(program))
        steps.push(...(await this.#plan(name, inputs, replace.includes(name))));
      const changes = allOrThrow(steps.map((step) => step()));
      if (continueOnError) await changes.catch(() => undefined);
      else await changes;
      const undeclared = [...this.resources.keys()].filter((name) => !(name in program));
      await allOrThrow([changes, this.#deleteAll(undeclared)]);
    });
  }

  refresh(): Promise<Outcome> {
    return this.#command(async () => {
      await allOrThrow([...this.resources].map(([name, stored]) => this.#refresh(name, stored)));
    });
  }

  destroy(): Promise<Outcome> {
    return this.#command(() => this.#deleteAll([...this.resources.keys()]));
  }

  async #command(work: () => Promise<void>): Promise<Outcome> {
    this.#address = `run ${++this.#runs} of ${this.#id}`;
    this.other = undefined;
    const provider = (this.provider = this.#start());
    const failures: string[] = [];
    await Promise.race([work(), provider.death]).catch((error: unknown) => {
      for (const each of flat(error)) failures.push(...reasonsOf(each));
    });
    for (const end of this.#ends.splice(0)) end();
    return {
      failures,
      warnings: [...provider.warnings, ...((this.other as ProviderProcess | undefined)?.warnings ?? [])],
    };
  }

  /**
   * The state as written so far, for a run that starts during another one: after a `pulumi cancel`, which
   * removes the lock, or in another backend.
   */
  copyStateTo(other: ModelEngine): void {
    for (const [name, stored] of this.resources) other.resources.set(name, { ...stored });
    other.replaced = this.replaced.map((stored) => ({ ...stored }));
  }

  #start(): ProviderProcess {
    const takeovers = sharedTakeovers(this.#address);
    this.#ends.push(() => takeovers.end());
    return this.#startProvider(takeovers);
  }

  #process(isOthers: boolean | undefined): ProviderProcess {
    return isOthers ? (this.other ??= this.#start()) : this.provider;
  }

  #context(name: string, isOthers: boolean | undefined): Context {
    return { ...this.#process(isOthers).context, resource: name };
  }

  /** Check and diff. @returns what is to be done */
  async #plan(name: string, declared: Program[string], isForced: boolean): Promise<(() => Promise<void>)[]> {
    const { deleteBeforeReplace = false, isOthers, ...given } = declared;
    const context = this.#context(name, isOthers);
    const program = { ...given, __logicalName: { project: "test", stack: this.#stack, name } };
    const stored = this.resources.get(name);
    const inputs = await this.#check(context, stored?.inputs, program);
    if (!stored) return [() => this.#create(name, inputs, isOthers)];
    const difference = this.#verbs.diff(context, stored.id, stored.outputs, inputs);
    const kinds = Object.values(difference.properties);
    if (isForced || kinds.includes("replace")) {
      const fresh = await this.#check(context, undefined, program);
      return [
        () => this.#replace(name, stored, fresh, isOthers, difference.deleteBeforeReplace || deleteBeforeReplace),
      ];
    }
    if (kinds.length > 0 || stored.initErrors.length > 0) return [() => this.#update(name, stored, inputs)];
    stored.inputs = inputs;
    return [];
  }

  async #check(ctx: Context, olds: CheckedInputs | undefined, program: ProgramInputs): Promise<CheckedInputs> {
    const { inputs, failures } = await this.#verbs.check(ctx, olds, program);
    if (failures.length > 0) throw new UserError(failures.map(({ reason }) => reason).join(" "));
    return inputs;
  }

  async #create(name: string, inputs: CheckedInputs, isOthers: boolean | undefined, old?: Stored): Promise<void> {
    const provider = this.#process(isOthers);
    const save = (id: string, outputs: ImageState, initErrors: string[]) => {
      if (old) this.replaced.push(old);
      this.resources.set(name, { id, inputs, outputs, initErrors, isOthers });
    };
    try {
      const { id, outs } = await orDeath(provider, this.#verbs.create(this.#context(name, isOthers), inputs));
      save(id, outs, []);
    } catch (error) {
      if (error instanceof PartialFailure) save(error.id, error.properties, error.reasons);
      throw error;
    }
  }

  async #update(name: string, stored: Stored, inputs: CheckedInputs): Promise<void> {
    const { inputs: oldInputs, outputs, isOthers } = stored;
    const provider = this.#process(isOthers);
    try {
      const outs = await orDeath(provider, this.#verbs.update(this.#context(name, isOthers), outputs, inputs));
      this.resources.set(name, { ...stored, inputs, outputs: outs, initErrors: [] });
    } catch (error) {
      if (error instanceof PartialFailure) {
        const { properties, reasons } = error;
        this.resources.set(name, { ...stored, inputs: oldInputs, outputs: properties, initErrors: reasons });
      }
      throw error;
    }
  }

  async #replace(
    name: string,
    old: Stored,
    inputs: CheckedInputs,
    isOthers: boolean | undefined,
    deleteFirst: boolean,
  ): Promise<void> {
    if (!deleteFirst) return this.#create(name, inputs, isOthers, old);
    await this.#delete(old);
    this.resources.delete(name);
    return this.#create(name, inputs, isOthers);
  }

  async #refresh(name: string, stored: Stored): Promise<void> {
    const { id, outputs, isOthers } = stored;
    const found = await orDeath(this.#process(isOthers), this.#verbs.read(this.#context(name, isOthers), id, outputs));
    if (!found) this.resources.delete(name);
    else this.resources.set(name, { ...stored, inputs: found.inputs, outputs: found.outs, initErrors: [] });
  }

  async #deleteAll(names: string[]): Promise<void> {
    await allOrThrow([
      ...this.replaced.map(async (old) => {
        await this.#delete(old);
        this.replaced = this.replaced.filter((each) => each !== old);
      }),
      ...names.map(async (name) => {
        await this.#delete(this.resources.get(name)!);
        this.resources.delete(name);
      }),
    ]);
  }

  /** Like the host for dynamic providers, the model passes no name to delete. */
  #delete({ outputs, isOthers }: Stored): Promise<void> {
    const provider = this.#process(isOthers);
    return orDeath(provider, this.#verbs.remove(provider.context, outputs));
  }
}

/** Takeovers as a real process shares them, in a folder of the tests. */
const sharedTakeovers = (address: string): SharedTakeovers =>
  new SharedTakeovers({
    address,
    folders: [join(tmpdir(), "pulumi-zenlayer-model")],
    warn: (text) => {
      throw new Error(text);
    },
    now: () => Date.now(),
    isAlive: () => true,
    atExit: () => undefined,
  });

const flat = (error: unknown): unknown[] =>
  error instanceof AggregateError ? error.errors.flatMap((each: unknown) => flat(each)) : [error];

/** Results that a killed process still receives do not reach the state. */
const orDeath = <T>(provider: ProviderProcess, work: Promise<T>): Promise<T> => Promise.race([work, provider.death]);

/** Waits for all, then throws the first failure. */
async function allOrThrow(work: Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const errors = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  if (errors.length > 0) throw new AggregateError(errors);
}

function reasonsOf(error: unknown): string[] {
  if (error instanceof PartialFailure) return error.reasons;
  if (error instanceof UserError || error instanceof ZenlayerError || error instanceof Death) return [error.message];
  return [`A mistake in pulumi-zenlayer: ${error instanceof Error ? error.stack : String(error)}`];
}
