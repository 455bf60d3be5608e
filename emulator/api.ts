import type { IncomingHttpHeaders } from "node:http";

import type { Accounts } from "./accounts";
import type { AnyAction, Caller } from "./action";
import { ApiError } from "./apiError";
import { authorize, claimedKeyId } from "./auth";
import { Barrier } from "./barrier";
import type { Clock } from "./clock";
import type { Clouds } from "./clouds";
import { applyFault, copyFault, listAllAsFailed, runsAction } from "./faults/effects";
import type { Faults } from "./faults/faults";
import type { Fault } from "./faults/kinds";
import { RateLimit } from "./rateLimit";
import type { CallRecord } from "./record";
import { errorResponse, successResponse, toHttp, type ApiResponse, type HttpResponse } from "./response";
import type { Call, CallHook, EmulatorOptions } from "./types";
import { findAction, type Service } from "./services";
import { isObject } from "./validate";

/** What the API depends on. */
export interface ApiParts {
  clouds: Clouds;
  accounts: Accounts;
  record: CallRecord;
  faults: Faults;
  clock: Clock;
  /** Saves the state. Called after each change, before the change is acknowledged. */
  save: () => void;
  hook: () => CallHook | undefined;
  options: EmulatorOptions;
}

/** A complete request. */
export interface ApiRequest {
  /** The service that the path names. */
  service: Service;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Handles API calls: records them, calls the hook, injects faults and runs the actions. */
export class Api {
  readonly #parts: ApiParts;
  readonly #limit: RateLimit | undefined;
  readonly #createBarrier: Barrier;

  constructor(parts: ApiParts) {
    this.#parts = parts;
    const { rateLimitPerSecond, createImageWaitsFor = 0 } = parts.options;
    this.#limit = rateLimitPerSecond ? new RateLimit(rateLimitPerSecond, () => parts.clock.now()) : undefined;
    this.#createBarrier = new Barrier(createImageWaitsFor);
  }

  /** @param signal aborts every wait, with an error, when the emulator is stopped */
  async handle(request: ApiRequest, signal: AbortSignal): Promise<{ call: Call; response: HttpResponse }> {
    const call = this.#record(request);
    const fault = this.#parts.faults.next(call);
    call.fault = fault?.kind;

    await this.#callHook(call, "before");
    if (fault?.kind === "delay") await this.#parts.clock.sleep(fault.ms ?? 1000, signal);
    signal.throwIfAborted();
    const action = request.service.actions.find(({ name }) => name === call.action);
    const runs = !fault || runsAction(fault, action);
    const result = runs ? this.#runAction(call, request, fault) : this.#skipAction(call, request, { fault, action });
    if (fault?.kind === "failedIds") listAllAsFailed(result, action, call.params);
    if (call.action === "CreateImage") await this.#createBarrier.arrive();
    await this.#callHook(call, "after");
    if (fault?.kind === "late") await this.#parts.clock.sleep(fault.ms ?? 1000, signal);

    const response = fault ? applyFault(result, fault, call.requestId) : toHttp(result);
    // Lets a client with a wrong clock compute the difference.
    response.headers.date = new Date(this.#parts.clock.now()).toUTCString();
    if (response.send !== "nothing") Object.assign(call, { status: response.status, code: response.code });
    return { call, response };
  }

  #record({ service, headers, body }: ApiRequest): Call {
    const client = headers["x-zc-request-client"];
    return this.#parts.record.add({
      service: service.name,
      action: headerText(headers, "x-zc-action") ?? "",
      params: parseObject(body) ?? {},
      at: this.#parts.clock.now(),
      keyId: claimedKeyId(headers),
      client: typeof client === "string" ? client : undefined,
    });
  }

  async #callHook({ n, service, action, params }: Call, phase: "before" | "after"): Promise<void> {
    await this.#parts.hook()?.({ n, service, action, params, phase });
  }

  /** Checks the call, runs its action and saves the changes before they are acknowledged. */
  #runAction(call: Call, request: ApiRequest, fault: Fault | undefined): ApiResponse {
    try {
      const action = this.#checkCall(call, request);
      const failImage = fault?.kind === "unavailable";
      const caller: Caller = { account: call.account ?? "", call: call.n, failImage, copies: copyFault(fault) };
      const response = action.run(this.#parts.clouds, call.params, caller);
      if (action.writes) this.#parts.save();
      call.done = true;
      return successResponse(call.requestId, response);
    } catch (error) {
      // Anybody can send a request, so the record must not grow with the content of unauthorized ones.
      if (call.account === undefined) call.params = {};
      return errorResponse(call.requestId, toApiError(error));
    }
  }

  /** Checks, in this order: authorization, action, rate, body (GUESS G6). Parameters and state are up to the action. */
  #checkCall(call: Call, request: ApiRequest): AnyAction {
    call.account = authorize(request, this.#parts.accounts, this.#parts.clock.now());
    const action = findAction(request.service, call.action, headerText(request.headers, "x-zc-version"));
    if (this.#limit && !this.#limit.allows(call.account)) {
      const { rateLimitRetryAfter } = this.#parts.options;
      throw new ApiError("REQUEST_LIMIT_EXCEEDED", "Too many requests", rateLimitRetryAfter);
    }
    // GUESS G7
    if (!/^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? "")) {
      throw new ApiError("INVALID_PARAMETER_TYPE", "The Content-Type must be application/json");
    }
    if (!parseObject(request.body)) throw new ApiError("INVALID_PARAMETER_TYPE", "The body must be a JSON object");
    return action;
  }

  /**
   * The response that a fault is applied to when it keeps the action from running. Reads change nothing, so they run
   * nevertheless.
   */
  #skipAction(
    call: Call,
    request: ApiRequest,
    { fault, action }: { fault: Fault; action: AnyAction | undefined },
  ): ApiResponse {
    if (action?.writes === false && fault.kind !== "cutBefore") return this.#runAction(call, request, undefined);
    return successResponse(call.requestId, action?.respondSkipped(call.params) ?? {});
  }
}

function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError("INTERNAL_SERVER_ERROR", error instanceof Error ? error.message : String(error));
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
