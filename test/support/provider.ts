import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator";
import { check, Run, type CheckedInputs, type Context, type ProgramInputs } from "../../provider/customImage";
import { cancelled } from "../../provider/errors";
import { Client } from "../../provider/zenlayer/client";
import type { Clock } from "../../provider/zenlayer/clock";
import { findCredentials } from "../../provider/zenlayer/findCredentials";
import { openSession, type Session } from "../../provider/zenlayer/session";
import { readSettings, type Config } from "../../provider/zenlayer/settings";
import { ZoneImages } from "../../provider/zenlayer/zoneImages";
import { MemoryTransport } from "./memoryTransport";
import { VirtualClock } from "./virtualClock";

/** A context as a host hands it to the verbs, with what it was told and a cancel at hand. One is one process of the provider. */
export interface TestContext extends Context {
  /** Warnings so far. */
  warnings: string[];
  /** Progress so far. */
  progress: string[];
  /** What the user's Ctrl-C does. */
  cancel(): void;
}

/** A context around a session. It throws what opening the session throws whenever a verb asks for it, as hosts do. */
export function contextOf(open: () => Session, config: Config, clock: Clock): TestContext {
  const controller = new AbortController();
  const warnings: string[] = [];
  const progress: string[] = [];
  let session: Session | undefined;
  return {
    session: () => (session ??= open()),
    settings: () => readSettings(config, {}),
    clock,
    signal: controller.signal,
    report: { progress: (text) => void progress.push(text), warn: (text) => void warnings.push(text) },
    run: new Run(),
    warnings,
    progress,
    cancel: () => controller.abort(cancelled()),
  };
}

/** The demo account's key, and where the emulator listens. */
export const configOf = ({ accessKeyId, accessKeyPassword }: Emulator, endpoint: string): Config => ({
  endpoint,
  accessKeyId,
  accessKeyPassword,
});

/** A context that reaches a listening emulator over loopback HTTP. */
export function contextFor(emulator: Emulator, clock: Clock, settings: Config = {}): TestContext {
  const config = { ...configOf(emulator, emulator.url), ...settings };
  return contextOf(() => openSession(config, { env: {}, homeDirectory: "/nowhere", clock }), config, clock);
}

/** A clock that waits for requests to end before it lets time pass. */
class RequestClock extends VirtualClock {
  readonly transports: MemoryTransport[] = [];

  override async settle(): Promise<void> {
    for (let before = -1; before !== this.#events();) {
      before = this.#events();
      await super.settle();
    }
  }

  #events(): number {
    return this.transports.reduce((sum, { events }) => sum + events, 0);
  }
}

/** An emulated account on a clock of its own, in memory: the whole client and the whole service, without a network. */
export class TestAccount {
  readonly clock = new RequestClock();
  readonly emulator: Emulator;
  /** Called before every write, as hosts do to see whether their engine still lives. */
  beforeWrite: () => Promise<void> = () => Promise.resolve();
  private told = 0;

  constructor(options: EmulatorOptions = {}) {
    this.emulator = createEmulator({ ...options, clock: this.clock });
  }

  /**
   * A fresh process of the provider.
   * @param settings configuration beside endpoint and key, or instead of them
   * @param clock of the machine that it runs on; the true one if not given
   */
  process(settings: Config = {}, clock: Clock = this.clock): TestContext {
    const own = configOf(this.emulator, "http://127.0.0.1:18080");
    const config = { ...own, maxRequestsPerSecond: "10000", ...settings };
    return contextOf(() => this.open(config, clock), config, clock);
  }

  /** Runs something for as much time as it takes. */
  run<T>(work: Promise<T>): Promise<T> {
    return this.clock.runUntil(work);
  }

  /** What `work` throws. */
  async failure(work: Promise<unknown>): Promise<Error> {
    const outcome = await this.run(
      work.then(
        () => undefined,
        (error: unknown) => error,
      ),
    );
    if (outcome instanceof Error) return outcome;
    throw new Error("it did not fail");
  }

  /** Actions that were called since this was last asked, in their order. */
  calls(): string[] {
    const all = this.emulator.calls().map(({ action }) => action);
    return all.slice(this.told, (this.told = all.length));
  }

  /** Cuts the network, or mends it. */
  setDown(down: boolean): void {
    for (const transport of this.clock.transports) transport.down = down;
  }

  private open(config: Config, clock: Clock): Session {
    const settings = readSettings(config, {});
    const credentials = findCredentials(config, {}, "/nowhere");
    const transport = new MemoryTransport(this.emulator, settings, credentials, clock);
    this.clock.transports.push(transport);
    const api = new Client({
      transport,
      settings,
      clock,
      random: () => 0.5,
      beforeWrite: () => this.beforeWrite(),
    });
    return {
      api,
      images: new ZoneImages(api, clock, settings.pollIntervalMs),
      serviceTime: api.serviceTime,
      instanceContact: api.instanceContact,
      settings,
      keyFingerprint: credentials.fingerprint,
      credentialSource: credentials.source,
      zones: async (signal) => (await api.describeZones(signal)).map(({ zoneId }) => zoneId),
    };
  }
}

/** What identifies the resource of a test. */
export const LOGICAL_NAME = { project: "shop", stack: "dev", name: "web" };

/** Inputs as check leaves them. Throws if it finds a mistake. */
export async function checked(
  ctx: Context,
  news: ProgramInputs,
  olds?: CheckedInputs,
  name = LOGICAL_NAME.name,
): Promise<CheckedInputs> {
  const { inputs, failures } = await check(ctx, olds, { __logicalName: { ...LOGICAL_NAME, name }, ...news });
  if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join(" "));
  return inputs;
}
