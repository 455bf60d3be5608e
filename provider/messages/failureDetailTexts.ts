import type { FailureDetail, Peer } from "../zenlayer/failureDetail";
import * as network from "./network";
import * as responses from "./responses";

/** What the client saw of a failed call, and what to do about it. Without a full stop. */
export function describeDetail(detail: Exclude<FailureDetail, { kind: "clockOff" }>): string {
  switch (detail.kind) {
    case "connectionRefused":
      return network.connectionRefused(nameOf(detail.peer));
    case "hostNotFound":
      return network.hostNotFound(nameOf(detail.peer));
    case "hostNotResolved":
      return network.hostNotResolved(nameOf(detail.peer));
    case "hostUnreachable":
      return network.hostUnreachable(nameOf(detail.peer));
    case "notTls":
      return network.notTls(nameOf(detail.peer));
    case "notConnectedInTime":
      return network.notConnectedInTime(nameOf(detail.peer), detail.afterMs);
    case "notConnected":
      return network.notConnected(nameOf(detail.peer), detail.systemCode);
    case "certificateNotTrusted":
      return network.certificateNotTrusted(nameOf(detail.peer), detail.systemCode);
    case "proxyRefused":
      return network.proxyRefused(detail.proxy, detail.host, detail.status);
    case "timedOut":
      return network.timedOut(detail.host, detail.afterMs);
    case "connectionLost":
      return network.connectionLost(nameOf(detail.peer), detail.systemCode);
    case "htmlResponse":
      return responses.htmlResponse(detail.endpoint, detail.status);
    case "emptyResponse":
      return responses.emptyResponse(detail.endpoint, detail.status);
    case "notJson":
      return responses.notJson(detail.endpoint, detail.status);
    case "failureWithoutCode":
      return responses.failureWithoutCode(detail.endpoint, detail.status);
    case "noEnvelope":
      return responses.noEnvelope(detail.endpoint);
    case "securityChallenge":
      return responses.securityChallenge(detail.endpoint);
    case "blocked":
      return responses.requestBlocked(detail.endpoint);
    case "redirected":
      return responses.redirected(detail.endpoint, detail.target);
    case "responseTooLong":
      return responses.responseTooLong();
    case "unexpectedResponse":
      return responses.unexpectedResponse(detail.what);
    case "rejectedWithoutReason":
      return responses.rejectedWithoutReason();
    case "throttled":
      return responses.throttled();
  }
}

const nameOf = ({ host, role }: Peer): string => (role === "proxy" ? `the proxy ${host}` : host);
