import { ApiError } from "./apiError";
import type { Fault } from "./faults";

/** A response of the API, before faults are applied. */
export interface ApiResponse {
  status: number;
  body: Record<string, unknown>;
  /** Error code, for the record of calls. */
  code?: string;
  /** Seconds for the header `Retry-After`. */
  retryAfter?: number;
}

/** A response as it is sent. */
export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  payload: string;
  /** `half`: the connection is closed in the middle of the body. `nothing`: it is closed without a response. */
  send: "whole" | "half" | "nothing";
  code?: string;
}

/** The documented envelope of a success: the request id outside and inside of `response`. */
export function successResponse(requestId: string, response: Record<string, unknown>): ApiResponse {
  return { status: 200, body: { requestId, response: { requestId, ...response } } };
}

/** The documented envelope of an error: flat, without `response`. */
export function errorResponse(requestId: string, { status, code, message, retryAfter }: ApiError): ApiResponse {
  return { status, code, retryAfter, body: { requestId, code, message } };
}

export function toHttp({ status, body, code, retryAfter }: ApiResponse): HttpResponse {
  const headers: Record<string, string> = { "content-type": "application/json; charset=utf-8" };
  if (retryAfter !== undefined) headers["retry-after"] = String(retryAfter);
  return { status, headers, payload: JSON.stringify(body), send: "whole", code };
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
