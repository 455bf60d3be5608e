import fc from "fast-check";

import { ZenlayerError, type ApiFailure } from "./apiError";
import { decide, LIMIT_PATIENCE_MS, MAX_ATTEMPTS, type Verdict } from "./retryPolicy";
import { ACTIONS, type Action } from "./actions";

const ALL = Object.keys(ACTIONS) as Action[];
const repeatable = ALL.filter((action) => ACTIONS[action].repeatable);
const others = ALL.filter((action) => !ACTIONS[action].repeatable);

type Failure = Omit<ApiFailure, "action" | "text">;

const limited: Failure = { status: 429, code: "REQUEST_LIMIT_EXCEEDED", outcome: "rejected" };
/** Of a gateway, to a write. */
const strangelyLimited: Failure = { ...limited, outcome: "unknown" };
const notSent: Failure = { code: "NETWORK_ERROR", outcome: "rejected" };
const passing: Failure[] = [
  { status: 500, code: "INTERNAL_SERVER_ERROR", outcome: "unknown" },
  { status: 502, code: "UNREADABLE_RESPONSE", outcome: "unknown" },
  { status: 503, code: "SERVICE_TEMPORARY_UNAVAILABLE", outcome: "unknown" },
  { status: 503, code: "REQUEST_TIMED_OUT", outcome: "unknown" },
  { status: 504, code: "UNREADABLE_RESPONSE", outcome: "unknown" },
  { code: "TIMED_OUT", outcome: "unknown" },
  { code: "NETWORK_ERROR", outcome: "unknown" },
];
const final: Failure[] = [
  { status: 401, code: "AUTHFAILURE_SIGNATURE_FAILURE", outcome: "rejected" },
  { status: 400, code: "LIMIT_EXCEEDED_IMAGE_QUOTA", outcome: "rejected" },
  { status: 400, code: "UNSUPPORTED_OPERATION_DISK_MAKING_IMAGE", outcome: "rejected" },
  { status: 403, code: "SECURITY_CHALLENGE", outcome: "rejected" },
  { status: 403, code: "SECURITY_CHALLENGE", outcome: "unknown" },
  { status: 403, code: "UNREADABLE_RESPONSE", outcome: "unknown" },
  { status: 407, code: "UNREADABLE_RESPONSE", outcome: "unknown" },
  { status: 404, code: "INVALID_IMAGE_NOT_FOUND", outcome: "rejected" },
  { status: 408, code: "UNREADABLE_RESPONSE", outcome: "unknown" },
  { status: 451, code: "REQUEST_BLOCKED", outcome: "rejected" },
  { status: 302, code: "UNREADABLE_RESPONSE", outcome: "unknown" },
  { status: 200, code: "UNREADABLE_RESPONSE", outcome: "unknown" },
  { status: 501, code: "UNREADABLE_RESPONSE", outcome: "unknown" },
  { code: "CERTIFICATE_ERROR", outcome: "rejected" },
];

const first = { attempts: 1, elapsedMs: 0 };

const verdict = (action: Action, failure: Failure, tries = first, random = 0.5): Verdict =>
  decide(new ZenlayerError({ action, text: "", ...failure }), tries, () => random);

const name = ({ status, code, outcome }: Failure): string => `${status ?? "no answer"} ${code} (${outcome})`;

describe.each([...passing, notSent, limited, strangelyLimited].map((failure) => [name(failure), failure] as const))(
  "%s",
  (_, failure) => {
    test.each(repeatable)("%s: again", (action) => {
      expect(verdict(action, failure)).toMatchObject({ again: true });
    });
  },
);

describe.each(final.map((failure) => [name(failure), failure] as const))("%s", (_, failure) => {
  test.each(ALL)("%s: never", (action) => {
    expect(verdict(action, failure)).toEqual({ again: false });
  });
});

describe.each(others)("%s", (action) => {
  test.each([...passing, strangelyLimited].map((failure) => [name(failure), failure] as const))(
    "after %s: never",
    (_, failure) => {
      expect(verdict(action, failure)).toEqual({ again: false });
    },
  );

  test.each([limited, notSent].map((failure) => [name(failure), failure] as const))(
    "after %s: again, since nothing has happened",
    (_, failure) => {
      expect(verdict(action, failure)).toMatchObject({ again: true });
    },
  );
});

test("waits double and are spread", () => {
  const waits = (random: number): unknown[] =>
    [1, 2, 3, 4].map((attempts) => verdict("DescribeImages", notSent, { attempts, elapsedMs: 0 }, random));
  expect(waits(1)).toEqual([500, 1000, 2000, 4000].map((afterMs) => ({ again: true, afterMs })));
  expect(waits(0)).toEqual([250, 500, 1000, 2000].map((afterMs) => ({ again: true, afterMs })));
});

test("attempts are bounded", () => {
  expect(verdict("DescribeImages", notSent, { attempts: MAX_ATTEMPTS, elapsedMs: 0 })).toEqual({ again: false });
});

test("too many requests are waited out for ten minutes, and at least for ten attempts", () => {
  const at = (attempts: number, elapsedMs: number): boolean =>
    verdict("CreateImage", limited, { attempts, elapsedMs }).again;
  expect(at(500, LIMIT_PATIENCE_MS - 1)).toBe(true);
  expect(at(500, LIMIT_PATIENCE_MS)).toBe(false);
  expect(at(9, LIMIT_PATIENCE_MS * 3)).toBe(true);
  expect(at(10, LIMIT_PATIENCE_MS * 3)).toBe(false);
});

test.each([limited, { ...notSent, status: 503 }])("Retry-After is obeyed (%j)", (failure) => {
  const asked = { ...failure, retryAfterMs: 20_000 };
  expect(verdict("DescribeImages", asked)).toEqual({ again: true, afterMs: 20_000 });
  const shorter = { ...failure, retryAfterMs: 1 };
  expect((verdict("DescribeImages", shorter) as { afterMs: number }).afterMs).toBeGreaterThan(300);
});

test.each([limited, { ...notSent, status: 503 }])("Retry-After beyond our patience ends the call (%j)", (failure) => {
  const asked = { ...failure, retryAfterMs: LIMIT_PATIENCE_MS + 1 };
  expect(verdict("DescribeImages", asked)).toEqual({ again: false });
});

test("whatever happens, waits are between zero and half a minute unless the service demands more", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(limited, notSent, ...passing),
      fc.record({ attempts: fc.integer({ min: 1, max: 2000 }), elapsedMs: fc.nat() }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (failure, tries, random) => {
        const found = verdict("DescribeImages", failure, tries, random);
        if (found.again) {
          expect(found.afterMs).toBeGreaterThan(0);
          expect(found.afterMs).toBeLessThanOrEqual(30_000);
        }
      },
    ),
  );
});
