import fc from "fast-check";

import { reasonOf } from "../messages";
import { parseResponse } from "./parseResponse";
import { ZenlayerError } from "./apiError";
import type { HttpResponse } from "./transport";
import type { Action } from "./actions";

const now = Date.UTC(2026, 0, 1, 12);
const endpoint = "https://api.example";

const answer = (status: number, body: string | object, headers: HttpResponse["headers"] = {}): HttpResponse => ({
  status,
  headers,
  body: typeof body === "string" ? body : JSON.stringify(body),
});

function failure(given: HttpResponse, action: Action = "DescribeImages"): ZenlayerError {
  try {
    parseResponse(action, given, { endpoint, now });
  } catch (error) {
    expect(error).toBeInstanceOf(ZenlayerError);
    return error as ZenlayerError;
  }
  throw new Error("that was no failure");
}

test("a success gives what stands in `response`", () => {
  const body = { requestId: "T-1", response: { requestId: "T-1", imageId: "img-1" } };
  expect(parseResponse("CreateImage", answer(200, body), { endpoint, now })).toEqual({
    requestId: "T-1",
    imageId: "img-1",
  });
});

test("the request id outside counts when there is none inside", () => {
  const body = { requestId: "T-1", response: { imageId: "img-1" } };
  expect(parseResponse("CreateImage", answer(200, body), { endpoint, now })).toMatchObject({ requestId: "T-1" });
});

test.each([
  ["as documented", "INVALID_ZONE_NOT_FOUND"],
  ["dotted", "Invalid.Zone.Not.Found"],
  ["in lower case", "invalid_zone_not_found"],
])("a refusal's code is understood %s", (_, code) => {
  const given = answer(404, { requestId: "T-1", code, message: "The specified zoneId `SEL--A` is not found" });
  expect(failure(given)).toMatchObject({
    action: "DescribeImages",
    status: 404,
    code: "INVALID_ZONE_NOT_FOUND",
    text: "The specified zoneId `SEL--A` is not found",
    requestId: "T-1",
    outcome: "rejected",
  });
});

test("the service's text is made fit for a terminal: one line, no escape sequences, not endless", () => {
  const given = answer(400, { code: "X", message: `\u001b[31mred\r\n中文\u202Etext${"!".repeat(2000)}` });
  const { text } = failure(given);
  expect(text).toMatch(/^\[31mred 中文 text!+…$/);
  expect([...text!].length).toBe(501);
});

test.each<[string, unknown]>([
  ["missing", undefined],
  ["empty", " "],
  ["not a text", { a: 1 }],
  ["nothing that can be shown", "\u001b\n"],
])("a message that is %s is left out", (_, message) => {
  expect(failure(answer(400, { code: "X", message }))).toMatchObject({ code: "X", text: undefined, detail: undefined });
});

test("a request id that cannot be one is left out", () => {
  for (const requestId of [7, "", "a b", "x".repeat(65), "\u001b[0m"]) {
    expect(failure(answer(400, { requestId, code: "X", message: "m" })).requestId).toBeUndefined();
  }
});

test.each([
  ["code and status", answer(429, { code: "REQUEST_LIMIT_EXCEEDED", message: "slow down", requestId: "T-1" })],
  ["status alone", answer(429, "<html>Too many")],
  ["status with another code", answer(429, { code: "SOMETHING_ELSE" })],
  ["code alone", answer(400, { code: "Request.Limit.Exceeded" })],
  ["code with 503", answer(503, { code: "REQUEST_LIMIT_EXCEEDED" })],
])("too many requests are known by %s", (_, given) => {
  expect(failure(given)).toMatchObject({ code: "REQUEST_LIMIT_EXCEEDED", outcome: "rejected" });
});

describe("Retry-After", () => {
  const after = (value: string, date?: string): number | undefined =>
    failure(answer(429, "", { "retry-after": value, ...(date && { date }) })).retryAfterMs;

  test("in seconds", () => expect(after("7")).toBe(7_000));
  test("as a date, by the service's own clock", () =>
    expect(after("Thu, 01 Jan 2026 10:00:30 GMT", "Thu, 01 Jan 2026 10:00:00 GMT")).toBe(30_000));
  test("as a date, by ours when the service sends no time", () =>
    expect(after("Thu, 01 Jan 2026 12:01:00 GMT")).toBe(60_000));
  test("in the past", () => expect(after("Thu, 01 Jan 1970 00:00:00 GMT")).toBe(0));
  test.each(["", "soon", "-5", "NaN"])("%j is none", (value) => expect(after(value)).toBeFalsy());
});

test("too many requests, by the API's own code, are a refusal of a write even without a request id", () => {
  expect(failure(answer(429, { code: "REQUEST_LIMIT_EXCEEDED" }), "CreateImage").outcome).toBe("rejected");
});

describe("outcome", () => {
  const bodies = {
    nothing: "",
    "a web page": "<html>No</html>",
    "JSON without an error code": '{"message":"no Route matched"}',
    "a code without a request id": '{"code":"FORBIDDEN","message":"no"}',
    "a failure of the API": '{"requestId":"T-1","code":"FORBIDDEN","message":"no"}',
  };
  const reads: Action[] = ["DescribeImages", "DescribeInstances", "DescribeImageQuota", "DescribeZones"];
  const writes: Action[] = ["CreateImage", "ModifyImagesAttributes", "DeleteImages", "StartInstances", "StopInstances"];
  /** With 451 and `cf-mitigated` the protection in front answers, whose answers look like none of the API's. */
  const statuses = [400, 401, 403, "403 challenge", 404, 405, 407, 409, 411, 413, 422, 429, 451] as const;
  const thrown = (action: Action, status: number | "403 challenge", body: string): ZenlayerError => {
    const headers = status === "403 challenge" ? { "cf-mitigated": "challenge" } : {};
    return failure(answer(typeof status === "number" ? status : 403, body, headers), action);
  };

  describe.each(Object.entries(bodies))("with %s", (name, body) => {
    test.each(statuses)("%s: a read is rejected", (status) => {
      for (const action of reads) expect(thrown(action, status, body).outcome).toBe("rejected");
    });

    const isOfApi = name === "a failure of the API";
    test.each(statuses)(`%s: a write is ${isOfApi ? "rejected" : "unknown"}`, (status) => {
      for (const action of writes) {
        const error = thrown(action, status, body);
        expect(error.outcome).toBe(isOfApi ? "rejected" : "unknown");
        if (status === 429) expect(error.code).toBe("REQUEST_LIMIT_EXCEEDED");
      }
    });

    test.each([301, 302, 307, 308, 408, 500, 502, 503, 504])("%d: unknown", (status) => {
      for (const action of [...reads, ...writes]) expect(thrown(action, status, body).outcome).toBe("unknown");
    });
  });
});

describe("responses that are none of the API", () => {
  const noEnvelope = { detail: { kind: "noEnvelope", endpoint } } as const;
  test.each<[string, HttpResponse, Partial<ZenlayerError>]>([
    [
      "a web page",
      answer(200, "<!DOCTYPE html><html>Sign in</html>", { "content-type": "text/html; charset=utf-8" }),
      { detail: { kind: "htmlResponse", endpoint, status: 200 } },
    ],
    [
      "a web page as an error",
      answer(502, "<html>Bad Gateway</html>"),
      { status: 502, detail: { kind: "htmlResponse", endpoint, status: 502 } },
    ],
    ["nothing", answer(200, " \n"), { detail: { kind: "emptyResponse", endpoint, status: 200 } }],
    ["nothing as an error", answer(504, ""), { detail: { kind: "emptyResponse", endpoint, status: 504 } }],
    ["half a JSON", answer(200, '{"response":{"imag'), { detail: { kind: "notJson", endpoint, status: 200 } }],
    ["plain text", answer(500, "upstream connect error"), { detail: { kind: "notJson", endpoint, status: 500 } }],
    ["JSON null", answer(200, "null"), noEnvelope],
    ["a list", answer(200, []), noEnvelope],
    ["no `response`", answer(200, { requestId: "T-1" }), { requestId: "T-1", ...noEnvelope }],
    ["`response` null", answer(200, { response: null }), noEnvelope],
    ["`response` a list", answer(200, { response: [] }), noEnvelope],
    ["a refusal with status 200", answer(200, { code: "INVALID_IMAGE_NOT_FOUND", message: "m" }), noEnvelope],
    ["another success", answer(204, ""), { status: 204, detail: { kind: "emptyResponse", endpoint, status: 204 } }],
    [
      "an error of somebody else's",
      answer(404, { message: "no Route matched with those values" }),
      { status: 404, detail: { kind: "failureWithoutCode", endpoint, status: 404 } },
    ],
    [
      "a code that is none",
      answer(404, { code: "\u001b]0;owned", message: "m" }),
      { status: 404, detail: { kind: "failureWithoutCode", endpoint, status: 404 } },
    ],
  ])("%s", (_, given, expected) => {
    expect(failure(given)).toMatchObject({ code: "UNREADABLE_RESPONSE", ...expected });
  });

  test("a redirect names its target without what was meant for its visitor", () => {
    const location = "https://user:secret@sso.example/login?token=secret#secret";
    const error = failure(answer(302, "<html>", { location }));
    expect(error.code).toBe("UNREADABLE_RESPONSE");
    expect(error.detail).toEqual({ kind: "redirected", endpoint, target: "https://sso.example/login" });
    expect(error.message).not.toContain("secret");
  });

  test("a redirect may be relative, or lead nowhere", () => {
    const target = (location: string) => failure(answer(301, "", { location })).detail;
    expect(target("/v3")).toEqual({ kind: "redirected", endpoint, target: "https://api.example/v3" });
    expect(target("http://[")).toEqual({ kind: "redirected", endpoint, target: undefined });
  });

  test("the security challenge of the network in front", () => {
    const given = answer(403, "<html>Just a moment", { "cf-mitigated": "challenge" });
    expect(failure(given)).toMatchObject({ code: "SECURITY_CHALLENGE", outcome: "rejected" });
  });

  test("a page that is forbidden is not mistaken for that challenge", () => {
    expect(failure(answer(403, "<html>")).code).toBe("UNREADABLE_RESPONSE");
  });

  test("blocked for legal reasons", () => {
    expect(failure(answer(451, "<html>"))).toMatchObject({ code: "REQUEST_BLOCKED", outcome: "rejected" });
  });
});

describe("a time stamp that is refused", () => {
  const expired = (date?: string): ZenlayerError =>
    failure(answer(401, { code: "AUTHFAILURE_SIGNATURE_EXPIRED", message: "expired" }, date ? { date } : {}));

  test("reports how far our clock is ahead", () => {
    expect(expired("Thu, 01 Jan 2026 11:54:00 GMT")).toMatchObject({
      text: "expired",
      detail: { kind: "clockOff", aheadMs: 6 * 60_000 },
    });
  });
  test("reports how far our clock is behind", () => {
    expect(expired("Thu, 01 Jan 2026 12:06:00 GMT").detail).toEqual({ kind: "clockOff", aheadMs: -6 * 60_000 });
  });
  test.each([undefined, "yesterday"])("says nothing of clocks when the service sends no time (%s)", (date) => {
    expect(expired(date)).toMatchObject({ text: "expired", detail: undefined });
  });
});

test("whatever comes, it is a response or one clear error", () => {
  const bodies = fc.oneof(
    fc.json(),
    fc.string(),
    fc.json().map((json) => `{"response":${json}}`),
  );
  const headers = fc.dictionary(fc.constantFrom("location", "retry-after", "date", "content-type"), fc.string());
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), bodies, headers, (status, body, head) => {
      try {
        const response = parseResponse("DescribeImages", { status, body, headers: head }, { endpoint, now });
        expect(status).toBe(200);
        expect(typeof response).toBe("object");
      } catch (error) {
        expect(error).toBeInstanceOf(ZenlayerError);
        expect(reasonOf(error as ZenlayerError)).not.toBe("");
        expect((error as ZenlayerError).message).not.toMatch(/\p{Cc}/u);
      }
    }),
  );
});

test("nesting that is too deep for the parser is one more response that is not JSON", () => {
  const deep = "[".repeat(1_000_000);
  expect(failure(answer(200, deep)).code).toBe("UNREADABLE_RESPONSE");
  expect(failure(answer(500, deep)).code).toBe("UNREADABLE_RESPONSE");
});
