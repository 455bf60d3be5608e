import type { Emulator } from "../../../emulator";
import { LocalTakeovers, ProcessState, type Context, type Takeovers } from "../../../provider/customImage";
import { canceled } from "../../../provider/messages";
import type { Clock } from "../../../provider/zenlayer/clock";
import type { ClientOptions } from "../../../provider/zenlayer/retryingClient";
import { openSession, sharedReads, type Session, type SessionEnvironment } from "../../../provider/session";
import type { Config } from "../../../provider/configuration/sources";
import { Transport } from "../../../provider/zenlayer/transport";
import type { ZenlayerApi } from "../../../provider/zenlayer/types";
import { MemoryTransport } from "../../support/memoryTransport";
import type { JumpingClock } from "./jumpingClock";

type Post = ClientOptions["transport"]["post"];
type TransportFor = NonNullable<SessionEnvironment["transportFor"]>;

/** Ways to observe or change what a provider does. */
export interface Wraps {
  /** Calls this emulator in memory instead of over HTTP, which takes a tenth of the time. */
  memory?: Emulator;
  post?: (post: Post) => Post;
  api?: (api: ZenlayerApi, session: Session) => ZenlayerApi;
}

/** Request timeout in milliseconds, of the real clock over real HTTP. Only requests that are held take this long. */
const requestTimeoutMs = 250;

/** Settings of the tests. The settle time is shorter than the creation of an image. */
export const everydaySettings: Config = {
  pollIntervalSeconds: "4",
  settleSeconds: "6",
  requestTimeoutSeconds: String(requestTimeoutMs / 1000),
  maxRequestsPerSecond: "1000",
};

/** The error of a command whose provider was killed. */
export class Death extends Error {}

/** A process of the provider: a session and a process state that end with it. */
export class ProviderProcess {
  readonly warnings: string[] = [];
  readonly informed: string[] = [];
  readonly progress: string[] = [];
  readonly #cancel = new AbortController();
  readonly #run: ProcessState;
  readonly #session: Session;
  readonly #clock: Clock;
  readonly #sharedClock: JumpingClock;
  #isDead = false;
  #die!: (error: Error) => void;
  /** Rejects once the process has been killed. */
  readonly death = new Promise<never>((_, reject) => (this.#die = reject));

  constructor(
    config: Config,
    sharedClock: JumpingClock,
    wraps: Wraps = {},
    takeovers: Takeovers = new LocalTakeovers(),
  ) {
    this.#sharedClock = sharedClock;
    this.#clock = {
      now: () => sharedClock.now(),
      wallTime: () => sharedClock.wallTime(),
      // Sleeps of a killed process never end. Otherwise its loops would run on, and advance the shared clock, forever.
      sleep: (ms, signal) => (this.#isDead ? new Promise(() => undefined) : sharedClock.sleep(ms, signal)),
    };
    this.#run = new ProcessState(takeovers);
    this.#session = this.#open({ ...everydaySettings, ...config }, wraps);
    this.death.catch(() => undefined);
  }

  get context(): Context {
    return {
      session: () => this.#session,
      settings: () => this.#session.settings,
      clock: this.#clock,
      random: Math.random,
      signal: this.#cancel.signal,
      report: {
        warn: (text) => this.warnings.push(text),
        inform: (text) => this.informed.push(text),
        progress: (text) => this.progress.push(text),
      },
      process: this.#run,
    };
  }

  /** As on the engine's Cancel request. */
  cancel(): void {
    this.#cancel.abort(canceled());
  }

  /** The process sends no more results or requests. */
  kill(): void {
    this.#isDead = true;
    this.#die(new Death("the provider process was killed"));
  }

  #open(config: Config, { memory, post, api: wrapApi }: Wraps): Session {
    const clock = this.#clock;
    const session = openSession(config, {
      env: {},
      homeDirectory: "/nowhere",
      clock,
      random: () => 0.5,
      transportFor: (...args) => {
        const carry = this.#carrier(memory)(...args);
        const send: Post = (...call) => (this.#isDead ? new Promise(() => undefined) : carry(...call));
        return { post: post ? post(send) : send };
      },
    });
    return wrapApi ? { ...session, ...sharedReads(wrapApi(session.api, session), clock, session.settings) } : session;
  }

  #carrier(memory: Emulator | undefined): (...args: Parameters<TransportFor>) => Post {
    const clock = this.#sharedClock;
    return (settings, credentials) => {
      if (!memory) {
        const transport = new Transport(settings, credentials, clock);
        return (...call) => clock.during(() => transport.post(...call));
      }
      const transport = new MemoryTransport(memory, settings, credentials, clock);
      return (...call) => {
        clock.touch();
        return transport.post(...call).finally(() => clock.touch());
      };
    };
  }
}
