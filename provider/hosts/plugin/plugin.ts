import { PartialFailure, type Context, type Replacement } from "../../customImage";
import { presentable } from "../../messages";
import type { Config } from "../../configuration/sources";
import { Cancellation } from "../cancellation";
import { processEnvironment } from "../processEnvironment";
import { ProviderState } from "../providerState";
import { Engine } from "../engine";
import { takeoversOfRun, type SharedTakeovers } from "../takeovers";
import { InitFailed } from "./status";
import { parseUrn } from "./urn";

/** What a plugin process keeps between calls: its engine, and one configured provider. */
export class Plugin {
  /** What diff decided to replace, by URN, until the preview of the image that takes its place asks for it. */
  readonly replacements = new Map<string, Replacement>();
  /** URNs that were checked: a diff of others belongs to a refresh. */
  readonly checked = new Set<string>();
  private engine: Engine;
  private takeovers: SharedTakeovers;
  private memory: ProviderState;
  private cancellation = new Cancellation();

  /** @param address `host:port` of the engine that started us; absent if a user did, for an engine to attach to */
  constructor(
    private readonly address: string | undefined,
    private readonly takeoversOf = takeoversOfRun,
  ) {
    this.engine = new Engine(address);
    this.takeovers = this.newTakeovers(address);
    this.memory = this.newMemory();
  }

  /** Ends the process once the engine that started it is gone. One that only attached may come again. */
  endWithEngine(end: () => void): void {
    if (this.address !== undefined) this.engine.watch(end);
  }

  /** Takes the engine that talks to us now. */
  attach(address: string): void {
    if (address === "" || address === this.address) return;
    this.engine = new Engine(address);
    this.takeovers.end();
    this.takeovers = this.newTakeovers(address);
  }

  /** Begins afresh with this configuration: a process that engines attach to serves one command after the other. */
  configure(config: Config): void {
    this.memory = this.newMemory();
    this.memory.configure(config);
    this.cancellation = new Cancellation();
    this.replacements.clear();
    this.checked.clear();
  }

  /** Ends every wait, at once. The engine asks for it when the user cancels, and at the end of every command. */
  cancel(): void {
    this.cancellation.cancel();
  }

  /**
   * Does what the engine asked for.
   * @param urn the resource that messages are about; empty if there is none
   * @param resource its logical name; empty where the verb is not to know it
   * @throws PartialFailure, or an error that is fit to be shown
   */
  async answer<T>(urn: string, work: (ctx: Context) => Promise<T>, resource = parseUrn(urn).name): Promise<T> {
    const { memory, engine } = this;
    const report = {
      progress: (text: string) => engine.log("INFO", text, { ephemeral: true, urn }),
      inform: (text: string) => engine.log("INFO", text, { urn }),
      warn: (text: string) => engine.log("WARNING", text, { urn }),
    };
    const ctx = memory.context(this.cancellation.signal, report, resource || undefined);
    try {
      return await this.cancellation.during(() => work(ctx));
    } catch (error) {
      if (error instanceof PartialFailure || error instanceof InitFailed) throw error;
      throw presentable(error, memory.credentialSource);
    } finally {
      await engine.flush();
    }
  }

  private newMemory(): ProviderState {
    return new ProviderState(
      processEnvironment(() => this.engine.ensureAlive()),
      this.takeovers,
    );
  }

  private newTakeovers(address: string | undefined): SharedTakeovers {
    return this.takeoversOf(address, (text) => this.engine.log("WARNING", text));
  }
}
