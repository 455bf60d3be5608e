import type { EmulatedImage, Emulator, EmulatorOptions } from "../../../emulator";
import type { Config } from "../../../provider/configuration/sources";
import * as familyVerbs from "../../../provider/imageFamily";
import type { FamilyInputs, FamilyState } from "../../../provider/imageFamily";
import { Account } from "../support/account";
import type { ModelEngine, Outcome, Program, Verbs } from "../support/modelEngine";
import type { Wraps } from "../support/providerProcess";

/** Inputs of families as a program gives them, by logical name. */
export type Families = Record<string, Partial<FamilyInputs>>;

export type FamilyVerbs = Pick<typeof familyVerbs, "check" | "diff" | "create" | "read" | "update" | "remove">;

/** An account with families in it, which a model of the engine manages. */
export class FamilyAccount {
  readonly engine: ModelEngine;
  #told = 0;

  private constructor(
    readonly account: Account,
    options: { wraps?: Wraps; verbs?: FamilyVerbs; config?: () => Config },
  ) {
    const { wraps = {}, verbs = familyVerbs, config = () => account.config } = options;
    this.engine = account.engine({
      config,
      wraps: { memory: account.emulator, ...wraps },
      // The engine does not look into what it stores.
      verbs: verbs as unknown as Verbs,
    });
  }

  static async open(
    emulator: EmulatorOptions = {},
    options: { wraps?: Wraps; verbs?: FamilyVerbs; config?: (account: Account) => Config } = {},
  ): Promise<FamilyAccount> {
    const account = await Account.open(emulator, "memory");
    const { config } = options;
    return new FamilyAccount(account, { ...options, config: config && (() => config(account)) });
  }

  get emulator(): Emulator {
    return this.account.emulator;
  }

  /** `pulumi up`. */
  up(families: Families): Promise<Outcome> {
    return this.engine.up(families as Program);
  }

  /** `pulumi up` that has to succeed. */
  async succeeds(families: Families): Promise<Outcome> {
    const outcome = await this.up(families);
    if (outcome.failures.length > 0) throw new Error(outcome.failures.join("\n"));
    return outcome;
  }

  /** Outputs in state. */
  outputs(name = "web"): FamilyState {
    const stored = this.engine.resources.get(name);
    if (!stored) throw new Error(`${name} is not in state`);
    return stored.outputs as unknown as FamilyState;
  }

  /** Labels of the versions in state, newest first. */
  labels(name = "web"): string[] {
    return this.outputs(name).versions.map(({ version }) => version);
  }

  /** Names of the images that exist, in order. */
  names(): string[] {
    return this.emulator
      .images()
      .map(({ imageName }) => imageName)
      .sort();
  }

  image(imageName: string): EmulatedImage {
    const found = this.emulator.images().find((image) => image.imageName === imageName);
    if (!found) throw new Error(`there is no image ${imageName}`);
    return found;
  }

  /** Actions since the previous call of this method. */
  calls(): string[] {
    const all = this.emulator.calls().map(({ action }) => action);
    return all.slice(this.#told, (this.#told = all.length));
  }

  writes(): string[] {
    return this.calls().filter((action) => !action.startsWith("Describe"));
  }

  /** Creates an instance from an image. */
  use(imageName: string, instanceId = `i-of-${imageName}`, instanceStatus: "RUNNING" | "RECYCLE" = "RUNNING"): void {
    const { imageId, zoneId } = this.image(imageName);
    this.emulator.addInstance({ instanceId, zoneId, instanceStatus, imageId });
  }
}
