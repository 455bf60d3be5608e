import { PartialFailure, type Context, type Replacement } from "../../customImage";
import { presentable } from "../../messages";
import type { Config } from "../../configuration/sources";
import { resourceOf, type FindResource, type Resource } from "../../registry";
import { Cancellation } from "../cancellation";
import { processEnvironment } from "../processEnvironment";
import { ProviderState } from "../providerState";
import { Engine } from "../engine";
import { takeoversOfRun, type SharedTakeovers } from "../takeovers";
import { InitFailed } from "./status";
import { parseUrn } from "./urn";

/** What tests replace. */
interface PluginParts {
  takeoversOf: typeof takeoversOfRun;
  findResource: FindResource;
}

/** What a plugin process keeps between calls: its engine, and one configured provider. */
export class Plugin {
  /** What diff decided to replace, by URN, for the preview of the new image. */
  readonly replacements = new Map<string, Replacement>();
  /** URNs that were checked. A diff of any other belongs to a refresh. */
  readonly checked = new Set<string>();
  readonly findResource: FindResource;
  readonly #address: string | undefined;
  readonly #takeoversOf: typeof takeoversOfRun;
  #engine: Engine;
  #takeovers: SharedTakeovers;
  #state: ProviderState;
  #cancellation = new Cancellation();

  /**
   * @param address `host:port` of the engine that started us; absent if a user started it, for an engine to attach to
   */
  constructor(
    address: string | undefined,
    { takeoversOf = takeoversOfRun, findResource = resourceOf }: Partial<PluginParts> = {},
  ) {
    this.#address = address;
    this.#takeoversOf = takeoversOf;
    this.findResource = findResource;
    this.#engine = new Engine(address);
    this.#takeovers = this.#newTakeovers(address);
    this.#state = this.#newState();
  }

  /** The resource that a URN names. @throws UserError for a type that the package does not have */
  resourceAt(urn: string): Resource {
    return this.findResource(parseUrn(urn).type);
  }

  /** Ends the process once the engine that started it has exited. An engine that only attached may attach again. */
  endWithEngine(end: () => void): void {
    if (this.#address !== undefined) this.#engine.watch(end);
  }

  /** Uses the engine that calls now. */
  attach(address: string): void {
    if (address === "" || address === this.#address) return;
    this.#engine = new Engine(address);
    this.#takeovers.end();
    this.#takeovers = this.#newTakeovers(address);
  }

  /** Starts over with this configuration: a process that engines attach to serves one command after the other. */
  configure(config: Config): void {
    this.#state = this.#newState();
    this.#state.configure(config);
    this.#cancellation = new Cancellation();
    this.replacements.clear();
    this.checked.clear();
  }

  /** The resource is replaced: what it had in state until now is not kept for it. */
  releaseReplaced(urn: string): void {
    this.#takeovers.release(urn);
  }

  /** Aborts every wait at once. The engine calls this when the user cancels, and at the end of every command. */
  cancel(): void {
    this.#cancellation.cancel();
  }

  /**
   * Runs what the engine calls for.
   * @param urn the resource that messages are about; empty if there is none
   * @param resource its logical name; empty if the verb must not know it
   * @throws PartialFailure, or an error that can be shown to the user
   */
  async run<T>(urn: string, work: (ctx: Context) => Promise<T>, resource = parseUrn(urn).name): Promise<T> {
    const engine = this.#engine;
    const state = this.#state;
    const report = {
      progress: (text: string) => engine.log("INFO", text, { ephemeral: true, urn }),
      inform: (text: string) => engine.log("INFO", text, { urn }),
      warn: (text: string) => engine.log("WARNING", text, { urn }),
    };
    const ctx = state.context(this.#cancellation.signal, report, { resource: resource || undefined, urn });
    try {
      return await this.#cancellation.during(() => work(ctx));
    } catch (error) {
      if (error instanceof PartialFailure || error instanceof InitFailed) throw error;
      throw presentable(error, state.credentialSource);
    } finally {
      await engine.flush();
    }
  }

  #newState(): ProviderState {
    return new ProviderState(
      processEnvironment(() => this.#engine.ensureAlive()),
      this.#takeovers,
    );
  }

  #newTakeovers(address: string | undefined): SharedTakeovers {
    return this.#takeoversOf(address, (text) => this.#engine.log("WARNING", text));
  }
}
