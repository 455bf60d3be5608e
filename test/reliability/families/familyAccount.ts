import type { EmulatedImage, EmulatedZecImage, Emulator, EmulatorOptions } from "../../../emulator";
import type { Config } from "../../../provider/configuration/sources";
import * as familyVerbs from "../../../provider/imageFamily";
import type { FamilyInputs, FamilyState } from "../../../provider/imageFamily";
import * as zecFamilyVerbs from "../../../provider/zecImageFamily";
import { Account } from "../support/account";
import type { ModelEngine, Outcome, Program, Verbs } from "../support/modelEngine";
import type { Wraps } from "../support/providerProcess";

/** Inputs of families as a program gives them, by logical name. */
export type Families = Record<string, Partial<FamilyInputs>>;

export type FamilyVerbs = Pick<typeof familyVerbs, "check" | "diff" | "create" | "read" | "update" | "remove">;

/** The product that the families' images belong to. */
export type Product = "vm" | "zec";

const VERBS: Record<Product, FamilyVerbs> = { vm: familyVerbs, zec: zecFamilyVerbs };

interface FamilyOptions {
  product?: Product;
  wraps?: Wraps;
  verbs?: FamilyVerbs;
}

/** An account with families, managed by a model of the engine. */
export class FamilyAccount {
  readonly engine: ModelEngine;
  readonly product: Product;
  #told = 0;

  private constructor(
    readonly account: Account,
    options: FamilyOptions & { config?: () => Config },
  ) {
    const { product = "vm", wraps = {}, verbs = VERBS[product], config = () => account.config } = options;
    this.product = product;
    this.engine = account.engine({
      config,
      wraps: { memory: account.emulator, ...wraps },
      // To the engine, the stored properties are opaque.
      verbs: verbs as unknown as Verbs,
    });
  }

  static async open(
    emulator: EmulatorOptions = {},
    options: FamilyOptions & { config?: (account: Account) => Config } = {},
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
    return this.images()
      .map(({ imageName }) => imageName)
      .sort();
  }

  /** Images that exist, of the families' product. */
  images(): (EmulatedImage | EmulatedZecImage)[] {
    return this.product === "vm" ? this.emulator.images() : this.emulator.zec.images();
  }

  /** Images that exist or existed, of the families' product. */
  history(): (EmulatedImage | EmulatedZecImage)[] {
    return this.product === "vm" ? this.emulator.history() : this.emulator.zec.history();
  }

  /** Power state of an instance of the families' product. */
  statusOf(instanceId: string): string | undefined {
    if (this.product === "zec") return this.emulator.zec.instance(instanceId)?.status;
    return this.emulator.instance(instanceId)?.instanceStatus;
  }

  image(imageName: string): EmulatedImage {
    return named(this.emulator.images(), imageName);
  }

  zecImage(imageName: string): EmulatedZecImage {
    return named(this.emulator.zec.images(), imageName);
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
    const { imageId } = named(this.images(), imageName);
    if (this.product === "vm") {
      const { zoneId } = this.image(imageName);
      this.emulator.addInstance({ instanceId, zoneId, instanceStatus, imageId });
    } else this.emulator.zec.addInstance({ instanceId, zoneId: ZEC_ZONE, status: instanceStatus, imageId });
  }
}

/** A zone of Elastic Compute, in the region of the instance `zec-web`. */
const ZEC_ZONE = "asia-east-1a";

function named<Image extends { imageName: string }>(images: Image[], imageName: string): Image {
  const found = images.find((image) => image.imageName === imageName);
  if (!found) throw new Error(`there is no image ${imageName}`);
  return found;
}
