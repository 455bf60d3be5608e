import { ZenlayerError } from "./apiError";
import type { Action } from "./actions";
import type { ErrorCode } from "./errorCodes";
import type { FailureDetail, Peer } from "./failureDetail";

/** Where a request was going. */
interface Route {
  host: string;
  /** Host of the proxy in between, if any. */
  proxy?: string;
  requestTimeoutMs: number;
}

/**
 * How far an attempt had got: a connection was still wanted (a proxy's included), or it was being opened (name
 * resolution, TCP, TLS), or it was open, so that bytes of the request may have left.
 */
export type Phase = "no connection" | "opening" | "open";

/** The parts of got's and Node's errors that are used. Their messages and the rest are not passed on. */
interface RawError {
  code?: string;
  message?: string;
}

/** The error of an attempt that took too long. */
export const timedOut: unique symbol = Symbol("the time of an attempt is up");

/** The error of a response that is longer than any real one. */
export const responseTooLong = (action: Action): ZenlayerError =>
  new ZenlayerError({ action, code: "UNREADABLE_RESPONSE", detail: { kind: "responseTooLong" }, outcome: "unknown" });

/**
 * What got threw, as a typed error. `rejected` while the request cannot have left this machine, whatever went wrong;
 * from then on the outcome is unknown. The error code of the system only chooses the detail.
 */
export function toNetworkError(action: Action, raw: unknown, phase: Phase, route: Route): ZenlayerError {
  if (raw instanceof ZenlayerError) return raw;
  const [detail, outcome] =
    phase === "open"
      ? ([lost(raw, route), "unknown"] as const)
      : ([notConnected(raw, phase, route), "rejected"] as const);
  return new ZenlayerError({ action, code: codeOf(detail), detail, outcome });
}

/** The response did not come, or not to its end. */
function lost(raw: unknown, { host, proxy, requestTimeoutMs }: Route): FailureDetail {
  if (raw === timedOut) return { kind: "timedOut", host, afterMs: requestTimeoutMs };
  return { kind: "connectionLost", peer: peerOf(host, proxy), systemCode: printableCode(raw as RawError) };
}

/** There was no connection that could have carried the request. */
function notConnected(raw: unknown, phase: Phase, { host, proxy, requestTimeoutMs }: Route): FailureDetail {
  const { code = "", message = "" } = raw as RawError;
  // A connection that is being opened leads to the host: the proxy has consented by then.
  const peer = peerOf(host, phase === "opening" ? undefined : proxy);
  // Both are hpagent's only signs of it.
  const proxyStatus = proxy && /^Bad response: (\d{3})$/.exec(message)?.[1];
  const isLate = raw === timedOut || message === "Proxy timeout";
  if (isLate) return { kind: "notConnectedInTime", peer, afterMs: requestTimeoutMs };
  if (proxyStatus) return { kind: "proxyRefused", proxy, host, status: proxyStatus };
  if (isCertificateError(code)) return { kind: "certificateNotTrusted", peer, systemCode: code };
  switch (code) {
    case "ECONNREFUSED":
      return { kind: "connectionRefused", peer };
    case "ENOTFOUND":
      return { kind: "hostNotFound", peer };
    case "EAI_AGAIN":
      return { kind: "hostNotResolved", peer };
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ETIMEDOUT":
      return { kind: "hostUnreachable", peer };
    case "EPROTO":
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
      return { kind: "notTls", peer };
    default:
      return { kind: "notConnected", peer, systemCode: printableCode(raw as RawError) };
  }
}

function codeOf(detail: FailureDetail): ErrorCode {
  switch (detail.kind) {
    case "timedOut":
      return "TIMED_OUT";
    case "certificateNotTrusted":
    case "notTls":
      return "CERTIFICATE_ERROR";
    case "proxyRefused":
      // A proxy's 5xx may pass; a 4xx is its rule or a missing password, and stays.
      return detail.status < "500" ? "PROXY_REFUSED" : "NETWORK_ERROR";
    default:
      return "NETWORK_ERROR";
  }
}

const peerOf = (host: string, proxy: string | undefined): Peer =>
  proxy === undefined ? { host, role: "endpoint" } : { host: proxy, role: "proxy" };

const printableCode = ({ code = "" }: RawError): string | undefined =>
  /^(?!ERR_GOT_)[A-Z][A-Z0-9_]{2,40}$/.test(code) ? code : undefined;

/** Codes of OpenSSL's verification and of Node's check of the host name. */
const isCertificateError = (code: string): boolean =>
  code === "ERR_TLS_CERT_ALTNAME_INVALID" ||
  /^(CERT_|CRL_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/.test(
    code,
  );
