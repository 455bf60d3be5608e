import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator";
import { check, ProcessState, type CheckedInputs, type Context, type ProgramInputs } from "../../provider/customImage";
import { canceled } from "../../provider/messages";
import type { Clock } from "../../provider/zenlayer/clock";
import { openSession, type Session } from "../../provider/session";
import { readSettings } from "../../provider/configuration/settings";
import type { Config } from "../../provider/configuration/sources";
import { MemoryTransport, type AlterResponse } from "./memoryTransport";
import { VirtualClock } from "./virtualClock";

/** A context as hosts pass it to the verbs, with recorded messages and a cancel. It represents one provider process. */
export interface TestContext extends Context {
  /** Warnings so far. */
  warnings: string[];
  /** Information that stays in the summary, so far. */
  informed: string[];
  /** Progress messages so far. */
  progress: string[];
  /** Cancels the run, as Ctrl-C does. */
  cancel(): void;
}

/** A context that opens its session when a verb first needs it. As in hosts, an error of `open` is thrown every time. */
function contextOf(open: () => Session, config: Config, clock: Clock): TestContext {
  const controller = new AbortController();
  const warnings: string[] = [];
  const informed: string[] = [];
  const progress: string[] = [];
  let session: Session | undefined;
  return {
    session: () => (session ??= open()),
    settings: () => readSettings(config, {}),
    clock,
    random: Math.random,
    signal: controller.signal,
    report: {
      progress: (text) => void progress.push(text),
      inform: (text) => void informed.push(text),
      warn: (text) => void warnings.push(text),
    },
    process: new ProcessState(),
    warnings,
    informed,
    progress,
    cancel: () => controller.abort(canceled()),
  };
}

/** Configuration with the access key of the demo account. */
const configOf = ({ accessKeyId, accessKeyPassword }: Emulator, endpoint: string): Config => ({
  endpoint,
  accessKeyId,
  accessKeyPassword,
});

/** A context that calls a listening emulator over HTTP. */
export function contextFor(emulator: Emulator, clock: Clock, settings: Config = {}): TestContext {
  const config = { ...configOf(emulator, emulator.url), ...settings };
  return contextOf(() => openSession(config, { env: {}, homeDirectory: "/nowhere", clock }), config, clock);
}

/** A clock that does not move while requests are in flight. */
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

/** An emulated account with its own virtual clock: the complete API client and emulator, without a network. */
export class TestAccount {
  readonly clock = new RequestClock();
  readonly emulator: Emulator;
  /** Called before every write; hosts use it to check that their engine still runs. */
  beforeWrite: () => Promise<void> = () => Promise.resolve();
  /** From 0 to 1; spreads retries. */
  random: () => number = () => 0.5;
  /** Changes responses on their way, of processes that start later. */
  alterResponse: AlterResponse | undefined;
  #reported = 0;

  constructor(options: EmulatorOptions = {}) {
    this.emulator = createEmulator({ ...options, clock: this.clock });
  }

  /**
   * A fresh process of the provider.
   * @param settings configuration beside endpoint and key, or instead of them
   * @param clock of the computer that it runs on. Default: the correct one
   */
  process(settings: Config = {}, clock: Clock = this.clock): TestContext {
    const own = configOf(this.emulator, "http://127.0.0.1:18080");
    const config = { ...own, maxRequestsPerSecond: "10000", ...settings };
    return contextOf(() => this.#open(config, clock), config, clock);
  }

  /** Moves the clock until `work` settles. */
  run<T>(work: Promise<T>): Promise<T> {
    return this.clock.runUntil(work);
  }

  /** Returns the error that `work` throws. */
  async failure(work: Promise<unknown>): Promise<Error> {
    const outcome = await this.run(
      work.then(
        () => undefined,
        (error: unknown) => error,
      ),
    );
    if (outcome instanceof Error) return outcome;
    throw new Error("expected an error, but the work succeeded");
  }

  /** Actions called since the previous call of this method, in order. */
  calls(): string[] {
    const all = this.emulator.calls().map(({ action }) => action);
    return all.slice(this.#reported, (this.#reported = all.length));
  }

  /** From now on connections are refused. */
  disconnect(): void {
    for (const transport of this.clock.transports) transport.down = true;
  }

  reconnect(): void {
    for (const transport of this.clock.transports) transport.down = false;
  }

  #open(config: Config, clock: Clock): Session {
    return openSession(config, {
      env: {},
      homeDirectory: "/nowhere",
      clock,
      random: () => this.random(),
      beforeWrite: () => this.beforeWrite(),
      transportFor: (settings, credentials) => {
        const transport = new MemoryTransport(this.emulator, settings, credentials, clock);
        transport.alter = this.alterResponse;
        this.clock.transports.push(transport);
        return transport;
      },
    });
  }
}

/** Project, stack and name of a test's resource. */
export const LOGICAL_NAME = { project: "shop", stack: "dev", name: "web" };

/** Returns inputs after check. Throws if check reports failures. */
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
