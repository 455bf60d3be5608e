import { ZenlayerError } from "./apiError";
import type { FailureDetail } from "./failureDetail";
import { sanitizeLine } from "./sanitize";
import { isObject, requestIdOf, type Json } from "./responseReader";
import type { HttpResponse } from "./transport";
import { ACTIONS, type Action } from "./actions";

/** Where and when a response was received, for messages. */
interface ResponseOrigin {
  endpoint: string;
  now: number;
}

/**
 * The part `response` of a success.
 * @throws ZenlayerError for everything else: rejections with the service's code, and responses that are not from the
 * API.
 */
export function parseResponse(action: Action, answer: HttpResponse, context: ResponseOrigin): Json {
  if (answer.status !== 200) throw toFailure(action, answer, context);
  const { endpoint } = context;
  const unreadable = (detail: FailureDetail, requestId?: string): ZenlayerError =>
    new ZenlayerError({ action, status: 200, code: "UNREADABLE_RESPONSE", detail, requestId, outcome: "unknown" });
  const body = parseJson(answer.body);
  if (body === undefined) throw unreadable(notJson(answer, endpoint));
  if (!isObject(body)) throw unreadable({ kind: "noEnvelope", endpoint });
  const { response } = body;
  if (!isObject(response)) throw unreadable({ kind: "noEnvelope", endpoint }, requestIdOf(body));
  if (!("requestId" in response)) response.requestId = body.requestId;
  // The response to a delete or a change contains nothing else by which it could be recognized.
  if (!["string", "undefined"].includes(typeof response.requestId)) {
    throw unreadable({ kind: "unexpectedResponse", what: "requestId is not a text" });
  }
  return response;
}

function toFailure(action: Action, answer: HttpResponse, context: ResponseOrigin): ZenlayerError {
  const { status } = answer;
  const { endpoint, now } = context;
  const body = parseJson(answer.body);
  const code = isObject(body) ? codeOf(body) : undefined;
  const requestId = requestIdOf(body);
  // Every failure has both (documented); no other sender uses this code.
  const isOfApi = code === LIMIT_CODE || (code !== undefined && requestId !== undefined);
  const outcome = outcomeOf(action, status, code, isOfApi);
  const failed = (ours: string, known: { text?: string; detail?: FailureDetail }): ZenlayerError =>
    new ZenlayerError({
      action,
      status,
      code: ours,
      ...known,
      requestId,
      outcome,
      retryAfterMs: retryAfter(answer, now),
    });
  if (status === 451) return failed("REQUEST_BLOCKED", { detail: { kind: "blocked", endpoint } });
  if (status === 403 && answer.headers["cf-mitigated"]) {
    return failed("SECURITY_CHALLENGE", { detail: { kind: "securityChallenge", endpoint } });
  }
  if (isLimited(status, code)) return failed(LIMIT_CODE, { detail: { kind: "throttled" } });
  if (isObject(body) && code && status >= 400) {
    return failed(code, { text: textOf(body), detail: clockDetail(code, answer, now) });
  }
  return failed("UNREADABLE_RESPONSE", { detail: strangerDetail(answer, endpoint) });
}

/**
 * A 4xx from the API means that the request was rejected and did nothing. A proxy, a filter or a gateway may send it
 * after the API has received the request, so the outcome of a write is then unknown. 408 and 5xx do not say how far a
 * request had got.
 */
function outcomeOf(
  action: Action,
  status: number,
  code: string | undefined,
  isOfApi: boolean,
): ZenlayerError["outcome"] {
  const isRejection = isLimited(status, code) || (status >= 400 && status < 500 && status !== 408);
  return isRejection && (isOfApi || !ACTIONS[action].writes) ? "rejected" : "unknown";
}

const LIMIT_CODE = "REQUEST_LIMIT_EXCEEDED";

const isLimited = (status: number, code: string | undefined): boolean => status === 429 || code === LIMIT_CODE;
/** The service's code; the dotted spelling of old constants counts as the same. */
function codeOf(body: Json): string | undefined {
  const { code } = body;
  if (typeof code !== "string" || !/^[A-Za-z][\w.]{0,99}$/.test(code)) return undefined;
  return code.toUpperCase().replaceAll(".", "_");
}

/** The service's own text; absent if there is none. */
const textOf = ({ message }: Json): string | undefined =>
  (typeof message === "string" && sanitizeLine(message)) || undefined;

/** How far the clocks differ, where that is why the request was rejected. */
function clockDetail(code: string, { headers }: HttpResponse, now: number): FailureDetail | undefined {
  if (code !== "AUTHFAILURE_SIGNATURE_EXPIRED") return undefined;
  const aheadMs = now - Date.parse(headers.date ?? "");
  return Number.isNaN(aheadMs) ? undefined : { kind: "clockOff", aheadMs };
}

/** What is known of a response that does not come from the API itself. */
function strangerDetail(answer: HttpResponse, endpoint: string): FailureDetail {
  const { status, headers } = answer;
  if (status >= 300 && status < 400 && headers.location) {
    return { kind: "redirected", endpoint, target: targetOf(headers.location, endpoint) };
  }
  if (parseJson(answer.body) !== undefined) return { kind: "failureWithoutCode", endpoint, status };
  return notJson(answer, endpoint);
}

function notJson({ status, headers, body }: HttpResponse, endpoint: string): FailureDetail {
  if (body.trim() === "") return { kind: "emptyResponse", endpoint, status };
  const isHtml = /html/i.test(headers["content-type"] ?? "") || /^\s*<(!doctype|html)/i.test(body);
  return { kind: isHtml ? "htmlResponse" : "notJson", endpoint, status };
}

/** Where a redirect leads, without query or password: a message must not show those. */
function targetOf(location: string, endpoint: string): string | undefined {
  if (!URL.canParse(location, endpoint)) return undefined;
  const { origin, pathname } = new URL(location, endpoint);
  return sanitizeLine(origin + pathname);
}

/** Milliseconds of `Retry-After`, which holds seconds or a date. */
function retryAfter({ headers }: HttpResponse, now: number): number | undefined {
  const value = headers["retry-after"]?.trim();
  if (!value) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const theirNow = Date.parse(headers.date ?? "");
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - (Number.isNaN(theirNow) ? now : theirNow));
}

/** The value of a JSON text; undefined if it is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
