import { Refusal } from "./codes";
import type { Fault } from "./faults";

/** What the API itself has to say. */
export interface Answer {
  status: number;
  body: Record<string, unknown>;
  /** Error code, for the record. */
  code?: string;
  /** Seconds for the header `Retry-After`. */
  retryAfter?: number;
}

/** What goes over the wire. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  payload: string;
  /** `half`: the connection is cut in the middle of the body. `nothing`: it is cut without an answer. */
  send: "whole" | "half" | "nothing";
  code?: string;
}

/** The documented envelope of a success: the request id twice, the action's fields beside the inner one. */
export function success(requestId: string, response: Record<string, unknown>): Answer {
  return { status: 200, body: { requestId, response: { requestId, ...response } } };
}

/** The documented envelope of a failure: flat, without `response`. */
export function failure(requestId: string, { status, code, message, retryAfter }: Refusal): Answer {
  return { status, code, retryAfter, body: { requestId, code, message } };
}

export function toReply({ status, body, code, retryAfter }: Answer): Reply {
  const headers: Record<string, string> = { "content-type": "application/json; charset=utf-8" };
  if (retryAfter !== undefined) headers["retry-after"] = String(retryAfter);
  return { status, headers, payload: JSON.stringify(body), send: "whole", code };
}

/** What is sent instead of an answer, under a fault. */
export function spoil(answer: Answer, fault: Fault, requestId: string): Reply {
  const refuse = (code: "REQUEST_LIMIT_EXCEEDED" | "INTERNAL_SERVER_ERROR" | "SERVICE_TEMPORARY_UNAVAILABLE"): Reply =>
    toReply(failure(requestId, new Refusal(code, "Ordered by a test", fault.retryAfter)));
  const whole = toReply(answer);
  switch (fault.kind) {
    case "delay":
    case "late":
    case "unavailable":
      return whole;
    case "429":
      return refuse("REQUEST_LIMIT_EXCEEDED");
    case "500":
      return refuse("INTERNAL_SERVER_ERROR");
    case "503":
      return refuse("SERVICE_TEMPORARY_UNAVAILABLE");
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
      return toReply({ ...answer, body: mistype(answer.body) as Record<string, unknown> });
    case "noId":
      return toReply({ ...answer, body: withoutId(answer.body) });
    case "body": {
      const payload = typeof fault.body === "string" ? fault.body : (JSON.stringify(fault.body) ?? "");
      return { ...whole, status: fault.status ?? 200, code: undefined, payload };
    }
  }
}

const html = (status: number, payload: string): Reply => ({
  status,
  headers: { "content-type": "text/html" },
  payload,
  send: "whole",
});

function withoutId(body: Record<string, unknown>): Record<string, unknown> {
  return { ...body, response: { ...(body["response"] as object | undefined), imageId: undefined } }; // JSON leaves it out
}

/** Texts become numbers, numbers texts, empty lists objects; the structure stays. */
function mistype(value: unknown): unknown {
  if (typeof value === "string") return 12345;
  if (typeof value === "number" || typeof value === "boolean") return `not ${typeof value}`;
  if (Array.isArray(value)) return value.length > 0 ? value.map(mistype) : {};
  if (value === null || typeof value !== "object") return 0;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mistype(inner)]));
}
