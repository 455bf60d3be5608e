import { explain, inConfiguration, inEnvironment } from "./index";
import { ZenlayerError } from "../zenlayer/apiError";

const failure = (code: string, status = 401, text = "The service's words."): ZenlayerError =>
  new ZenlayerError({ action: "DescribeImages", status, code, text, requestId: "T-1", outcome: "rejected" });

const configured = inConfiguration(["token"]);
const variable = inEnvironment(["ZENLAYER_TOKEN"]);

test.each(["AUTHFAILURE_SIGNATURE_FAILURE", "AUTHFAILURE_INVALID_AUTHORIZATION", "AUTHFAILURE_UNAUTHORIZED_OPERATION"])(
  "%s names the source of the credentials, and how refresh and destroy get those of the configuration",
  (code) => {
    expect(explain(failure(code), variable)).toContain("from the environment variable ZENLAYER_TOKEN");
    expect(explain(failure(code), variable)).not.toContain("pulumi up");
    expect(explain(failure(code), configured)).toMatch(
      /from zenlayer:token in the stack configuration.*stored by the last `pulumi up`.*run `pulumi up` first, or add `--run-program`/,
    );
  },
);

test.each([
  ["AUTHFAILURE_SIGNATURE_EXPIRED", 401],
  ["REQUEST_LIMIT_EXCEEDED", 429],
  ["SERVICE_TEMPORARY_UNAVAILABLE", 503],
  ["INTERNAL_SERVER_ERROR", 500],
])("%s has a way out", (code, status) => {
  expect(explain(failure(code, status), variable)).toMatch(/(clock|Lower|again later).*\. \([A-Z_]+, request T-1\)$/);
});

test("a code that we do not know passes through with the service's words, and one full stop", () => {
  expect(explain(failure("SOMETHING_NEW", 400), variable)).toBe(
    "DescribeImages failed: The service's words. (SOMETHING_NEW, request T-1)",
  );
});

test("an unreadable response is not blamed on the service", () => {
  expect(explain(failure("UNREADABLE_RESPONSE", 502, "https://x answers with a web page"), variable)).toBe(
    "DescribeImages failed: https://x answers with a web page. (UNREADABLE_RESPONSE, request T-1)",
  );
});

test("no full stop is doubled", () => {
  for (const code of ["AUTHFAILURE_UNAUTHORIZED_OPERATION", "AUTHFAILURE_SIGNATURE_EXPIRED", "INTERNAL_SERVER_ERROR"]) {
    expect(explain(failure(code, 500), configured)).not.toContain("..");
  }
});
