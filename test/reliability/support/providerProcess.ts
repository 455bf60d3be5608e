import type { Emulator } from "../../../emulator";
import { ProcessState, type Context } from "../../../provider/customImage";
import { cancelled } from "../../../provider/messages";
import { Client } from "../../../provider/zenlayer/client";
import type { ClientOptions } from "../../../provider/zenlayer/retryingClient";
import { findCredentials } from "../../../provider/zenlayer/findCredentials";
import { openSession, type Session } from "../../../provider/zenlayer/session";
import type { Config } from "../../../provider/zenlayer/settings";
import { Transport } from "../../../provider/zenlayer/transport";
import type { ZenlayerApi } from "../../../provider/zenlayer/types";
import { ZoneImages } from "../../../provider/zenlayer/zoneImages";
import { MemoryTransport } from "../../support/memoryTransport";
import type { JumpingClock } from "./jumpingClock";

type Post = ClientOptions["transport"]["post"];

/** Ways to look at, or spoil, what a provider does. */
export interface Wraps {
  /** Reaches this emulator in memory, where a life takes a tenth of the time, instead of over HTTP. */
  memory?: Emulator;
  post?: (post: Post) => Post;
  api?: (api: ZenlayerApi, session: Session) => ZenlayerApi;
}

/** Milliseconds that a request may take, of the real clock where HTTP is real; only those held back take so long. */
export const requestTimeoutMs = 250;

/** How the tests talk to the service. The settle time is shorter than it takes to make an image. */
export const manners: Config = {
  pollIntervalSeconds: "4",
  settleSeconds: "6",
  requestTimeoutSeconds: String(requestTimeoutMs / 1000),
  maxRequestsPerSecond: "1000",
};

/** Why a command whose provider was killed fails. */
export class Death extends Error {}

/** What one process of the provider is: a session and a memory that end with it. */
export class ProviderProcess {
  readonly warnings: string[] = [];
  readonly progress: string[] = [];
  readonly #cancel = new AbortController();
  readonly #run = new ProcessState();
  readonly #session: Session;
  #isDead = false;
  #die!: (error: Error) => void;
  /** Rejects once the process has been killed. */
  readonly death = new Promise<never>((_, reject) => (this.#die = reject));

  constructor(
    config: Config,
    private readonly clock: JumpingClock,
    wraps: Wraps = {},
  ) {
    this.#session = this.#open({ ...manners, ...config }, wraps);
    this.death.catch(() => undefined);
  }

  get context(): Context {
    return {
      session: () => this.#session,
      settings: () => this.#session.settings,
      clock: this.clock,
      signal: this.#cancel.signal,
      report: { warn: (text) => this.warnings.push(text), progress: (text) => this.progress.push(text) },
      process: this.#run,
    };
  }

  /** What the engine's message does. */
  cancel(): void {
    this.#cancel.abort(cancelled());
  }

  /** Nothing more comes out of this process, neither a result nor a request. */
  kill(): void {
    this.#isDead = true;
    this.#die(new Death("the provider process was killed"));
  }

  #open(config: Config, { memory, post, api: wrapApi = (api) => api }: Wraps): Session {
    const { clock } = this;
    const plain = openSession(config, { env: {}, homeDirectory: "/nowhere", clock });
    const carry = this.#transport(plain, config, memory);
    const send: Post = (...args) => (this.#isDead ? new Promise(() => undefined) : carry(...args));
    const client = new Client({
      transport: { post: post ? post(send) : send },
      settings: plain.settings,
      clock,
      random: () => 0.5,
    });
    const api = wrapApi(client, plain);
    const images = new ZoneImages(api, clock, plain.settings.pollIntervalMs);
    const zones = async () => (await api.describeZones()).map(({ zoneId }) => zoneId);
    const { serviceTime, instanceContact } = client;
    return { ...plain, api, images, zones, serviceTime, instanceContact };
  }

  #transport({ settings }: Session, config: Config, memory: Emulator | undefined): Post {
    const { clock } = this;
    const credentials = findCredentials(config, {}, "/nowhere");
    if (!memory) {
      const transport = new Transport(settings, credentials, clock);
      return (...args) => clock.during(() => transport.post(...args));
    }
    const transport = new MemoryTransport(memory, settings, credentials, clock);
    return (...args) => {
      clock.touch();
      return transport.post(...args).finally(() => clock.touch());
    };
  }
}
