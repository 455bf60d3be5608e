import { isDeepStrictEqual } from "node:util";
import type { Context, Reporter, Takeovers } from "../customImage";
import { ProcessState } from "../customImage";
import { readSettings } from "../configuration/settings";
import type { Config } from "../configuration/sources";
import { openSession, type Session, type SessionEnvironment } from "../session";

/** What one provider keeps between calls: its configuration, its session, and what it has done in this run. */
export class ProviderState {
  readonly #world: SessionEnvironment;
  #config: Config = {};
  #session: Session | undefined;
  readonly #run: ProcessState;

  constructor(world: SessionEnvironment, takeovers: Takeovers) {
    this.#world = world;
    this.#run = new ProcessState(takeovers);
  }

  /** Sets the configuration. It is validated when it is first needed: a preview without changes needs none. */
  configure(config: Config): void {
    // Each serialized provider of a process makes this call: connections, limits and lists stay shared.
    if (isDeepStrictEqual(config, this.#config)) return;
    this.#config = config;
    this.#session = undefined;
  }

  /** Where the credentials came from, if they were found. */
  get credentialSource(): string | undefined {
    return this.#session?.credentialSource;
  }

  /** @param of logical name and URN of the resource that a verb is about, where they are known */
  context(signal: AbortSignal, report: Reporter, of: Pick<Context, "resource" | "urn"> = {}): Context {
    return {
      session: () => (this.#session ??= openSession(this.#config, this.#world)),
      settings: () => readSettings(this.#config, this.#world.env),
      clock: this.#world.clock,
      random: this.#world.random ?? Math.random,
      signal,
      report,
      process: this.#run,
      ...of,
    };
  }
}
