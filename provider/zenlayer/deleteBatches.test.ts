import { VirtualClock } from "../../test/support/virtualClock";
import { ZenlayerError, type ApiFailure } from "./apiError";
import { DeleteBatches } from "./deleteBatches";

interface SentCall {
  at: number;
  ids: string[];
  signal?: AbortSignal;
  succeed: () => void;
  fail: (error: unknown) => void;
}

const failure = (more: Partial<ApiFailure> = {}) =>
  new ZenlayerError({
    ...{ action: "DeleteImages", status: 404, code: "INVALID_IMAGE_NOT_FOUND", text: "no", outcome: "rejected" },
    ...more,
  });
const ambiguous = () => failure({ status: 200, code: "UNREADABLE_RESPONSE", outcome: "unknown" });

/** Batches whose calls end when the test says so, and with their signal; or at once, where `answer` has an answer. */
function setUp(answer: (ids: string[]) => Error | "deleted" | undefined = () => undefined) {
  const clock = new VirtualClock(0);
  const calls: SentCall[] = [];
  const batches = new DeleteBatches((ids, signal) => {
    const call = new Promise<void>((succeed, fail) => {
      calls.push({ at: clock.now(), ids, signal, succeed, fail });
      signal?.addEventListener("abort", () => fail(signal.reason as Error));
      const end = answer(ids);
      if (end === "deleted") succeed();
      else if (end) fail(end);
    });
    return call.then(() => new Map());
  }, clock);
  const ends: Record<string, unknown> = {};
  const start = (imageId: string, signal?: AbortSignal) =>
    batches.delete(imageId, signal).then(
      () => void (ends[imageId] = "deleted"),
      (error: unknown) => void (ends[imageId] = error),
    );
  return { clock, calls, start, ends, sent: () => calls.map(({ at, ids }) => [at, ids.length]) };
}
const names = (count: number) => Array.from({ length: count }, (_, n) => `img-${n}`);

describe("what goes together", () => {
  /** Deletes that come at these times, and what is sent of them when, if a call takes no time. */
  test.each<[string, number[], number[][]]>([
    ["one", [0], [[10, 1]]],
    ["three at once", [0, 0, 0], [[10, 3]]],
    ["as fast as an engine sends them", [0, 1, 2, 3, 3, 4, 5], [[15, 7]]],
    [
      "one, and one much later",
      [0, 5_000],
      [
        [10, 1],
        [5_010, 1],
      ],
    ],
    [
      "a hundred and fifty at once",
      Array<number>(150).fill(0),
      [
        [0, 100],
        [10, 50],
      ],
    ],
  ])("%s", async (_, times, expected) => {
    const { clock, start, sent } = setUp(() => "deleted");
    await clock.runUntil(Promise.all(times.map((at, n) => clock.sleep(at).then(() => start(`img-${n}`)))));
    expect(sent()).toEqual(expected);
    expect(clock.sleeping).toBe(0);
  });

  test.each([2, 10, 20, 50, 100])("a stream of 200, %d ms apart: few calls, and none waits for long", async (gapMs) => {
    const { clock, start, calls } = setUp(() => "deleted");
    const waits = names(200).map(async (name, n) => {
      await clock.sleep(n * gapMs);
      await start(name);
      return clock.now() - n * gapMs;
    });
    const longest = Math.max(...(await clock.runUntil(Promise.all(waits))));
    expect(longest).toBeLessThanOrEqual(1_000);
    expect(calls.length).toBeLessThanOrEqual(7 + (200 * gapMs) / 1_000);
  });

  test.each([8, 16])("rounds of %d, each after the end of the one before: a call a round", async (parallel) => {
    const { clock, start, calls } = setUp(() => "deleted");
    for (let round = 0; round < 10; round++) {
      const all = names(parallel).map((name, n) => clock.sleep(n * 15).then(() => start(`${name}-${round}`)));
      await clock.runUntil(Promise.all(all));
      await clock.advance(100);
    }
    expect(calls.length).toBeLessThanOrEqual(13);
    expect(calls.slice(-8).map(({ ids }) => ids.length)).toEqual(Array(8).fill(parallel));
  });

  test("what comes while a call is in flight goes when that ends, or after a second", async () => {
    const { clock, calls, start, sent } = setUp();
    void start("first");
    await clock.advance(10);
    void start("second");
    await clock.advance(300);
    void start("third");
    await clock.advance(50);
    calls[0]!.succeed();
    await clock.advance(0);
    expect(sent()).toEqual([
      [10, 1],
      [360, 2],
    ]);
    void start("fourth");
    await clock.advance(1_000);
    expect(sent().slice(2)).toEqual([[1_360, 1]]);
  });

  test("an image that is named twice is sent twice, one after the other", async () => {
    const { clock, calls, start } = setUp(() => "deleted");
    await clock.runUntil(Promise.all([start("a"), start("b"), start("a")]));
    expect(calls.map(({ ids }) => ids)).toEqual([["a", "b"], ["a"]]);
  });
});

/** Every set of bad images among a few, and some among many. */
const sets = [1, 2, 3, 4, 5].flatMap((count) =>
  Array.from({ length: 2 ** count }, (_, bits) => names(count).filter((_, n) => bits & (1 << n))).map(
    (bad) => [count, bad] as const,
  ),
);
const largeSets = [20, 100].flatMap((count) =>
  [[0], [count - 1], [3, 11], [0, 5, 10, 15]].map((bad) => [count, bad.map((n) => `img-${n}`)] as const),
);

describe("a rejected batch", () => {
  const rejections = {
    "not found": failure(),
    "not found, other code": failure({ code: "OPERATION_FAILED_RESOURCE_NOT_FOUND" }),
    "wrong status": failure({ status: 400, code: "INVALID_IMAGE_STATUS" }),
    "not allowed": failure({ status: 403, code: "AUTHFAILURE_UNAUTHORIZED_OPERATION" }),
    "an unknown code": failure({ status: 400, code: "SOMETHING_NEW" }),
    "a server error": failure({ status: 500, code: "INTERNAL", outcome: "unknown" }),
  };
  test.each(Object.entries(rejections))("for one of its images blocks no other: %s", async (_, error) => {
    for (const [count, bad] of [...sets, ...largeSets]) {
      const { clock, calls, start, ends } = setUp((ids) => (ids.some((id) => bad.includes(id)) ? error : "deleted"));
      await clock.runUntil(Promise.all(names(count).map((name) => start(name))));
      for (const name of names(count)) {
        if (bad.includes(name)) expect(ends[name]).toMatchObject({ code: error.code, status: error.status });
        else expect(ends[name]).toBe("deleted");
      }
      const own = bad.map((name) => ends[name]);
      expect(new Set(own).size).toBe(bad.length); // an error of its own for each
      expect(calls.length).toBeLessThanOrEqual(2 * count - (count > 1 ? 0 : 1) + 1);
      if (bad.length === 1 && error.status !== 500)
        expect(calls.length).toBeLessThanOrEqual(1 + 2 * Math.ceil(Math.log2(count)));
    }
  });

  test.each([
    ["credentials", failure({ status: 401, code: "AUTHFAILURE_SIGNATURE_FAILURE" })],
    ["throttled", failure({ status: 429, code: "REQUEST_LIMIT_EXCEEDED" })],
    ["blocked", failure({ status: 451, code: "REQUEST_BLOCKED" })],
    ["no connection", failure({ status: undefined, code: "NETWORK_ERROR" })],
    ["no answer", failure({ status: undefined, code: "TIMED_OUT", outcome: "unknown" })],
    ["garbage", ambiguous()],
    ["another error", new Error("the engine is gone")],
  ])("for a reason that is not about one image is sent once: %s", async (_, error) => {
    const { clock, calls, start, ends } = setUp(() => error);
    await clock.runUntil(Promise.all(names(20).map((name) => start(name))));
    expect(calls).toHaveLength(1);
    for (const end of Object.values(ends)) {
      expect(end).toBeInstanceOf(Error);
      expect((end as Error).message).toBe(error.message);
    }
    expect(Object.values(ends)).toHaveLength(20);
  });
});

describe("an ambiguous batch", () => {
  test.each([2, 3, 20])("is ambiguous for each of its %d images", async (count) => {
    // The first attempt deleted all of them; its retry finds none.
    const { clock, start, ends } = setUp((ids) => failure(ids.length > 1 ? { afterAmbiguous: true } : {}));
    await clock.runUntil(Promise.all(names(count).map((name) => start(name))));
    for (const name of names(count)) expect(ends[name]).toMatchObject({ outcome: "rejected", afterAmbiguous: true });
  });

  test("so is one at which the server failed", async () => {
    const broken = failure({ status: 500, code: "INTERNAL", outcome: "unknown" });
    const { clock, start, ends } = setUp((ids) => (ids.length > 1 ? broken : failure()));
    await clock.runUntil(Promise.all(names(3).map((name) => start(name))));
    for (const name of names(3)) expect(ends[name]).toMatchObject({ status: 404, afterAmbiguous: true });
  });

  test("not found without it is nobody's ambiguity", async () => {
    const { clock, start, ends } = setUp(() => failure());
    await clock.runUntil(Promise.all(names(3).map((name) => start(name))));
    for (const name of names(3)) expect((ends[name] as ZenlayerError).afterAmbiguous).toBeUndefined();
  });
});

describe("a cancel", () => {
  const reason = new Error("canceled");

  test("before it begins", async () => {
    const { start, ends, calls, clock } = setUp();
    await start("a", AbortSignal.abort(reason));
    await clock.advance(1_000);
    expect({ ends, calls }).toEqual({ ends: { a: reason }, calls: [] });
  });

  test.each([
    ["all", ["a", "b", "c"], []],
    ["one", ["b"], [["a", "c"]]],
    ["all but one", ["a", "b"], [["c"]]],
  ])("while deletes are gathered takes out %s", async (_, left, expected) => {
    const { clock, calls, start, ends } = setUp(() => "deleted");
    const cancel = new AbortController();
    const all = ["a", "b", "c"].map((name) => start(name, left.includes(name) ? cancel.signal : undefined));
    await clock.advance(5);
    cancel.abort(reason);
    await clock.advance(0);
    expect(Object.keys(ends)).toEqual(left);
    await clock.advance(100);
    await Promise.all(all);
    expect(calls.map(({ ids }) => ids)).toEqual(expected);
    expect(clock.sleeping).toBe(0);
  });

  test("waits for a call that is in flight", async () => {
    const { clock, calls, start, ends } = setUp();
    const cancel = new AbortController();
    void start("a", cancel.signal);
    void start("b", cancel.signal);
    await clock.advance(10);
    const [call] = calls;
    call!.succeed(); // the client finishes a write in flight whatever its signal says
    cancel.abort(reason);
    await clock.advance(0);
    expect(ends).toEqual({ a: "deleted", b: "deleted" });
  });

  /** How a call of the client ends that is canceled in a pause, and how its images end. */
  test.each<[string, () => unknown, object]>([
    ["before it is sent", () => reason, reason],
    ["after a rejection", () => failure({ status: 400, code: "INVALID_IMAGE_STATUS" }), reason],
    ["after an ambiguous attempt", () => failure({ afterAmbiguous: true }), { afterAmbiguous: true }],
    ["in an ambiguous attempt", ambiguous, { outcome: "unknown" }],
  ])("%s ends its images, and those of others are sent again", async (_, error, end) => {
    for (const left of [["a"], ["a", "b"], ["a", "b", "c"]]) {
      const { clock, calls, start, ends } = setUp(() => (calls.length > 1 ? failure() : undefined));
      const cancel = new AbortController();
      const other = new AbortController();
      for (const name of ["a", "b", "c"]) void start(name, left.includes(name) ? cancel.signal : other.signal);
      await clock.advance(10);
      calls[0]!.fail(error());
      cancel.abort(reason);
      await clock.advance(0);
      expect(calls[0]!.signal!.aborted).toBe(true);
      for (const name of left) expect(ends[name]).toMatchObject(end);
      const staying = ["a", "b", "c"].filter((name) => !left.includes(name));
      expect(calls[1]?.ids ?? []).toEqual(staying);
      const isAmbiguous = "afterAmbiguous" in end || "outcome" in end;
      for (const name of staying) {
        expect(ends[name]).toMatchObject({ status: 404 });
        expect((ends[name] as ZenlayerError).afterAmbiguous ?? false).toBe(isAmbiguous);
      }
    }
  });

  test("between the halves of a rejected batch", async () => {
    const { clock, calls, start, ends } = setUp();
    const cancel = new AbortController();
    for (const name of names(4)) void start(name, cancel.signal);
    await clock.advance(10);
    calls[0]!.fail(failure());
    await clock.advance(0);
    expect(calls.map(({ ids }) => ids.length)).toEqual([4, 2, 2]);
    calls[1]!.succeed();
    cancel.abort(reason);
    await clock.advance(0);
    expect(ends).toEqual({ "img-0": "deleted", "img-1": "deleted", "img-2": reason, "img-3": reason });
    expect(calls).toHaveLength(3);
  });
});
