import type { ApiError } from "./apiError";

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
