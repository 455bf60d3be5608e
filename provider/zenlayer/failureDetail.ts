/** The host that a connection was opened to, or that a request was sent to. */
export interface Peer {
  /** With its port where it has one. */
  host: string;
  role: "endpoint" | "proxy";
}

/** What the client knows of a failed call beside the service's own text. */
export type FailureDetail =
  /** There was no connection that could have carried the request. */
  | { kind: "connectionRefused" | "hostNotFound" | "hostNotResolved" | "hostUnreachable" | "notTls"; peer: Peer }
  | { kind: "notConnectedInTime"; peer: Peer; afterMs: number }
  /** `systemCode`: of Node.js or OpenSSL; absent where it is not fit to be shown. */
  | { kind: "notConnected" | "certificateNotTrusted"; peer: Peer; systemCode?: string }
  | { kind: "proxyRefused"; proxy: string; host: string; status: string }
  /** The response did not come, or not to its end. */
  | { kind: "timedOut"; host: string; afterMs: number }
  | { kind: "connectionLost"; peer: Peer; systemCode?: string }
  /** The response is not the API's. */
  | { kind: "htmlResponse" | "emptyResponse" | "notJson" | "failureWithoutCode"; endpoint: string; status: number }
  | { kind: "noEnvelope" | "securityChallenge" | "blocked"; endpoint: string }
  /** `target`: origin and path; absent where they are not a URL. */
  | { kind: "redirected"; endpoint: string; target?: string }
  | { kind: "responseTooLong" }
  /** It is the API's, but not as documented. */
  | { kind: "unexpectedResponse"; what: string }
  /** The service's rejection, for the reason that it gives. */
  | { kind: "throttled" }
  /** A success that lists the requested object as failed. */
  | { kind: "rejectedWithoutReason" }
  /** Milliseconds by which this machine's clock is ahead of the service's. */
  | { kind: "clockOff"; aheadMs: number };

/** One line for logs. What users read is written elsewhere. */
export function summarize({ kind, ...facts }: FailureDetail): string {
  const values = Object.values(facts) as (string | number | Peer | undefined)[];
  return [kind, ...values.map((value) => (typeof value === "object" ? value.host : value))].join(" ").trim();
}
