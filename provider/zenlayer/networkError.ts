import * as say from "../errors";
import { ZenlayerError } from "./apiError";
import type { Action } from "./types";

/** Where a request was going. */
interface Way {
  host: string;
  /** Host of the proxy in between, if any. */
  proxy?: string;
  requestTimeoutMs: number;
}

/** The parts of got's and Node's errors that may be looked at. Their messages and the rest stay here. */
interface RawError {
  code?: string;
  message?: string;
  syscall?: string;
}

/** An answer that goes on for longer than any real one. */
export const answerTooLong = (action: Action): ZenlayerError =>
  new ZenlayerError({ action, code: "UNREADABLE_ANSWER", text: say.answerTooLong(), outcome: "unknown" });

/**
 * What got threw, as an error of ours in plain words. `refused` where the request cannot have left this machine;
 * wherever that is not certain the outcome is unknown.
 */
export function toNetworkError(action: Action, raw: unknown, way: Way): ZenlayerError {
  if (raw instanceof ZenlayerError) return raw;
  return new ZenlayerError({ action, ...describe(raw as RawError, way) });
}

type Description = Pick<ZenlayerError, "code" | "text" | "outcome">;

const notSent = (text: string, code = "NETWORK_ERROR"): Description => ({ code, text, outcome: "refused" });
const unclear = (text: string, code = "NETWORK_ERROR"): Description => ({ code, text, outcome: "unknown" });

function describe(raw: RawError, { host, proxy, requestTimeoutMs }: Way): Description {
  const code = raw.code ?? "";
  const next = proxy === undefined ? host : `the proxy ${proxy}`;
  const proxyStatus = proxy && /^Bad response: (\d{3})$/.exec(raw.message ?? "")?.[1]; // hpagent's only sign of it
  if (proxyStatus) {
    // A proxy's 5xx may pass; a 4xx is its rule or a missing password, and stays.
    return notSent(say.proxyRefused(proxy, host, proxyStatus), proxyStatus < "500" ? "PROXY_REFUSED" : "NETWORK_ERROR");
  }
  if (code === "ETIMEDOUT" && raw.syscall !== "connect")
    return unclear(say.timedOut(host, requestTimeoutMs), "TIMED_OUT");
  if (isCertificateError(code)) return notSent(say.certificateNotTrusted(host, code), "CERTIFICATE_ERROR");
  switch (code) {
    case "ECONNREFUSED":
      return notSent(say.connectionRefused(next));
    case "ENOTFOUND":
      return notSent(say.hostNotFound(next));
    case "EAI_AGAIN":
      return notSent(say.hostNotResolved(next));
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ETIMEDOUT":
      return notSent(say.hostUnreachable(next));
    case "EPROTO":
    case "ERR_SSL_WRONG_VERSION_NUMBER":
      return notSent(say.notTls(next), "CERTIFICATE_ERROR");
    default:
      return unclear(say.connectionLost(next, /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? code : "unknown reason"));
  }
}

/** Codes of OpenSSL's verification and of Node's check of the host name. */
const isCertificateError = (code: string): boolean =>
  code === "ERR_TLS_CERT_ALTNAME_INVALID" ||
  /^(CERT_|CRL_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/.test(
    code,
  );
