import * as realVerbs from "../../../provider/customImage";
import { PartialFailure, type CheckedInputs, type ImageState, type ProgramInputs } from "../../../provider/customImage";
import { UserError } from "../../../provider/messages";
import { ZenlayerError } from "../../../provider/zenlayer/apiError";
import { Death, type ProviderProcess } from "./providerProcess";

export type Verbs = Pick<typeof realVerbs, "check" | "diff" | "create" | "read" | "update" | "remove">;

/** A resource as the engine stores it. */
export interface Stored {
  id: string;
  inputs: CheckedInputs;
  outputs: ImageState;
  initErrors: string[];
}

/** A program: its resources by logical name. */
export type Program = Record<string, ProgramInputs & { deleteBeforeReplace?: boolean }>;

/** What a command answers: it never throws, and says why it failed. */
export interface Outcome {
  failures: string[];
  warnings: string[];
}

/**
 * Does with the provider what Pulumi's engine does, as far as it matters here: checks and diffs one after the other,
 * creates and updates side by side, deletes last; a partial failure is saved; a failure stops what would come after.
 * A process of the provider lives for one command. Quicker than the engine by a factor of a hundred, so that whole
 * grids fit into a minute; what it does is held against the real engine by the tests that use that one.
 */
export class ModelEngine {
  readonly resources = new Map<string, Stored>();
  /** Old ones of replacements, which are still to be deleted. */
  replaced: Stored[] = [];
  /** The process of the command under way, or of the last one. */
  provider!: ProviderProcess;

  constructor(
    private readonly startProvider: () => ProviderProcess,
    private readonly verbs: Verbs = realVerbs,
    private readonly stack = "dev",
  ) {}

  up(program: Program): Promise<Outcome> {
    return this.#command(async () => {
      const steps: (() => Promise<void>)[] = [];
      for (const [name, inputs] of Object.entries(program)) steps.push(...(await this.#plan(name, inputs)));
      await allOrThrow(steps.map((step) => step()));
      const undeclared = [...this.resources.keys()].filter((name) => !(name in program));
      await this.#deleteAll(undeclared);
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
    const provider = (this.provider = this.startProvider());
    const failures: string[] = [];
    await Promise.race([work(), provider.death]).catch((error: unknown) => {
      const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
      for (const each of errors) failures.push(...reasonsOf(each));
    });
    return { failures, warnings: provider.warnings };
  }

  /** Check and diff; answers what is to be done. */
  async #plan(name: string, declared: Program[string]): Promise<(() => Promise<void>)[]> {
    const { deleteBeforeReplace = false, ...given } = declared;
    const { context } = this.provider;
    const program = { ...given, __logicalName: { project: "test", stack: this.stack, name } };
    const stored = this.resources.get(name);
    const inputs = await this.#check(stored?.inputs, program);
    if (!stored) return [() => this.#create(name, inputs)];
    const difference = this.verbs.diff(context, stored.id, stored.outputs, inputs);
    const kinds = Object.values(difference.properties);
    if (kinds.includes("replace")) {
      const fresh = await this.#check(undefined, program);
      return [() => this.#replace(name, stored, fresh, difference.deleteBeforeReplace || deleteBeforeReplace)];
    }
    if (kinds.length > 0 || stored.initErrors.length > 0) return [() => this.#update(name, stored, inputs)];
    stored.inputs = inputs;
    return [];
  }

  async #check(olds: CheckedInputs | undefined, program: ProgramInputs): Promise<CheckedInputs> {
    const { inputs, failures } = await this.verbs.check(this.provider.context, olds, program);
    if (failures.length > 0) throw new UserError(failures.map(({ reason }) => reason).join(" "));
    return inputs;
  }

  async #create(name: string, inputs: CheckedInputs, old?: Stored): Promise<void> {
    const { provider } = this;
    const save = (id: string, outputs: ImageState, initErrors: string[]) => {
      if (old) this.replaced.push(old);
      this.resources.set(name, { id, inputs, outputs, initErrors });
    };
    try {
      const { id, outs } = await orDeath(provider, this.verbs.create(provider.context, inputs));
      save(id, outs, []);
    } catch (error) {
      if (error instanceof PartialFailure) save(error.id, error.properties, error.reasons);
      throw error;
    }
  }

  async #update(name: string, { id, inputs: oldInputs, outputs }: Stored, inputs: CheckedInputs): Promise<void> {
    const { provider } = this;
    try {
      const outs = await orDeath(provider, this.verbs.update(provider.context, outputs, inputs));
      this.resources.set(name, { id, inputs, outputs: outs, initErrors: [] });
    } catch (error) {
      if (error instanceof PartialFailure) {
        this.resources.set(name, { id, inputs: oldInputs, outputs: error.properties, initErrors: error.reasons });
      }
      throw error;
    }
  }

  async #replace(name: string, old: Stored, inputs: CheckedInputs, deleteFirst: boolean): Promise<void> {
    if (!deleteFirst) return this.#create(name, inputs, old);
    await this.#delete(old);
    this.resources.delete(name);
    return this.#create(name, inputs);
  }

  async #refresh(name: string, stored: Stored): Promise<void> {
    const found = await orDeath(this.provider, this.verbs.read(this.provider.context, stored.id, stored.outputs));
    if (!found) this.resources.delete(name);
    else this.resources.set(name, { id: found.id, inputs: found.inputs, outputs: found.outs, initErrors: [] });
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

  #delete(stored: Stored): Promise<void> {
    return orDeath(this.provider, this.verbs.remove(this.provider.context, stored.outputs));
  }
}

/** Nothing that a killed process still comes to know reaches the state. */
const orDeath = <T>(provider: ProviderProcess, work: Promise<T>): Promise<T> => Promise.race([work, provider.death]);

/** Waits for all, then throws what failed. */
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
