import { noAnswer, ok, refusal, ScriptedTransport, type Reply } from "../../test/support/scriptedTransport";
import { VirtualClock } from "../../test/support/virtualClock";
import { UserError } from "../messages";
import { ZenlayerError } from "./apiError";
import { RetryingClient, type ClientOptions, type CallOptions } from "./retryingClient";
import { readSettings } from "../configuration/settings";
import type { Action } from "./actions";

function setUp(replies: Reply[], tools: Partial<ClientOptions> = {}, clock = new VirtualClock(0)) {
  const transport = new ScriptedTransport(clock, replies);
  const settings = readSettings({ maxRequestsPerSecond: "10000" }, {});
  const caller = new RetryingClient({ transport, settings, clock, random: () => 1, ...tools });
  return { clock, transport, caller };
}

const lost = noAnswer("NETWORK_ERROR", "unknown");
const timedOut = noAnswer("TIMED_OUT", "unknown");
const notSent = noAnswer("NETWORK_ERROR", "rejected");
const limited = refusal(429, "REQUEST_LIMIT_EXCEEDED");
const unavailable = refusal(503, "SERVICE_TEMPORARY_UNAVAILABLE");

/** The retry table, seen from the wire: replies, number of calls, and the end. */
const rows: { action: Action; replies: Reply[]; end: string }[] = [
  ...(["DescribeImages", "ModifyImagesAttributes", "DeleteImages", "StartInstances", "StopInstances"] as const).flatMap(
    (action) => [
      { action, replies: [limited, ok()], end: "success" },
      { action, replies: [unavailable, ok()], end: "success" },
      { action, replies: [refusal(500, "INTERNAL_SERVER_ERROR"), ok()], end: "success" },
      { action, replies: [{ status: 502, headers: {}, body: "<html>" }, ok()], end: "success" },
      { action, replies: [timedOut, ok()], end: "success" },
      { action, replies: [lost, ok()], end: "success" },
      { action, replies: [notSent, ok()], end: "success" },
      { action, replies: [lost, timedOut, unavailable, lost, lost], end: "NETWORK_ERROR" },
      { action, replies: [refusal(401, "AUTHFAILURE_SIGNATURE_FAILURE")], end: "AUTHFAILURE_SIGNATURE_FAILURE" },
      { action, replies: [refusal(400, "INVALID_IMAGE_STATUS")], end: "INVALID_IMAGE_STATUS" },
      { action, replies: [noAnswer("CERTIFICATE_ERROR", "rejected")], end: "CERTIFICATE_ERROR" },
      { action, replies: [{ status: 200, headers: {}, body: "{}" }], end: "UNREADABLE_RESPONSE" },
    ],
  ),
  { action: "CreateImage", replies: [limited, limited, ok()], end: "success" },
  { action: "CreateImage", replies: [notSent, ok()], end: "success" },
  { action: "CreateImage", replies: [limited, unavailable], end: "SERVICE_TEMPORARY_UNAVAILABLE" },
  { action: "CreateImage", replies: [refusal(500, "INTERNAL_SERVER_ERROR")], end: "INTERNAL_SERVER_ERROR" },
  { action: "CreateImage", replies: [timedOut], end: "TIMED_OUT" },
  { action: "CreateImage", replies: [lost], end: "NETWORK_ERROR" },
  { action: "CreateImage", replies: [{ status: 200, headers: {}, body: "<html>" }], end: "UNREADABLE_RESPONSE" },
  {
    action: "CreateImage",
    replies: [refusal(401, "AUTHFAILURE_SIGNATURE_FAILURE")],
    end: "AUTHFAILURE_SIGNATURE_FAILURE",
  },
  {
    action: "CreateImage",
    replies: [refusal(400, "UNSUPPORTED_OPERATION_DISK_MAKING_IMAGE")],
    end: "UNSUPPORTED_OPERATION_DISK_MAKING_IMAGE",
  },
];

const shown = (reply: Reply): string => (reply instanceof ZenlayerError ? reply.code : String(reply.status));

test.each(rows.map((row) => ({ ...row, script: row.replies.map(shown).join(", ") })))(
  "$action: $script → $end",
  async ({ action, replies, end }) => {
    const { clock, transport, caller } = setUp(replies);
    const call = clock.runUntil(caller.call(action, {}));
    if (end === "success") await expect(call).resolves.toMatchObject({ requestId: "T-1" });
    else await expect(call).rejects.toMatchObject({ code: end, action });
    expect(transport.calls.map((made) => made.action)).toEqual(replies.map(() => action));
    expect(transport.unused).toBe(0);
    expect(clock.sleeping).toBe(0);
  },
);

test("waits between attempts grow", async () => {
  const { clock, transport, caller } = setUp([lost, lost, lost, lost, lost]);
  await expect(clock.runUntil(caller.call("DescribeZones", {}))).rejects.toThrow("text of NETWORK_ERROR");
  expect(transport.gaps).toEqual([500, 1000, 2000, 4000]);
});

test("Retry-After of a 503 holds this call back, of a 429 every call", async () => {
  const later = { "retry-after": "7" };
  const held = setUp([refusal(503, "SERVICE_TEMPORARY_UNAVAILABLE", later), ok(), ok()]);
  const call = held.caller.call("DescribeZones", {});
  await held.clock.advance(1_000);
  await held.clock.runUntil(held.caller.call("DescribeImages", {}));
  expect(held.clock.now()).toBe(1_000);
  await held.clock.runUntil(call);
  expect(held.clock.now()).toBe(7_000);

  const all = setUp([refusal(429, "REQUEST_LIMIT_EXCEEDED", later), ok(), ok()]);
  const limitedCall = all.caller.call("DescribeZones", {});
  await all.clock.advance(1_000);
  await all.clock.runUntil(Promise.all([limitedCall, all.caller.call("DescribeImages", {})]));
  expect(all.transport.calls.slice(1).every(({ at }) => at >= 7_000)).toBe(true);
});

test("refusals for too many requests end after ten minutes with the service's code", async () => {
  const { clock, transport, caller } = setUp(Array.from({ length: 200 }, () => limited));
  await expect(clock.runUntil(caller.call("CreateImage", {}))).rejects.toMatchObject({
    code: "REQUEST_LIMIT_EXCEEDED",
    outcome: "rejected",
  });
  expect(clock.now()).toBeGreaterThan(9 * 60_000);
  expect(clock.now()).toBeLessThan(11 * 60_000);
  expect(transport.calls.length).toBeLessThan(40);
});

describe("an error that shows that an earlier attempt had worked", () => {
  const notRunning = refusal(403, "OPERATION_DENIED_INSTANCE_NOT_RUNNING");
  const showsDone = (error: ZenlayerError): boolean => error.code === "OPERATION_DENIED_INSTANCE_NOT_RUNNING";
  const stop = (replies: Reply[]) => {
    const { clock, caller } = setUp(replies);
    return clock.runUntil(caller.call("StopInstances", {}, { showsDone }));
  };

  test.each([
    ["a lost connection", lost],
    ["a time-out", timedOut],
    ["503", unavailable],
  ])("counts after %s", async (_, wasAmbiguous) => {
    await expect(stop([wasAmbiguous, notRunning])).resolves.toBeUndefined();
    await expect(stop([wasAmbiguous, limited, notRunning])).resolves.toBeUndefined();
  });

  test.each([
    ["at once", []],
    ["after 429", [limited]],
    ["after a request that never left", [notSent]],
  ])("does not count %s: nothing had been tried", async (_, before) => {
    await expect(stop([...before, notRunning])).rejects.toMatchObject({
      code: "OPERATION_DENIED_INSTANCE_NOT_RUNNING",
      afterAmbiguous: undefined,
    });
  });
});

test("an error that follows an attempt of unknown outcome says so", async () => {
  const { clock, caller } = setUp([lost, limited, refusal(404, "INVALID_IMAGE_NOT_FOUND")]);
  await expect(clock.runUntil(caller.call("DeleteImages", {}))).rejects.toMatchObject({
    code: "INVALID_IMAGE_NOT_FOUND",
    afterAmbiguous: true,
  });
});

const writes: Action[] = ["CreateImage", "ModifyImagesAttributes", "DeleteImages", "StartInstances", "StopInstances"];

describe("beforeWrite", () => {
  test.each(writes)("is awaited before every attempt at %s", async (action) => {
    const beforeWrite = jest.fn(async () => undefined);
    const { clock, caller } = setUp([limited, ok()], { beforeWrite });
    await clock.runUntil(caller.call(action, {}));
    expect(beforeWrite).toHaveBeenCalledTimes(2);
  });

  test.each(writes)("may forbid %s: what it throws comes through untouched, and nothing is sent", async (action) => {
    const error = new UserError("the engine is gone");
    const { clock, caller, transport } = setUp([], { beforeWrite: () => Promise.reject(error) });
    await expect(clock.runUntil(caller.call(action, {}))).rejects.toBe(error);
    expect(transport.calls).toHaveLength(0);
  });

  test.each<Action>(["DescribeImages", "DescribeInstances", "DescribeZones", "DescribeImageQuota"])(
    "is not asked about %s",
    async (action) => {
      const { clock, caller } = setUp([ok()], { beforeWrite: () => Promise.reject(new Error("must not be asked")) });
      await expect(clock.runUntil(caller.call(action, {}))).resolves.toBeDefined();
    },
  );
});

/** A call that waits, on a limiter whose next turn comes a minute after its first request, and on a clock that stands. */
interface Held {
  clock: VirtualClock;
  transport: ScriptedTransport;
  call: (action: Action, options: CallOptions) => Promise<unknown>;
}

const tooSoon = { settings: readSettings({ maxRequestsPerSecond: "0.1" }, {}) };
const retryLater = { "retry-after": "50" };

/** Where a write may wait before it is sent, and how often it has been sent by then. */
const places: { place: string; sent: number; wait: (action: Action) => Promise<Held> }[] = [
  {
    place: "in the queue of the limiter",
    sent: 0,
    async wait() {
      const { clock, transport, caller } = setUp([ok(), ok()], tooSoon);
      await clock.runUntil(caller.call("DescribeZones", {}));
      return { clock, transport, call: (action, options) => caller.call(action, {}, options) };
    },
  },
  {
    place: "in the pause after a 429",
    sent: 1,
    async wait() {
      const { clock, transport, caller } = setUp([refusal(429, "REQUEST_LIMIT_EXCEEDED", retryLater), ok()]);
      return { clock, transport, call: (action, options) => caller.call(action, {}, options) };
    },
  },
  {
    place: "in the pause before a retry",
    sent: 1,
    async wait() {
      const { clock, transport, caller } = setUp([notSent, ok()]);
      return { clock, transport, call: (action, options) => caller.call(action, {}, options) };
    },
  },
  {
    place: "while beforeWrite looks for the engine",
    sent: 0,
    async wait() {
      const clock = new VirtualClock(0);
      const { transport, caller } = setUp([ok()], { clock, beforeWrite: () => clock.sleep(30_000) }, clock);
      return { clock, transport, call: (action, options) => caller.call(action, {}, options) };
    },
  },
];
const grid = places.flatMap((each) => writes.map((action) => ({ ...each, action })));

describe("a write that has not been sent", () => {
  const ofAction = ({ calls }: ScriptedTransport, action: Action) => calls.filter((call) => call.action === action);

  test.each(grid)("$action $place is abandoned at once by a cancel", async ({ action, sent, wait }) => {
    const { clock, transport, call } = await wait(action);
    const stop = new AbortController();
    const ended = call(action, { signal: stop.signal });
    ended.catch(() => undefined);
    await clock.advance(200);
    const before = clock.now();
    stop.abort(new Error("canceled"));
    await expect(ended).rejects.toThrow("canceled");
    expect(clock.now()).toBe(before);
    await clock.advance(3_600_000);
    expect(ofAction(transport, action)).toHaveLength(sent);
  });

  test.each(grid)("$action $place is not sent after its deadline", async ({ action, sent, wait }) => {
    const { clock, transport, call } = await wait(action);
    const deadline = clock.now() + 400;
    const ended = call(action, { deadline });
    await expect(clock.runUntil(ended)).rejects.toMatchObject({
      name: "DeadlineExceeded",
      ...(sent > 0 && { last: expect.any(ZenlayerError) as unknown }),
    });
    await clock.advance(3_600_000);
    expect(ofAction(transport, action)).toHaveLength(sent);
  });

  test.each(grid)("$action $place is sent where the deadline leaves the time", async ({ action, sent, wait }) => {
    const { clock, transport, call } = await wait(action);
    await clock.runUntil(call(action, { deadline: clock.now() + 60_000 }));
    expect(ofAction(transport, action)).toHaveLength(sent + 1);
  });

  test("gives up at once where the pause that is requested goes past the deadline", async () => {
    const { clock, caller } = setUp([refusal(429, "REQUEST_LIMIT_EXCEEDED", { "retry-after": "550" })]);
    const ended = caller.call("CreateImage", {}, { deadline: 30_000 });
    await expect(clock.runUntil(ended)).rejects.toMatchObject({
      name: "DeadlineExceeded",
      last: { code: "REQUEST_LIMIT_EXCEEDED" },
    });
    expect(clock.now()).toBe(0);
  });

  test("a Retry-After of a year holds up neither that call nor, for longer than a minute, any other", async () => {
    const { clock, transport, caller } = setUp([
      refusal(429, "REQUEST_LIMIT_EXCEEDED", { "retry-after": "31536000" }),
      ok(),
    ]);
    await expect(clock.runUntil(caller.call("DescribeZones", {}))).rejects.toMatchObject({
      code: "REQUEST_LIMIT_EXCEEDED",
    });
    expect(clock.now()).toBe(0);
    await clock.runUntil(caller.call("DescribeImages", {}));
    expect(transport.gaps).toEqual([60_000]);
  });
});

describe("a write of which an earlier attempt was ambiguous", () => {
  const repeatable = writes.filter((action) => action !== "CreateImage");

  test.each(repeatable)(
    "%s: a cancel in the pause after it tells what that attempt met, not the cancel",
    async (action) => {
      const { clock, caller, transport } = setUp([timedOut, ok()]);
      const stop = new AbortController();
      const ended = caller.call(action, {}, { signal: stop.signal });
      ended.catch(() => undefined);
      await clock.advance(100);
      stop.abort(new Error("canceled"));
      await expect(ended).rejects.toMatchObject({ code: "TIMED_OUT", outcome: "unknown", afterAmbiguous: true });
      expect(transport.calls).toHaveLength(1);
    },
  );

  test.each(repeatable)("%s: so does a later refusal of beforeWrite, and a deadline", async (action) => {
    let isGone = false;
    const beforeWrite = async () => {
      if (isGone) throw new UserError("the engine is gone");
      isGone = true;
    };
    const ambiguous = { code: "TIMED_OUT", outcome: "unknown", afterAmbiguous: true };
    const refused = setUp([timedOut], { beforeWrite });
    await expect(refused.clock.runUntil(refused.caller.call(action, {}))).rejects.toMatchObject(ambiguous);
    const late = setUp([timedOut]);
    await expect(late.clock.runUntil(late.caller.call(action, {}, { deadline: 100 }))).rejects.toMatchObject(ambiguous);
  });

  test("a read is never ambiguous: a cancel is reported as such", async () => {
    const { clock, caller } = setUp([timedOut, ok()]);
    const stop = new AbortController();
    const ended = caller.call("DescribeImages", {}, { signal: stop.signal });
    ended.catch(() => undefined);
    await clock.advance(100);
    stop.abort(new Error("canceled"));
    await expect(ended).rejects.toThrow("canceled");
  });
});

describe("a signal", () => {
  test("ends the wait between attempts", async () => {
    const { clock, caller, transport } = setUp([lost]);
    const stop = new AbortController();
    const call = caller.call("DescribeZones", {}, { signal: stop.signal });
    await clock.advance(100);
    stop.abort(new Error("canceled"));
    await expect(call).rejects.toThrow("canceled");
    expect(transport.calls).toHaveLength(1);
    expect(clock.sleeping).toBe(0);
  });

  test("that is aborted before means no call", async () => {
    const { caller, transport } = setUp([]);
    const signal = AbortSignal.abort(new Error("canceled"));
    await expect(caller.call("DescribeZones", {}, { signal })).rejects.toThrow("canceled");
    expect(transport.calls).toHaveLength(0);
  });

  test("aborts a read in flight, but not a write: its outcome would be unknown", async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const clock = new VirtualClock(0);
    const post = async (_: Action, __: string, signal?: AbortSignal) => {
      signals.push(signal);
      return ok();
    };
    const { caller } = setUp([], { transport: { post }, clock });
    const { signal } = new AbortController();
    await clock.runUntil(caller.call("DescribeZones", {}, { signal }));
    await clock.runUntil(caller.call("CreateImage", {}, { signal }));
    expect(signals).toEqual([signal, undefined]);
  });
});
