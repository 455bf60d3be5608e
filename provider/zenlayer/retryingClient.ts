import { raceAbort } from "./raceAbort";
import { parseResponse } from "./parseResponse";
import { DeadlineExceeded, hasClass, ZenlayerError } from "./apiError";
import type { Clock } from "./clock";
import type { Contact } from "./contact";
import { Limiter, type QueueName } from "./limiter";
import type { Json } from "./responseReader";
import { decide, type Attempts } from "./retryPolicy";
import { ServiceTime } from "./serviceTime";
import type { ClientSettings } from "./clientSettings";
import type { HttpResponse, Transport } from "./transport";
import { ACTIONS, type Action } from "./actions";

/** What a caller needs from outside. */
export interface ClientOptions {
  transport: Pick<Transport, "post">;
  settings: ClientSettings;
  clock: Clock;
  /** From 0 to 1; spreads repeated calls. */
  random: () => number;
  /** Awaited before each attempt at an action that changes something; what it throws ends the call. */
  beforeWrite?: () => Promise<void>;
}

export interface CallOptions {
  /**
   * Aborts requests that are not sent yet, and reads in flight. Writes in flight are not aborted: their outcome would
   * be unknown.
   */
  signal?: AbortSignal;
  /** Nothing is sent at or after this time, by {@link Clock.now}. */
  deadline?: number;
  /** When the caller first wanted to send it, by {@link Clock.now}; default: now. Whoever has waited longest goes first. */
  since?: number;
  /** Notified of requests and responses. */
  contact?: Contact;
  /**
   * An error that, after an attempt of unknown outcome, shows that the attempt had worked: "not running" for a
   * repeated stop. The call then succeeds with nothing.
   */
  showsDone?: (error: ZenlayerError) => boolean;
}

/** Sends calls: waits in the queue, sends, and retries as {@link decide} says. */
export class RetryingClient {
  readonly serviceTime: ServiceTime;
  readonly #tools: ClientOptions;
  readonly #limiter: Limiter;

  constructor(tools: ClientOptions) {
    this.#tools = tools;
    this.#limiter = new Limiter(tools.clock, tools.settings.maxRequestsPerSecond);
    this.serviceTime = new ServiceTime(tools.clock);
  }

  /**
   * The service's response; undefined where `showsDone` applied.
   * @throws the reason of `signal`, what `beforeWrite` throws, or {@link DeadlineExceeded} for a call that is given up
   * unsent. Where an earlier attempt at a write was ambiguous, that attempt's error instead: it may have done the work.
   */
  async call(action: Action, request: Json, options: CallOptions = {}): Promise<Json | undefined> {
    const earlier: { ambiguous?: ZenlayerError } = {};
    try {
      return await this.#call(action, JSON.stringify(request), options, earlier);
    } catch (error) {
      const { ambiguous } = earlier;
      if (!ambiguous) throw error;
      if (error instanceof ZenlayerError) throw new ZenlayerError({ ...error, afterAmbiguous: true });
      throw isRead(action) ? error : new ZenlayerError({ ...ambiguous, afterAmbiguous: true });
    }
  }

  /** @param earlier is given the last attempt that was ambiguous and is followed by another, sent or not */
  async #call(
    action: Action,
    body: string,
    options: CallOptions,
    earlier: { ambiguous?: ZenlayerError },
  ): Promise<Json | undefined> {
    const { clock, random } = this.#tools;
    const { signal, deadline = Infinity, since = clock.now(), showsDone } = options;
    let last: ZenlayerError | undefined;
    let failedFirstAt: number | undefined;
    for (let attempts = 1; ; attempts++) {
      try {
        return await this.#attempt(action, body, options, { since, last });
      } catch (error) {
        if (!(error instanceof ZenlayerError)) throw error;
        if (earlier.ambiguous && showsDone?.(error)) return undefined;
        failedFirstAt ??= clock.now();
        const tries: Attempts = { attempts, elapsedMs: clock.now() - failedFirstAt };
        const verdict = decide(error, tries, random);
        if (!verdict.again) throw error;
        if (error.outcome === "unknown") earlier.ambiguous = error;
        if (clock.now() + verdict.afterMs >= deadline) throw new DeadlineExceeded(action, error);
        last = error;
        await clock.sleep(verdict.afterMs, signal);
      }
    }
  }

  /** Waits until the request may be sent, and sends it if it still may be by then. */
  async #attempt(
    action: Action,
    body: string,
    options: CallOptions,
    { since, last }: { since: number; last?: ZenlayerError },
  ): Promise<Json> {
    const { signal, deadline = Infinity } = options;
    const { clock, beforeWrite } = this.#tools;
    const inTime = await this.#limiter.acquire(queueOf(action), signal, deadline, since);
    if (!inTime) throw new DeadlineExceeded(action, last);
    try {
      if (beforeWrite && !isRead(action)) await raceAbort(beforeWrite(), signal);
      // Checked again here, since everything before takes time.
      signal?.throwIfAborted();
      if (clock.now() >= deadline) throw new DeadlineExceeded(action, last);
      return await this.#send(action, body, options);
    } finally {
      this.#limiter.ended();
    }
  }

  async #send(action: Action, body: string, { signal, contact }: CallOptions): Promise<Json> {
    const { transport, clock } = this.#tools;
    const sentAt = clock.now();
    contact?.sent();
    try {
      const answer = await transport.post(action, body, isRead(action) ? signal : undefined);
      // A gateway responds in place of the service.
      if (answer.status < 500) contact?.answered();
      return this.#read(action, answer);
    } catch (error) {
      if (!(error instanceof ZenlayerError))
        contact?.answered(); // aborted by the caller
      else if (hasClass(error, "throttled")) this.#limiter.throttled(sentAt, error.retryAfterMs);
      throw error;
    }
  }

  #read(action: Action, answer: HttpResponse): Json {
    const { settings, clock } = this.#tools;
    let isService = true;
    try {
      return parseResponse(action, answer, { endpoint: settings.endpoint, now: clock.wallTime() });
    } catch (error) {
      isService = error instanceof ZenlayerError && error.code !== "UNREADABLE_RESPONSE";
      throw error;
    } finally {
      if (isService) this.serviceTime.note(answer.headers.date);
    }
  }
}

const queueOf = (action: Action): QueueName => {
  if (isRead(action)) return "read";
  return ACTIONS[action].repeatable ? "write" : "create";
};

const isRead = (action: Action): boolean => !ACTIONS[action].writes;
