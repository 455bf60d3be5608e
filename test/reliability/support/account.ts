import { createEmulator, type Emulator, type EmulatorOptions } from "../../../emulator";
import type { Config } from "../../../provider/configuration/sources";
import { JumpingClock } from "./jumpingClock";
import { ModelEngine, type Verbs } from "./modelEngine";
import { ProviderProcess, type Wraps } from "./providerProcess";

/** How long the emulated service takes. Longer than the settle time of the tests, as with the real service. */
const slowService: EmulatorOptions = { createImageMs: 10_000, stopInstanceMs: 3_000, startInstanceMs: 3_000 };

/** An account with its own emulator and clock, and engines that use it. */
export class Account {
  readonly #endpoint: string;

  private constructor(
    readonly emulator: Emulator,
    readonly clock: JumpingClock,
    endpoint: string,
  ) {
    this.#endpoint = endpoint;
  }

  /** @param wire `memory`: fastest, without HTTP: the emulator does not listen */
  static async open(options: EmulatorOptions = {}, wire: "http" | "memory" = "http"): Promise<Account> {
    const clock = new JumpingClock();
    const emulator = createEmulator({ ...slowService, ...options, clock });
    return new Account(emulator, clock, wire === "http" ? await emulator.start() : "http://127.0.0.1:18080");
  }

  close(): Promise<void> {
    return this.emulator.stop();
  }

  /** The configuration of a stack with the demo account's key. */
  get config(): Config {
    const { accessKeyId, accessKeyPassword } = this.emulator;
    return { endpoint: this.#endpoint, accessKeyId, accessKeyPassword };
  }

  /** @param config read at the start of each command, so that a test can change it */
  engine({
    config = () => this.config,
    wraps = {} as Wraps,
    verbs = undefined as Verbs | undefined,
    stack = "dev",
  } = {}) {
    return new ModelEngine((takeovers) => new ProviderProcess(config(), this.clock, wraps, takeovers), verbs, stack);
  }
}
