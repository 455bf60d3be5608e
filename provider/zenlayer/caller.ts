import { readAnswer } from "./answer";
import { ZenlayerError } from "./apiError";
import type { Clock } from "./clock";
import { Limiter } from "./limiter";
import type { Json } from "./parse";
import { decide, type Tries } from "./retry";
import type { Settings } from "./settings";
import type { Transport } from "./transport";
import type { Action } from "./types";

/** What a caller needs from outside. */
export interface CallerTools {
  transport: Pick<Transport, "post">;
  settings: Settings;
  clock: Clock;
  /** From 0 to 1; spreads repeated calls. */
  random: () => number;
  /** Awaited before each attempt at an action that changes something; what it throws ends the call. */
  beforeWrite?: () => Promise<void>;
}

export interface CallOptions {
  /** Ends what comes before and between attempts. A write on its way comes to its end: else nobody knew what it did. */
  signal?: AbortSignal;
  /**
   * An error that, after an attempt of unknown outcome, shows that the attempt had worked: "not running" for a
   * repeated stop. The call then succeeds with nothing.
   */
  showsDone?: (error: ZenlayerError) => boolean;
}

/** Makes calls: waits for its turn, sends, and sends again where {@link decide} says so. */
export class Caller {
  readonly #tools: CallerTools;
  readonly #limiter: Limiter;

  constructor(tools: CallerTools) {
    this.#tools = tools;
    this.#limiter = new Limiter(tools.clock, tools.settings.maxRequestsPerSecond);
  }

  /** The service's response; undefined where `showsDone` applied. */
  async call(action: Action, request: Json, { signal, showsDone }: CallOptions = {}): Promise<Json | undefined> {
    const { clock, random } = this.#tools;
    const body = JSON.stringify(request);
    let inDoubt = false;
    let failedFirstAt: number | undefined;
    for (let attempts = 1; ; attempts++) {
      try {
        return await this.#attempt(action, body, signal);
      } catch (error) {
        if (!(error instanceof ZenlayerError)) throw error;
        if (inDoubt && showsDone?.(error)) return undefined;
        failedFirstAt ??= clock.now();
        const tries: Tries = { attempts, elapsedMs: clock.now() - failedFirstAt };
        const verdict = decide(error, tries, random);
        if (!verdict.again) throw inDoubt ? new ZenlayerError({ ...error, afterDoubt: true }) : error;
        inDoubt ||= error.outcome === "unknown";
        await clock.sleep(verdict.afterMs, signal);
      }
    }
  }

  async #attempt(action: Action, body: string, signal?: AbortSignal): Promise<Json> {
    const { transport, settings, clock, beforeWrite } = this.#tools;
    const isLook = action.startsWith("Describe");
    await this.#limiter.acquire(isLook ? "look" : "write", signal);
    if (!isLook) await beforeWrite?.();
    const sentAt = clock.now();
    try {
      const answer = await transport.post(action, body, isLook ? signal : undefined);
      return readAnswer(action, answer, { endpoint: settings.endpoint, now: clock.now() });
    } catch (error) {
      if (error instanceof ZenlayerError && error.code === "REQUEST_LIMIT_EXCEEDED") {
        this.#limiter.refused(sentAt, error.retryAfterMs);
      }
      throw error;
    }
  }
}
