import type { IncomingHttpHeaders } from "node:http";

import type { Accounts } from "./accounts";
import { findAction } from "./actions";
import type { AnyAction, Caller } from "./actions/action";
import { authorize, claimedKeyId } from "./auth";
import { Barrier } from "./barrier";
import type { Clock } from "./clock";
import { Refusal } from "./codes";
import { doesWork, type Fault, type Faults } from "./faults";
import { newImageId } from "./images";
import { RateLimit } from "./limit";
import type { CallRecord } from "./record";
import { failure, spoil, success, toReply, type Answer, type Reply } from "./reply";
import type { Call, CallHook, EmulatorOptions } from "./types";
import { isObject } from "./validate";
import type { World } from "./world";

/** What the API is made of. */
export interface ApiParts {
  world: World;
  accounts: Accounts;
  record: CallRecord;
  faults: Faults;
  clock: Clock;
  /** Called after a change and before it is acknowledged. */
  save: () => void;
  hook: () => CallHook | undefined;
  options: EmulatorOptions;
}

/** A request whose body has arrived. */
export interface ApiRequest {
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Answers calls: records each, lets hook and faults at it, and runs its action in between. */
export class Api {
  readonly #limit: RateLimit | undefined;
  readonly #createBarrier: Barrier;

  constructor(private readonly parts: ApiParts) {
    const { rateLimitPerSecond, createImageWaitsFor = 0 } = parts.options;
    this.#limit = rateLimitPerSecond ? new RateLimit(rateLimitPerSecond, () => parts.clock.now()) : undefined;
    this.#createBarrier = new Barrier(createImageWaitsFor);
  }

  /** @param signal ends every wait, with an error, when the emulator is stopped */
  async answer(request: ApiRequest, signal: AbortSignal): Promise<{ call: Call; reply: Reply }> {
    const call = this.#open(request);
    const fault = this.parts.faults.next(call.action);
    call.fault = fault?.kind;

    await this.#tell(call, "before");
    if (fault?.kind === "delay") await this.parts.clock.sleep(fault.ms ?? 1000, signal);
    signal.throwIfAborted();
    const answer = !fault || doesWork(fault) ? this.#work(call, request, fault) : this.#pretend(call, request, fault);
    if (call.action === "CreateImage") await this.#createBarrier.arrive();
    await this.#tell(call, "after");
    if (fault?.kind === "late") await this.parts.clock.sleep(fault.ms ?? 1000, signal);

    const reply = fault ? spoil(answer, fault, call.requestId) : toReply(answer);
    // A client whose clock is off can tell from this by how much.
    reply.headers.date = new Date(this.parts.clock.now()).toUTCString();
    if (reply.send !== "nothing") Object.assign(call, { status: reply.status, code: reply.code });
    return { call, reply };
  }

  #open({ headers, body }: ApiRequest): Call {
    const client = headers["x-zc-request-client"];
    return this.parts.record.open({
      action: headerText(headers, "x-zc-action") ?? "",
      params: parseObject(body) ?? {},
      at: this.parts.clock.now(),
      keyId: claimedKeyId(headers),
      client: typeof client === "string" ? client : undefined,
    });
  }

  async #tell({ n, action, params }: Call, phase: "before" | "after"): Promise<void> {
    await this.parts.hook()?.({ n, action, params, phase });
  }

  /** Checks and runs the call, and keeps what it changed before anybody is told. */
  #work(call: Call, request: ApiRequest, fault: Fault | undefined): Answer {
    try {
      const action = this.#admit(call, request);
      const caller: Caller = { account: call.account ?? "", call: call.n, failImage: fault?.kind === "unavailable" };
      const response = action.run(this.parts.world, call.params, caller);
      if (action.writes) this.parts.save();
      call.done = true;
      return success(call.requestId, response);
    } catch (error) {
      // Anybody can send a request: the record does not grow with what a stranger writes.
      if (call.account === undefined) call.params = {};
      return failure(call.requestId, asRefusal(error));
    }
  }

  /** Order: authorization, action, rate, then parameters and the action's own checks (GUESS G6). */
  #admit(call: Call, request: ApiRequest): AnyAction {
    call.account = authorize(request, this.parts.accounts, this.parts.clock.now());
    const action = findAction(call.action, headerText(request.headers, "x-zc-version"));
    if (this.#limit && !this.#limit.allows(call.account)) {
      const { rateLimitRetryAfter } = this.parts.options;
      throw new Refusal("REQUEST_LIMIT_EXCEEDED", "Too many requests", rateLimitRetryAfter);
    }
    // GUESS G7
    if (!/^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? "")) {
      throw new Refusal("INVALID_PARAMETER_TYPE", "The Content-Type must be application/json");
    }
    if (!parseObject(request.body)) throw new Refusal("INVALID_PARAMETER_TYPE", "The body must be a JSON object");
    return action;
  }

  /**
   * The answer that a fault is applied to when the work is not done. Reading changes nothing, so there the true
   * answer serves.
   */
  #pretend(call: Call, request: ApiRequest, fault: Fault): Answer {
    const isRead = call.action.startsWith("Describe");
    if (isRead && fault.kind !== "cutBefore") return this.#work(call, request, undefined);
    return success(call.requestId, call.action === "CreateImage" ? { imageId: newImageId() } : {});
  }
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal("INTERNAL_SERVER_ERROR", error instanceof Error ? error.message : String(error));
}

function headerText(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}

function parseObject(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
