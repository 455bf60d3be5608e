import type { AnyAction } from "../action";
import { ApiError } from "../apiError";
import { errorResponse, toHttp, type ApiResponse, type HttpResponse } from "../response";
import { isObject } from "../validate";
import type { CopyFault } from "../zec/cloud";
import type { Fault, FaultKind } from "./kinds";

const RUNS_ALWAYS: FaultKind[] = ["delay", "late", "unavailable", "cutAfter", "copyFails", "copySlow"];

/**
 * Whether the action runs despite this fault.
 * @param action the action; undefined if there is none of this name
 */
export function runsAction(fault: Fault, action: { failedIds?: string } | undefined): boolean {
  if (fault.kind === "cutBefore") return false;
  if (fault.kind === "failedIds" && action?.failedIds === undefined) return true;
  return RUNS_ALWAYS.includes(fault.kind) || fault.workDone === true;
}

/** What the fault does to copies of an image in other regions. */
export function copyFault(fault: Fault | undefined): CopyFault | undefined {
  const { regionId } = fault ?? {};
  if (fault?.kind === "copyFails") return { regionId, error: "Injected fault" };
  return fault?.kind === "copySlow" ? { regionId, extraMs: fault.ms ?? 1000 } : undefined;
}

/** Changes a successful response of an action that lists the ids that failed. */
export function listAllAsFailed(
  result: ApiResponse,
  action: AnyAction | undefined,
  params: Record<string, unknown>,
): void {
  const { response } = result.body;
  const field = action?.failedIds;
  if (field !== undefined && isObject(response)) response[field] = params[field];
}

/** The response that is sent instead of `result`, because of a fault. */
export function applyFault(result: ApiResponse, fault: Fault, requestId: string): HttpResponse {
  const fail = (
    code: "REQUEST_LIMIT_EXCEEDED" | "INTERNAL_SERVER_ERROR" | "SERVICE_TEMPORARY_UNAVAILABLE",
  ): HttpResponse => toHttp(errorResponse(requestId, new ApiError(code, "Injected fault", fault.retryAfter)));
  const whole = toHttp(result);
  switch (fault.kind) {
    case "delay":
    case "late":
    case "unavailable":
    case "copyFails":
    case "copySlow":
    case "failedIds":
      return whole;
    case "429":
      return fail("REQUEST_LIMIT_EXCEEDED");
    case "500":
      return fail("INTERNAL_SERVER_ERROR");
    case "503":
      return fail("SERVICE_TEMPORARY_UNAVAILABLE");
    case "html502":
      return html(502, "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>");
    case "cutBefore":
    case "cutAfter":
      return { ...whole, send: "nothing" };
    case "cutShort":
      return { ...whole, send: "half" };
    case "truncated":
      return { ...whole, payload: whole.payload.slice(0, whole.payload.length / 2) };
    case "garbage":
      return { ...whole, payload: "\u0000\u0007 this is not JSON {{{" };
    case "wrongType":
      return toHttp({ ...result, body: changeTypes(result.body) as Record<string, unknown> });
    case "noId":
      return toHttp({ ...result, body: withoutImageId(result.body) });
    case "body": {
      const payload = typeof fault.body === "string" ? fault.body : (JSON.stringify(fault.body) ?? "");
      return { ...whole, status: fault.status ?? 200, code: undefined, payload };
    }
  }
}

const html = (status: number, payload: string): HttpResponse => ({
  status,
  headers: { "content-type": "text/html" },
  payload,
  send: "whole",
});

function withoutImageId(body: Record<string, unknown>): Record<string, unknown> {
  return { ...body, response: { ...(body["response"] as object | undefined), imageId: undefined } }; // not part of the JSON
}

/** Replaces strings by numbers, numbers and booleans by strings, and empty lists by objects. */
function changeTypes(value: unknown): unknown {
  if (typeof value === "string") return 12345;
  if (typeof value === "number" || typeof value === "boolean") return `not ${typeof value}`;
  if (Array.isArray(value)) return value.length > 0 ? value.map(changeTypes) : {};
  if (value === null || typeof value !== "object") return 0;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, changeTypes(inner)]));
}
