import type { Action } from "./actions";
import { classOf, type ErrorClass, type ErrorCode } from "./errorCodes";
import { summarize, type FailureDetail } from "./failureDetail";

/** What is known of a call that failed. */
export interface ApiFailure {
  action: Action;
  /** HTTP status; absent when there was no response. */
  status?: number;
  /**
   * The service's code in upper snake case, or one of this client: see `errorCodes.ts`. Codes are an open set, so an
   * unknown one passes through.
   */
  code: string;
  /** The service's own text, as one line; absent if it gives none, or if the response is not from the service. */
  text?: string;
  /** What the client saw; absent where there is nothing beside code and text. */
  detail?: FailureDetail;
  requestId?: string;
  /** Milliseconds to wait, by `Retry-After`. */
  retryAfterMs?: number;
  /**
   * `rejected`: the service answered with an error, or the request was never sent, so nothing was done. `unknown`
   * (ambiguous): no readable response (timeout, lost connection, 5xx, garbage), so it may have been carried out or not.
   */
  outcome: "rejected" | "unknown";
  /** An earlier attempt at the same call had no readable response, so it may have been executed. */
  afterAmbiguous?: boolean;
}

/**
 * A call to the Zenlayer API that failed. Holds nothing that must not be printed: no headers, no body, no
 * signature, and no `cause`, since the HTTP library's errors carry all three.
 */
export class ZenlayerError extends Error implements ApiFailure {
  override readonly name = "ZenlayerError";
  readonly action: Action;
  readonly status?: number;
  readonly code: string;
  readonly text?: string;
  readonly detail?: FailureDetail;
  readonly requestId?: string;
  readonly retryAfterMs?: number;
  readonly outcome: "rejected" | "unknown";
  readonly afterAmbiguous?: boolean;

  constructor(failure: ApiFailure) {
    const facts = [failure.text, failure.detail && summarize(failure.detail)].filter(Boolean).join("; ");
    const reference = [failure.code, failure.requestId && `request ${failure.requestId}`].filter(Boolean).join(", ");
    super(`${failure.action}: ${facts} (${reference})`);
    this.action = failure.action;
    this.status = failure.status;
    this.code = failure.code;
    this.text = failure.text;
    this.detail = failure.detail;
    this.requestId = failure.requestId;
    this.retryAfterMs = failure.retryAfterMs;
    this.outcome = failure.outcome;
    this.afterAmbiguous = failure.afterAmbiguous;
  }
}

/** A call that was not sent, or not sent again, because its deadline comes first. Nothing of it is in flight. */
export class DeadlineExceeded extends Error {
  override readonly name = "DeadlineExceeded";

  /** @param last what the last attempt met, if there was one: a rejection, since it may be sent again */
  constructor(
    action: Action,
    readonly last?: ZenlayerError,
  ) {
    super(`${action}: the deadline came before the request could be sent${last ? ` again (${last.message})` : ""}`);
  }
}

/** True for a call that ended with a code of one of these classes. */
export function hasClass(error: unknown, ...classes: ErrorClass[]): boolean {
  if (!(error instanceof ZenlayerError)) return false;
  const found = classOf(error.code);
  return found !== undefined && classes.includes(found);
}

/** True for a call that ended with one of these codes. */
export function hasCode(error: unknown, ...codes: ErrorCode[]): error is ZenlayerError {
  return error instanceof ZenlayerError && (codes as string[]).includes(error.code);
}

/** Both spellings of "no such image" that the service is known to use. */
export const isImageNotFound = (error: unknown): error is ZenlayerError =>
  hasCode(error, "INVALID_IMAGE_NOT_FOUND", "OPERATION_FAILED_RESOURCE_NOT_FOUND");

/** Both spellings of "no such instance" that the service is known to use. */
export const isInstanceNotFound = (error: unknown): error is ZenlayerError =>
  hasCode(error, "INVALID_INSTANCE_NOT_FOUND", "OPERATION_FAILED_RESOURCE_NOT_FOUND");

/** A failure that is not caused by the request or the key, and may pass. */
export const isOutage = (error: unknown): boolean =>
  error instanceof ZenlayerError &&
  (error.outcome === "unknown" || hasCode(error, "NETWORK_ERROR", "REQUEST_LIMIT_EXCEEDED"));

/** True for a permanent rejection, by the API or by a proxy or gateway before it. */
export const isPermanentRejection = ({ status = 0 }: ZenlayerError): boolean =>
  status >= 400 && status < 500 && status !== 408 && status !== 429;
