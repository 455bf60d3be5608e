import { reasonOf } from "./index";
import type { FailureDetail } from "../zenlayer/failureDetail";

const peer = { host: "zen.example:8443", role: "endpoint" } as const;
const proxy = { host: "proxy:3128", role: "proxy" } as const;
const endpoint = "https://zen.example";

/** Every kind: a missing one does not compile. */
const EXAMPLES: Record<FailureDetail["kind"], [FailureDetail, RegExp][]> = {
  connectionRefused: [
    [{ kind: "connectionRefused", peer }, /^cannot connect to zen\.example:8443: connection refused/],
    [{ kind: "connectionRefused", peer: proxy }, /^cannot connect to the proxy proxy:3128: /],
  ],
  hostNotFound: [[{ kind: "hostNotFound", peer }, /^cannot find zen\.example:8443/]],
  hostNotResolved: [[{ kind: "hostNotResolved", peer: proxy }, /^cannot resolve the proxy proxy:3128/]],
  hostUnreachable: [[{ kind: "hostUnreachable", peer }, /^cannot reach zen\.example:8443/]],
  notTls: [[{ kind: "notTls", peer }, /^zen\.example:8443 does not respond as an https server/]],
  notConnectedInTime: [
    [{ kind: "notConnectedInTime", peer, afterMs: 5_000 }, /within 5 s.*zenlayer:requestTimeoutSeconds$/],
  ],
  notConnected: [
    [{ kind: "notConnected", peer, systemCode: "ECONNRESET" }, /\(ECONNRESET\)/],
    [{ kind: "notConnected", peer }, /\(unknown reason\)/],
  ],
  certificateNotTrusted: [
    [
      { kind: "certificateNotTrusted", peer, systemCode: "CERT_HAS_EXPIRED" },
      /^the certificate of zen\.example:8443 is not trusted \(CERT_HAS_EXPIRED\).*NODE_EXTRA_CA_CERTS to that authority's certificate file$/,
    ],
  ],
  proxyRefused: [
    [{ kind: "proxyRefused", proxy: "proxy:3128", host: "zen.example", status: "407" }, /add them to HTTPS_PROXY$/],
  ],
  timedOut: [[{ kind: "timedOut", host: "zen.example", afterMs: 200 }, /^no response from zen\.example within 0\.2 s/]],
  connectionLost: [[{ kind: "connectionLost", peer: proxy }, /^the connection to the proxy proxy:3128 was lost/]],
  htmlResponse: [[{ kind: "htmlResponse", endpoint, status: 502 }, /a web page \(HTTP status 502\)/]],
  emptyResponse: [[{ kind: "emptyResponse", endpoint, status: 204 }, /an empty response \(HTTP status 204\)$/]],
  notJson: [[{ kind: "notJson", endpoint, status: 200 }, /not JSON/]],
  failureWithoutCode: [[{ kind: "failureWithoutCode", endpoint, status: 404 }, /404 and JSON without an error code/]],
  noEnvelope: [[{ kind: "noEnvelope", endpoint }, /without the property "response"/]],
  securityChallenge: [[{ kind: "securityChallenge", endpoint }, /^the firewall in front of https:\/\/zen\.example /]],
  blocked: [[{ kind: "blocked", endpoint }, /HTTP status 451/]],
  redirected: [
    [
      { kind: "redirected", endpoint, target: "https://sso.example/login" },
      /redirect to https:\/\/sso\.example\/login,/,
    ],
    [{ kind: "redirected", endpoint }, /redirect to an invalid address,/],
  ],
  responseTooLong: [[{ kind: "responseTooLong" }, /longer than any/]],
  unexpectedResponse: [
    [{ kind: "unexpectedResponse", what: "imageId is missing" }, /not as documented: imageId is missing\./],
  ],
  rejectedWithoutReason: [[{ kind: "rejectedWithoutReason" }, /lists it as failed/]],
  throttled: [[{ kind: "throttled" }, /throttling requests/]],
  clockOff: [
    [
      { kind: "clockOff", aheadMs: 360_000 },
      /^no such time \(the clock of this machine is 6 min ahead of the service's\)$/,
    ],
    [{ kind: "clockOff", aheadMs: -360_000 }, /6 min behind the service's/],
  ],
};

describe.each(Object.entries(EXAMPLES))("%s", (kind, examples) => {
  test.each(examples)("%j", (detail, text) => {
    expect(detail.kind).toBe(kind);
    expect(reasonOf({ text: "no such time", detail })).toMatch(text);
  });
});

test("without a detail it is the service's own text, or that there is none", () => {
  expect(reasonOf({ text: "no such image" })).toBe("no such image");
  expect(reasonOf({})).toBe("the service gave no reason");
});
