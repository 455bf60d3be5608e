import fc from "fast-check";

import { RateLimit } from "../../emulator/rateLimit";
import { randomFrom } from "../../test/support/random";
import { VirtualClock } from "../../test/support/virtualClock";
import { Limiter, type QueueName } from "./limiter";

/** A limiter on a clock of its own, and the times at which its requests were let through. */
function limited(maxPerSecond: number, burst = 1) {
  const clock = new VirtualClock(0);
  const limiter = new Limiter(clock, maxPerSecond, burst);
  const sent: { name: string; at: number }[] = [];
  const send = (name: string, queue: QueueName = "read", signal?: AbortSignal): Promise<void> =>
    limiter.acquire(queue, signal).then(() => void sent.push({ name, at: clock.now() }));
  const sendMany = (count: number): Promise<void[]> =>
    Promise.all(Array.from({ length: count }, (_, n) => send(String(n))));
  /** Requests a second over the next `ms`, everybody wanting to send all the time. */
  const throughput = async (ms: number): Promise<number> => {
    const before = sent.length;
    const stop = new AbortController();
    const sender = async (): Promise<void> => {
      while (!stop.signal.aborted) await send("x", "read", stop.signal).catch(() => undefined);
    };
    void sender();
    await clock.advance(ms);
    stop.abort();
    await clock.settle();
    return ((sent.length - before) / ms) * 1000;
  };
  return { clock, limiter, sent, send, sendMany, throughput };
}

describe("a burst", () => {
  const atOnce = (count: number): number[] => Array<number>(count).fill(0);
  const apart = (count: number, from: number): number[] => Array.from({ length: count }, (_, n) => from + n * 100);

  test.each([
    [0.1, 1],
    [0.9, 1],
    [1, 2],
    [10, 20],
    [100, 200],
  ])("at %d a second is of %d requests", async (maxPerSecond, burst) => {
    const clock = new VirtualClock(0);
    const limiter = new Limiter(clock, maxPerSecond);
    for (let n = 0; n < burst; n++) {
      await clock.runUntil(limiter.acquire("read"));
      limiter.ended();
    }
    expect(clock.now()).toBe(0);
    await clock.runUntil(limiter.acquire("read"));
    expect(clock.now()).toBe(Math.ceil(1000 / maxPerSecond));
  });

  /** Sends that end when a test says so, or so long after they were let through. */
  function bursting(endAfterMs?: number) {
    const all = limited(10, 20);
    const { clock, limiter, sent } = all;
    const send = async (queue: QueueName = "read", signal?: AbortSignal, deadline?: number): Promise<void> => {
      const name = String(sent.length);
      if (!(await limiter.acquire(queue, signal, deadline))) throw new Error("too late");
      sent.push({ name, at: clock.now() });
      if (endAfterMs !== undefined) void clock.sleep(endAfterMs).then(() => limiter.ended());
    };
    const times = () => sent.map(({ at }) => at);
    return { ...all, send, times, sendMany: (count: number) => Promise.all(atOnce(count).map(() => send())) };
  }

  test("goes at once, and those after it are spaced", async () => {
    const { clock, sendMany, times } = bursting(0);
    await clock.runUntil(sendMany(25));
    expect(times()).toEqual([...atOnce(20), ...apart(5, 100)]);
  });

  test("of which nothing is answered is of four requests", async () => {
    const { clock, sendMany, times } = bursting();
    await clock.runUntil(sendMany(8));
    expect(times()).toEqual([...atOnce(4), ...apart(4, 100)]);
  });

  test("continues with each answer", async () => {
    const { clock, sendMany, times } = bursting(50);
    await clock.runUntil(sendMany(12));
    expect(times()).toEqual([...atOnce(4), ...Array<number>(4).fill(50), ...Array<number>(4).fill(100)]);
  });

  test("comes back with a pause, as far as that reaches", async () => {
    const { clock, sendMany, times, sent } = bursting(0);
    await clock.runUntil(sendMany(20));
    await clock.advance(500);
    sent.length = 0;
    await clock.runUntil(sendMany(7));
    expect(times()).toEqual([500, 500, 500, 500, 500, 600, 700]);
  });

  test("there is none any more after a request was refused", async () => {
    const { clock, limiter, send, sendMany, sent, times } = bursting(0);
    await clock.runUntil(send());
    limiter.throttled(0);
    await clock.advance(10 * 60_000);
    sent.length = 0;
    const start = clock.now();
    await clock.runUntil(sendMany(3));
    expect(times().map((at) => Math.round(at - start))).toEqual([0, 100, 200]);
  });

  test("a refusal stops it for a second", async () => {
    const { clock, limiter, sendMany, times } = bursting();
    const all = sendMany(10);
    await clock.advance(0);
    limiter.throttled(0);
    limiter.ended();
    await clock.runUntil(all);
    expect(times().slice(0, 6)).toEqual([...atOnce(4), 1_000, 1_233]);
  });

  test("reads and writes are served round-robin", async () => {
    const { clock, limiter } = limited(10, 20);
    const queues: QueueName[] = [];
    const wanted: QueueName[] = [...Array<QueueName>(8).fill("write"), ...Array<QueueName>(4).fill("read")];
    const all = wanted.map(async (queue) => {
      await limiter.acquire(queue);
      queues.push(queue);
      limiter.ended();
    });
    await clock.runUntil(Promise.all(all));
    // Four were let through before the others came.
    const [read, write] = ["read", "write"];
    expect(queues.slice(4)).toEqual([read, write, read, write, read, write, read, write]);
    expect(clock.now()).toBe(0);
  });

  test("a cancel while the answers are awaited leaves nothing behind", async () => {
    const { clock, limiter, sendMany, send, times } = bursting();
    await clock.runUntil(sendMany(4));
    const cancel = new AbortController();
    const left = send("write", cancel.signal);
    await clock.settle();
    cancel.abort(new Error("left"));
    await expect(left).rejects.toThrow("left");
    await clock.settle();
    expect(clock.sleeping).toBe(0);
    for (let n = 0; n < 4; n++) limiter.ended();
    await clock.runUntil(sendMany(4));
    expect(times()).toEqual(atOnce(8));
  });

  test("a deadline while the answers are awaited: told then, unless an answer comes before", async () => {
    for (const answerAt of [undefined, 30]) {
      const { clock, limiter, sendMany, send } = bursting();
      await clock.runUntil(sendMany(4));
      if (answerAt !== undefined) void clock.sleep(answerAt).then(() => limiter.ended());
      const waiting = send("write", undefined, 60).then(
        () => "sent",
        () => "late",
      );
      expect(await clock.runUntil(waiting)).toBe(answerAt === undefined ? "late" : "sent");
      expect(clock.now()).toBe(answerAt ?? 60);
    }
  });

  test("whatever comes when: never more than the burst and the rate allow, and each request is sent", async () => {
    const request = fc.record({
      at: fc.integer({ min: 0, max: 20_000 }),
      takes: fc.integer({ min: 0, max: 2_000 }),
      queue: fc.constantFrom<QueueName>("read", "write"),
      leavesAfter: fc.option(fc.integer({ min: 0, max: 500 })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 60 }), async (requests) => {
        const { clock, limiter } = limited(10, 20);
        const sent: number[] = [];
        const all = requests.map(async ({ at, takes, queue, leavesAfter }) => {
          await clock.sleep(at);
          const leaving = new AbortController();
          if (leavesAfter !== null) void clock.sleep(leavesAfter).then(() => leaving.abort(new Error("left")));
          const isIn = await limiter.acquire(queue, leaving.signal).catch(() => false);
          if (!isIn) return;
          sent.push(clock.now());
          await clock.sleep(takes);
          limiter.ended();
        });
        await clock.runUntil(Promise.all(all));
        for (const [n, from] of sent.entries()) {
          for (const [m, to] of sent.entries()) {
            if (m >= n) expect(m - n + 1).toBeLessThanOrEqual(20 + (to - from) / 100 + 1);
          }
        }
        const stays = requests.filter(({ leavesAfter }) => leavesAfter === null).length;
        expect(sent.length).toBeGreaterThanOrEqual(stays);
      }),
      { numRuns: 100 },
    );
  });
});

test("spaces requests evenly, at most so many a second", async () => {
  const { clock, sent, sendMany } = limited(10);
  await clock.runUntil(sendMany(25));
  expect(sent.map(({ at }) => at)).toEqual(Array.from({ length: 25 }, (_, n) => n * 100));
});

test.each([0.1, 0.5, 3, 100, 1000, 10_000])("keeps to %d a second", async (maxPerSecond) => {
  const { clock, sendMany } = limited(maxPerSecond);
  await clock.runUntil(sendMany(200));
  const seconds = clock.now() / 1000;
  expect(seconds).toBeGreaterThanOrEqual(199 / maxPerSecond - 1e-9);
  expect(seconds).toBeLessThan(200 / maxPerSecond + 0.2);
});

test("reads and writes alternate, each in the order of the callers", async () => {
  const { clock, sent, send } = limited(10);
  const names = ["w1", "w2", "w3", "w4", "l1", "l2"];
  const all = names.map((name) => send(name, name.startsWith("w") ? "write" : "read"));
  await clock.runUntil(Promise.all(all));
  expect(sent.map(({ name }) => name)).toEqual(["w1", "l1", "w2", "l2", "w3", "w4"]);
});

test("the request that has waited longest goes first in its queue", async () => {
  const { clock, limiter } = limited(10);
  const sent: string[] = [];
  const send = (name: string, since?: number) =>
    limiter.acquire("write", undefined, Infinity, since).then(() => sent.push(name));
  await clock.advance(5_000);
  const all = [send("new 1"), send("new 2"), send("repeated", 1_000), send("repeated later", 2_000)];
  await clock.runUntil(Promise.all(all));
  expect(sent).toEqual(["new 1", "repeated", "repeated later", "new 2"]);
});

test("a canceled caller frees its slot, throws its own reason, and leaves no timer behind", async () => {
  const { clock, limiter, sent, send } = limited(1);
  await clock.runUntil(send("first"));
  const leaving = new AbortController();
  const left = limiter.acquire("read", leaving.signal);
  const stays = send("stays");
  leaving.abort(new Error("gone"));
  await expect(left).rejects.toThrow("gone");
  await clock.runUntil(stays);
  expect(sent.map(({ at }) => at)).toEqual([0, 1000]);

  const last = new AbortController();
  const alone = limiter.acquire("read", last.signal);
  await clock.settle();
  expect(clock.sleeping).toBe(1);
  last.abort(new Error("gone too"));
  await expect(alone).rejects.toThrow("gone too");
  await clock.settle();
  expect(clock.sleeping).toBe(0);
});

test("does not let a caller in that was canceled before", async () => {
  const { limiter } = limited(1);
  await expect(limiter.acquire("read", AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
});

describe("a deadline", () => {
  test("that comes before the request may be sent: known as soon as that is certain, and another request is sent instead", async () => {
    const { clock, limiter, sent, send, sendMany } = limited(1);
    await clock.runUntil(send("first"));
    const others = sendMany(2);
    await clock.settle();
    const late = limiter.acquire("write", undefined, 500);
    await expect(late).resolves.toBe(false);
    expect(clock.now()).toBe(0);
    const deeper = limiter.acquire("read", undefined, 2_500);
    await expect(clock.runUntil(deeper)).resolves.toBe(false);
    expect(clock.now()).toBeLessThan(2_500);
    await clock.runUntil(others);
    expect(sent.map(({ at }) => at)).toEqual([0, 1_000, 2_000]);
    expect(clock.sleeping).toBe(0);
  });

  test("that leaves the time: let through like everybody else", async () => {
    const { clock, limiter, send } = limited(1);
    await clock.runUntil(send("first"));
    await expect(clock.runUntil(limiter.acquire("write", undefined, 1_001))).resolves.toBe(true);
    expect(clock.now()).toBe(1_000);
  });

  test("that a silence of the service goes past", async () => {
    const { clock, limiter, send } = limited(10);
    await clock.runUntil(send("rejected"));
    const waiting = limiter.acquire("write", undefined, 20_000);
    await clock.settle();
    limiter.throttled(0, 30_000);
    await expect(clock.runUntil(waiting)).resolves.toBe(false);
    expect(clock.now()).toBeLessThan(1_000);
    await expect(limiter.acquire("write", undefined, 20_000)).resolves.toBe(false);
    expect(clock.sleeping).toBe(0);
  });

  test("that is over is never kept", async () => {
    const { limiter } = limited(10);
    await expect(limiter.acquire("write", undefined, 0)).resolves.toBe(false);
  });
});

test("a burst of refusals of requests sent before the slow-down counts once", async () => {
  const once = limited(10);
  await once.clock.runUntil(once.sendMany(5));
  once.limiter.throttled(once.clock.now());

  const burst = limited(10);
  await burst.clock.runUntil(burst.sendMany(5));
  for (const { at } of burst.sent) burst.limiter.throttled(at);
  expect(await burst.throughput(5_000)).toBe(await once.throughput(5_000));
});

test("after a refusal everybody is silent for a second, and then slower", async () => {
  const { clock, limiter, sent, send, sendMany } = limited(10);
  await clock.runUntil(send("rejected"));
  limiter.throttled(0);
  await clock.runUntil(sendMany(3));
  const [, ...after] = sent.map(({ at }) => at);
  expect(after).toEqual([1000, 1233, 1463]);
});

test("Retry-After silences everybody", async () => {
  const { clock, limiter, sent, send, sendMany } = limited(10);
  await clock.runUntil(send("rejected"));
  limiter.throttled(0, 30_000);
  limiter.throttled(0, 2_000);
  await clock.runUntil(sendMany(2));
  expect(sent[1]?.at).toBe(30_000);
});

test("Retry-After of years silences everybody for a minute, no longer", async () => {
  const { clock, limiter, send } = limited(10);
  limiter.throttled(0, 1e12);
  await clock.runUntil(send("later"));
  expect(clock.now()).toBe(60_000);
});

test("comes back fast at first, slowly near the rate that was refused, and then goes beyond it", async () => {
  const { clock, limiter, throughput } = limited(20);
  await clock.advance(1);
  limiter.throttled(clock.now());
  // At first the ceiling is 20, and then 8.
  await clock.advance(1);
  limiter.throttled(clock.now());
  const rates: number[] = [];
  for (let n = 0; n < 15; n++) rates.push(await throughput(10_000));
  const steps = rates.slice(1).map((rate, n) => rate - rates[n]!);
  const [first, plateau, beyond] = [steps[0]!, steps.slice(4, 6), steps.slice(9)];
  for (const step of plateau) expect(step).toBeLessThan(first / 3);
  for (const step of beyond) expect(step).toBeGreaterThan(first / 3);
  expect(rates[5]).toBeCloseTo(8, 0);
  expect(rates.at(-1)).toBeGreaterThan(10);
});

describe("processes that share a limit without knowing of each other", () => {
  /** So many processes with so many requests each, at a service that counts those of the last second. */
  async function share(processes: number, requests: number, perSecond: number) {
    const clock = new VirtualClock(0);
    const random = randomFrom(processes);
    const service = new RateLimit(perSecond, () => clock.now());
    const ended: number[] = [];
    let [sent, refused] = [0, 0];
    const isAllowed = async (limiter: Limiter): Promise<boolean> => {
      await limiter.acquire("write");
      const sentAt = clock.now();
      await clock.sleep(100 * (0.5 + random()));
      sent++;
      const allowed = service.allows("account");
      await clock.sleep(100 * (0.5 + random()));
      if (!allowed) {
        refused++;
        limiter.throttled(sentAt);
      }
      limiter.ended();
      return allowed;
    };
    const request = async (limiter: Limiter): Promise<void> => {
      for (let waitMs = 1_000; !(await isAllowed(limiter)); waitMs *= 2) await clock.sleep(Math.min(waitMs, 30_000));
    };
    const run = async (n: number): Promise<void> => {
      await clock.sleep(n * 730);
      const limiter = new Limiter(clock, 10);
      await Promise.all(Array.from({ length: requests }, () => request(limiter)));
      ended.push(clock.now());
    };
    await clock.runUntil(Promise.all(Array.from({ length: processes }, (_, n) => run(n))));
    const [first = 0, last = 0] = [ended[0], ended.at(-1)];
    return { used: (processes * requests) / (last / 1000) / perSecond, refused: refused / sent, first, last };
  }

  test.each([
    [1, 500, 5, 0.75, 0.03],
    [1, 1_000, 10, 0.75, 0.02],
    [4, 250, 10, 0.4, 0.1],
    [20, 200, 10, 0.5, 0.15],
  ])("%d of %d requests at %d a second use %d of it, with a share of at most %d refused", async (...args) => {
    const [processes, requests, perSecond, leastUsed, mostRefused] = args;
    const { used, refused, first, last } = await share(processes, requests, perSecond);
    expect(used).toBeGreaterThan(leastUsed);
    expect(refused).toBeLessThan(mostRefused);
    expect(first).toBeGreaterThan(last / 4);
  });
});

test("an hour later the refusal is forgotten", async () => {
  const { clock, limiter, throughput } = limited(10);
  limiter.throttled(clock.now());
  await clock.advance(3_600_000);
  expect(await throughput(10_000)).toBeCloseTo(10, 0);
});

test("refusals that continue make it slow, never still", async () => {
  const { clock, limiter, send } = limited(10);
  for (let n = 0; n < 50; n++) {
    await clock.runUntil(send("rejected"));
    limiter.throttled(clock.now());
  }
  const before = clock.now();
  await clock.runUntil(send("one"));
  await clock.runUntil(send("two"));
  expect(clock.now() - before).toBeLessThanOrEqual(20_001);
});
