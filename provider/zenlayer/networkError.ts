import * as say from "../messages";
import { ZenlayerError } from "./apiError";
import type { Action } from "./actions";

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

/** The parts of got's and Node's errors that may be looked at. Their messages and the rest stay here. */
interface RawError {
  code?: string;
  message?: string;
}

/** Our own end of an attempt that takes too long. */
export const timedOut: unique symbol = Symbol("the time of an attempt is up");

/** An answer that goes on for longer than any real one. */
export const answerTooLong = (action: Action): ZenlayerError =>
  new ZenlayerError({ action, code: "UNREADABLE_ANSWER", text: say.answerTooLong(), outcome: "unknown" });

/**
 * What got threw, as an error of ours in plain words. `refused` while the request cannot have left this machine,
 * whatever went wrong; from then on the outcome is unknown, whatever went wrong. The code chooses the words only.
 */
export function toNetworkError(action: Action, raw: unknown, phase: Phase, way: Route): ZenlayerError {
  if (raw instanceof ZenlayerError) return raw;
  if (phase === "open") return new ZenlayerError({ action, ...lost(raw, way), outcome: "unknown" });
  return new ZenlayerError({ action, ...notConnected(raw, phase, way), outcome: "rejected" });
}

type Description = Pick<ZenlayerError, "code" | "text">;

const networkError = (text: string): Description => ({ code: "NETWORK_ERROR", text });

/** The answer did not come, or not to its end. */
function lost(raw: unknown, { host, proxy, requestTimeoutMs }: Route): Description {
  if (raw === timedOut) return { code: "TIMED_OUT", text: say.timedOut(host, requestTimeoutMs) };
  return networkError(say.connectionLost(nameOf(proxy) ?? host, printableCode(raw as RawError)));
}

/** There was no connection that could have carried the request. */
function notConnected(raw: unknown, phase: Phase, { host, proxy, requestTimeoutMs }: Route): Description {
  const { code = "", message = "" } = raw as RawError;
  // A connection that is being opened leads to the host: the proxy has consented by then.
  const next = phase === "opening" ? host : (nameOf(proxy) ?? host);
  // Both are hpagent's only signs of it.
  const proxyStatus = proxy && /^Bad response: (\d{3})$/.exec(message)?.[1];
  const isLate = raw === timedOut || message === "Proxy timeout";
  if (isLate) return networkError(say.notConnectedInTime(next, requestTimeoutMs));
  if (proxyStatus) {
    // A proxy's 5xx may pass; a 4xx is its rule or a missing password, and stays.
    const text = say.proxyRefused(proxy, host, proxyStatus);
    return { code: proxyStatus < "500" ? "PROXY_REFUSED" : "NETWORK_ERROR", text };
  }
  if (isCertificateError(code)) return { code: "CERTIFICATE_ERROR", text: say.certificateNotTrusted(next, code) };
  switch (code) {
    case "ECONNREFUSED":
      return networkError(say.connectionRefused(next));
    case "ENOTFOUND":
      return networkError(say.hostNotFound(next));
    case "EAI_AGAIN":
      return networkError(say.hostNotResolved(next));
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ETIMEDOUT":
      return networkError(say.hostUnreachable(next));
    case "EPROTO":
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
      return { code: "CERTIFICATE_ERROR", text: say.notTls(next) };
    default:
      return networkError(say.notConnected(next, printableCode(raw as RawError)));
  }
}

const nameOf = (proxy: string | undefined): string | undefined => proxy && `the proxy ${proxy}`;

const printableCode = ({ code = "" }: RawError): string =>
  /^(?!ERR_GOT_)[A-Z][A-Z0-9_]{2,40}$/.test(code) ? code : "unknown reason";

/** Codes of OpenSSL's verification and of Node's check of the host name. */
const isCertificateError = (code: string): boolean =>
  code === "ERR_TLS_CERT_ALTNAME_INVALID" ||
  /^(CERT_|CRL_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/.test(
    code,
  );
