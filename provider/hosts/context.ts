import type { Context, Reporter } from "../customImage";
import { Run } from "../customImage";
import { openSession, type Session, type World } from "../zenlayer/session";
import { readSettings, type Config } from "../zenlayer/settings";

/** What one provider instance keeps between calls: its configuration, its session, and what it did so far. */
export class ProviderMemory {
  private config: Config = {};
  private session: Session | undefined;
  private readonly run = new Run();

  constructor(private readonly world: World) {}

  /** Takes the configuration. It is checked only by those who need it: a preview without changes needs none. */
  configure(config: Config): void {
    this.config = config;
    this.session = undefined;
  }

  /** Where the credentials came from, if they were found. */
  get credentialSource(): string | undefined {
    return this.session?.credentialSource;
  }

  context(signal: AbortSignal, report: Reporter): Context {
    return {
      session: () => (this.session ??= openSession(this.config, this.world)),
      settings: () => readSettings(this.config, this.world.env),
      clock: this.world.clock,
      signal,
      report,
      run: this.run,
    };
  }
}
