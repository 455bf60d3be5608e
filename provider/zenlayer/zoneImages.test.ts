import fc from "fast-check";

import { VirtualClock } from "../../test/support/virtualClock";
import { ZenlayerError } from "./apiError";
import type { ImageInfo } from "./types";
import { OUTAGE_TOLERANCE_MS } from "./poller";
import { Timeout, ZoneImages, type Evaluation, type ZoneWatch } from "./zoneImages";

const hour = 3_600_000;
const zoneId = "HKG-A";

const image = (imageId: string, imageStatus: string): ImageInfo => ({
  imageId,
  imageStatus,
  imageName: imageId,
  imageType: "CUSTOM_IMAGE",
});

const refusedKey = (): ZenlayerError =>
  new ZenlayerError({
    action: "DescribeImages",
    status: 401,
    code: "AUTHFAILURE_SIGNATURE_FAILURE",
    text: "no",
    outcome: "rejected",
  });

const networkGone = (outcome: "rejected" | "unknown" = "unknown"): ZenlayerError =>
  new ZenlayerError({ action: "DescribeImages", code: "NETWORK_ERROR", text: "gone", outcome });

/** A service on a virtual clock: images become AVAILABLE at a time, answers show the moment in the middle of a call. */
class Service {
  latencyMs = 100;
  /** Throws to make calls fail. */
  fault: () => void = () => undefined;
  readonly images = new Map<string, { availableAt: number }>();
  readonly calls: { zoneId: string; sentAt: number; signal?: AbortSignal; filter?: object }[] = [];

  constructor(readonly clock = new VirtualClock()) {}

  async describeImages(zone: string, filter?: object, signal?: AbortSignal): Promise<ImageInfo[]> {
    this.calls.push({ zoneId: zone, sentAt: this.clock.now(), signal, filter });
    await this.clock.sleep(this.latencyMs / 2, signal);
    this.fault();
    const now = this.clock.now();
    const answer = [...this.images].map(([id, { availableAt }]) =>
      image(id, now >= availableAt ? "AVAILABLE" : "CREATING"),
    );
    await this.clock.sleep(this.latencyMs / 2, signal);
    return answer;
  }

  get sentAfter(): (start: number) => number[] {
    return (start) => this.calls.map(({ sentAt }) => sentAt - start);
  }
}

function setUp(pollIntervalMs?: number) {
  const service = new Service();
  const { clock } = service;
  const zones = new ZoneImages(service, clock, { pollIntervalMs });
  const start = clock.now();
  /** Waits for an image to be AVAILABLE; the time it took is the result. */
  const waitFor = (
    id: string,
    options: Partial<Pick<ZoneWatch<number>, "since" | "change" | "deadline" | "signal">> = {},
  ) =>
    zones.watch(zoneId, {
      since: options.since ?? start,
      change: options.change,
      deadline: options.deadline ?? start + 10 * hour,
      signal: options.signal,
      evaluate: (images): Evaluation<number> =>
        images.some(({ imageId, imageStatus }) => imageId === id && imageStatus === "AVAILABLE")
          ? { done: true, value: clock.now() - start }
          : { done: false },
    });
  /** Orders an image that is AVAILABLE so many milliseconds after the start. */
  const addCreating = (id: string, creatingMs: number) => service.images.set(id, { availableAt: start + creatingMs });
  return { service, clock, zones, start, waitFor, addCreating };
}

describe("list", () => {
  test("requests custom images of the zone", async () => {
    const { service, clock, zones, addCreating } = setUp();
    addCreating("img-1", 0);
    await expect(clock.runUntil(zones.list(zoneId))).resolves.toEqual([image("img-1", "AVAILABLE")]);
    expect(service.calls).toMatchObject([{ zoneId, filter: { imageType: "CUSTOM_IMAGE" } }]);
  });

  test.each([0, 5000])("a hundred at once cost one call (maxAgeMs %d)", async (maxAgeMs) => {
    const { service, clock, zones } = setUp();
    await clock.runUntil(Promise.all(Array.from({ length: 100 }, () => zones.list(zoneId, { maxAgeMs }))));
    expect(service.calls).toHaveLength(1);
  });

  test("a result of maxAgeMs 0 is never older than its request: callers during a call share the next", async () => {
    const { service, clock, zones } = setUp();
    const first = zones.list(zoneId, { maxAgeMs: 0 });
    await clock.advance(10);
    const others = Array.from({ length: 50 }, () => zones.list(zoneId, { maxAgeMs: 0 }));
    await clock.runUntil(Promise.all([first, ...others]));
    expect(service.calls).toHaveLength(2);
  });

  test("by default joins the call under way and shares its result for five seconds", async () => {
    const { service, clock, zones } = setUp();
    const first = zones.list(zoneId);
    await clock.advance(10);
    await clock.runUntil(Promise.all([first, zones.list(zoneId)]));
    await clock.advance(4_900);
    await clock.runUntil(zones.list(zoneId));
    expect(service.calls).toHaveLength(1);
    await clock.advance(1);
    await clock.runUntil(zones.list(zoneId));
    expect(service.calls).toHaveLength(2);
  });

  test("age counts from when the request was sent, not from when the response came", async () => {
    const { service, clock, zones } = setUp();
    service.latencyMs = 6_000;
    const first = zones.list(zoneId);
    await clock.advance(5_500);
    await clock.runUntil(Promise.all([first, zones.list(zoneId)]));
    expect(service.calls).toHaveLength(2);
  });

  test("a list from before a write of ours is never given, whether it has come or is under way", async () => {
    const { service, clock, zones } = setUp();
    await clock.runUntil(zones.list(zoneId));
    zones.noteWrite(zoneId);
    const underWay = zones.list(zoneId);
    await clock.advance(10);
    expect(service.calls).toHaveLength(2);
    zones.noteWrite(zoneId);
    await clock.runUntil(Promise.all([underWay, zones.list(zoneId)]));
    expect(service.calls).toHaveLength(3);
    await clock.runUntil(zones.list(zoneId));
    expect(service.calls).toHaveLength(3);
  });

  test("a list from before a write of ours is given to those who say that it will do, while it is young", async () => {
    const { service, clock, zones } = setUp();
    const list = () => zones.list(zoneId, { maxAgeMs: 5_000, evenBeforeWrites: true });
    await clock.runUntil(list());
    zones.noteWrite(zoneId);
    await clock.runUntil(list());
    expect(service.calls).toHaveLength(1);
    await clock.advance(5_000);
    await clock.runUntil(list());
    expect(service.calls).toHaveLength(2);
  });

  test("zones have nothing to do with each other", async () => {
    const { service, clock, zones } = setUp();
    await clock.runUntil(Promise.all([zones.list("A"), zones.list("B")]));
    zones.noteWrite("A");
    await clock.runUntil(Promise.all([zones.list("A"), zones.list("B")]));
    expect(service.calls.map((call) => call.zoneId)).toEqual(["A", "B", "A"]);
  });

  test("an error reaches each as its own, and is not kept", async () => {
    const { service, clock, zones } = setUp();
    service.fault = () => {
      throw refusedKey();
    };
    const both = await clock.runUntil(Promise.allSettled([zones.list(zoneId), zones.list(zoneId)]));
    const [one, other] = both.map((result) => (result as PromiseRejectedResult).reason as unknown);
    expect(one).toBeInstanceOf(ZenlayerError);
    expect(one).toEqual(other);
    expect(one).not.toBe(other);
    service.fault = () => undefined;
    await expect(clock.runUntil(zones.list(zoneId))).resolves.toEqual([]);
  });

  test("one who leaves disturbs no other; when all have left the call is dropped", async () => {
    const { service, clock, zones } = setUp();
    const leaving = new AbortController();
    const left = zones.list(zoneId, { signal: leaving.signal });
    const stays = zones.list(zoneId);
    await clock.advance(10);
    leaving.abort(new Error("left"));
    await expect(left).rejects.toThrow("left");
    await expect(clock.runUntil(stays)).resolves.toEqual([]);

    const last = new AbortController();
    const alone = zones.list(zoneId, { maxAgeMs: 0, signal: last.signal });
    await clock.advance(10);
    last.abort(new Error("all left"));
    await expect(alone).rejects.toThrow("all left");
    await clock.settle();
    expect(service.calls[1]?.signal?.aborted).toBe(true);
    expect(clock.sleeping).toBe(0);
    await expect(clock.runUntil(zones.list(zoneId, { maxAgeMs: 0 }))).resolves.toEqual([]);
  });

  test("a caller that leaves before the call causes none", async () => {
    const { service, clock, zones } = setUp();
    await expect(zones.list(zoneId, { signal: AbortSignal.abort(new Error("gone")) })).rejects.toThrow("gone");
    const leaving = new AbortController();
    const left = zones.list(zoneId, { signal: leaving.signal });
    leaving.abort(new Error("at once"));
    await expect(left).rejects.toThrow("at once");
    await clock.settle();
    expect(service.calls).toHaveLength(0);
  });
});

describe("watch: when it polls", () => {
  test.each([5, 20, 120, 3600])("an image of %d s is noticed in time", async (seconds) => {
    const barMs = Math.max(1_500, seconds * 100);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 4_000 }), async (offset) => {
        const { clock, waitFor, addCreating } = setUp();
        const creatingMs = seconds * 1000 + offset;
        addCreating("img-1", creatingMs);
        const ended = await clock.runUntil(waitFor("img-1"));
        expect(ended as number).toBeGreaterThanOrEqual(creatingMs);
        expect((ended as number) - creatingMs).toBeLessThanOrEqual(barMs);
      }),
      { numRuns: seconds > 1000 ? 10 : 40 },
    );
  });

  test("starts at once and slows down with the age, from 1 s to 15 s", async () => {
    const { service, clock, start, waitFor } = setUp();
    await clock.runUntil(waitFor("never", { deadline: start + hour }));
    const sent = service.sentAfter(start);
    expect(sent.slice(0, 4)).toEqual([0, 1_000, 2_000, 3_000]);
    const gaps = sent.slice(1).map((at, n) => at - sent[n]!);
    expect(gaps.slice(0, -1)).toEqual([...gaps.slice(0, -1)].sort((a, b) => a - b));
    expect(Math.max(...gaps)).toBe(15_000);
    expect(sent).toHaveLength(275);
  });

  test("of a deletion, starts at once and slows down with the age, from 250 ms to 15 s", async () => {
    const { service, clock, start, waitFor } = setUp();
    service.latencyMs = 0;
    await clock.runUntil(waitFor("never", { change: "deletion", deadline: start + hour }));
    const sent = service.sentAfter(start);
    expect(sent.slice(0, 6)).toEqual([0, 250, 500, 750, 1_125, 1_687.5]);
    const gaps = sent.slice(1).map((at, n) => at - sent[n]!);
    expect(gaps.slice(0, -1)).toEqual([...gaps.slice(0, -1)].sort((a, b) => a - b));
    expect(Math.max(...gaps)).toBe(15_000);
    expect(sent.filter((at) => at < 20_000).length).toBeLessThan(13);
  });

  test("of a deletion, polls at once even just after a poll, once for all that come together", async () => {
    const { service, clock, start, waitFor } = setUp();
    service.latencyMs = 0;
    void waitFor("made", { deadline: start + hour });
    await clock.advance(100);
    for (const name of ["one", "two", "three"]) void waitFor(name, { change: "deletion", deadline: start + hour });
    await clock.advance(100);
    expect(service.sentAfter(start)).toEqual([0, 100]);
  });

  test("the youngest image sets the pace", async () => {
    const { service, clock, start, waitFor } = setUp();
    const old = waitFor("old", { deadline: start + 2 * hour, since: start - 10 * hour });
    await clock.advance(60_000);
    expect(service.sentAfter(start)).toEqual([0, 15_000, 30_000, 45_000, 60_000]);
    void waitFor("young", { deadline: start + hour, since: clock.now() });
    await clock.advance(3_000);
    expect(service.sentAfter(start).slice(5)).toEqual([61_000, 62_000, 63_000]);
    await clock.runUntil(old);
  });

  test("a fixed poll interval stays fixed", async () => {
    const { service, clock, start, waitFor } = setUp(250);
    await clock.runUntil(waitFor("never", { deadline: start + 1_000, since: start - hour }));
    expect(service.sentAfter(start)).toEqual([0, 250, 500, 750, 1_000]);
  });

  test("a call that takes longer than the interval is not overtaken by the next", async () => {
    const { service, clock, start, waitFor } = setUp();
    service.latencyMs = 2_500;
    await clock.runUntil(waitFor("never", { deadline: start + 6_000 }));
    expect(service.sentAfter(start)).toEqual([0, 2_500, 5_000, 7_500]);
  });
});

describe("watch: one loop for all", () => {
  /** Calls that it takes to wait for `count` images, each joining `everyMs` after the one before. */
  async function callsFor(count: number, everyMs: number): Promise<number> {
    const { service, clock, waitFor, addCreating } = setUp();
    const join = async (n: number): Promise<unknown> => {
      await clock.sleep(n * everyMs);
      addCreating(`img-${n}`, 20_000 + n * everyMs);
      return waitFor(`img-${n}`, { since: clock.now() });
    };
    await clock.runUntil(Promise.all(Array.from({ length: count }, (_, n) => join(n))));
    return service.calls.length;
  }

  test("the number of calls does not depend on the number of images", async () => {
    const calls = await Promise.all([1, 20, 100].map((count) => callsFor(count, 0)));
    expect(Math.max(...calls) - Math.min(...calls)).toBeLessThanOrEqual(2);
  });

  test("a stream of new waits causes one reading per second, not one each", async () => {
    expect(await callsFor(100, 50)).toBeLessThanOrEqual((await callsFor(1, 0)) + 5);
  });

  test("an image that changes between two polls is seen by every watcher", async () => {
    const { service, clock, waitFor, addCreating } = setUp();
    addCreating("img-1", 2_500);
    const ends = await clock.runUntil(Promise.all(Array.from({ length: 30 }, () => waitFor("img-1"))));
    expect(new Set(ends)).toEqual(new Set([3_100]));
    expect(service.calls).toHaveLength(4);
  });

  test("one that joins during a call gets the next one: no result is older than its request", async () => {
    const { service, clock, zones, start } = setUp();
    const first = zones.watch(zoneId, { since: start, deadline: start + 500, evaluate: () => ({ done: false }) });
    await clock.advance(80); // the answer of now is on its way back
    service.images.set("img-1", { availableAt: 0 });
    const seen: number[] = [];
    const joined = zones.watch(zoneId, {
      since: clock.now(),
      deadline: start + hour,
      evaluate: (images) => {
        seen.push(images.length);
        return { done: true, value: "seen" };
      },
    });
    await expect(clock.runUntil(joined)).resolves.toBe("seen");
    expect(seen).toEqual([1]);
    await clock.runUntil(first);
  });

  test("a list that another caller requests anyway serves the watchers too", async () => {
    const { service, clock, zones, waitFor, addCreating } = setUp();
    addCreating("img-1", 0);
    await clock.runUntil(Promise.all([zones.list(zoneId), waitFor("img-1")]));
    expect(service.calls).toHaveLength(1);
  });

  test("one that leaves disturbs no other, and the last one leaves nothing behind", async () => {
    const { service, clock, waitFor, addCreating } = setUp();
    addCreating("img-1", 5_000);
    const [leaving, last] = [new AbortController(), new AbortController()];
    const left = waitFor("img-1", { signal: leaving.signal });
    const stays = waitFor("img-1");
    await clock.advance(1_050);
    leaving.abort(new Error("left"));
    await expect(left).rejects.toThrow("left");
    await expect(clock.runUntil(stays)).resolves.toBe(5_100);
    expect(clock.sleeping).toBe(0);

    const duringCall = waitFor("never", { signal: last.signal });
    await clock.advance(950);
    last.abort(new Error("all left"));
    await expect(duringCall).rejects.toThrow("all left");
    await clock.settle();
    expect(service.calls.at(-1)?.signal?.aborted).toBe(true);
    expect(clock.sleeping).toBe(0);
    await clock.advance(hour);
    const calls = service.calls.length;
    await expect(clock.runUntil(waitFor("img-1"))).resolves.toEqual(expect.any(Number));
    expect(service.calls).toHaveLength(calls + 1);
  });

  test("leaving between two polls ends the pause", async () => {
    const { clock, waitFor } = setUp();
    const leaving = new AbortController();
    const left = waitFor("never", { signal: leaving.signal });
    await clock.advance(500);
    expect(clock.sleeping).toBe(1);
    leaving.abort(new Error("left"));
    await expect(left).rejects.toThrow("left");
    await clock.settle();
    expect(clock.sleeping).toBe(0);
  });

  test("what a watcher's evaluate throws ends that watch alone", async () => {
    const { clock, zones, start, waitFor, addCreating } = setUp();
    addCreating("img-1", 3_000);
    const evaluate = (): never => {
      throw new Error("UNAVAILABLE");
    };
    const failing = zones.watch(zoneId, { since: start, deadline: start + hour, evaluate });
    const stays = waitFor("img-1");
    await expect(clock.runUntil(failing)).rejects.toThrow("UNAVAILABLE");
    await expect(clock.runUntil(stays)).resolves.toBe(3_100);
  });
});

describe("watch: the deadline", () => {
  test("polls once more at the deadline, and sleeps no further", async () => {
    const { service, clock, start, waitFor } = setUp();
    const end = await clock.runUntil(waitFor("never", { deadline: start + 2_345 }));
    expect(end).toBe(Timeout);
    expect(service.sentAfter(start)).toEqual([0, 1_000, 2_000, 2_345]);
    expect(clock.now() - start).toBe(2_445);
    expect(clock.sleeping).toBe(0);
  });

  test("an image that is ready at that moment is still seen", async () => {
    const { clock, start, waitFor, addCreating } = setUp();
    addCreating("img-1", 2_300);
    await expect(clock.runUntil(waitFor("img-1", { deadline: start + 2_345 }))).resolves.toBe(2_445);
  });

  test("one that has passed already still gets one poll", async () => {
    const { service, clock, start, waitFor, addCreating } = setUp();
    addCreating("img-1", -hour);
    await expect(clock.runUntil(waitFor("img-1", { deadline: start - 1 }))).resolves.toBe(100);
    await expect(clock.runUntil(waitFor("never", { deadline: start - 1 }))).resolves.toBe(Timeout);
    expect(service.calls).toHaveLength(2);
  });

  test("each watcher has its own", async () => {
    const { clock, start, waitFor, addCreating } = setUp();
    addCreating("img-1", 5_000);
    const ends = Promise.all([waitFor("img-1", { deadline: start + 1_500 }), waitFor("img-1")]);
    await expect(clock.runUntil(ends)).resolves.toEqual([Timeout, expect.any(Number)]);
  });
});

describe("watch: failures", () => {
  const failUntil = (service: Service, until: number, make: () => ZenlayerError): void => {
    service.fault = () => {
      if (service.clock.now() < until) throw make();
    };
  };

  test.each(["rejected", "unknown"] as const)("survives an outage of less than two minutes (%s)", async (outcome) => {
    const { service, clock, start, waitFor, addCreating } = setUp();
    addCreating("img-1", 10_000);
    failUntil(service, start + OUTAGE_TOLERANCE_MS - 5_000, () => networkGone(outcome));
    const ended = (await clock.runUntil(waitFor("img-1"))) as number;
    expect(ended).toBeLessThan(OUTAGE_TOLERANCE_MS + 8_000);
  });

  test("reports one that continues, to each watcher as its own error", async () => {
    const { service, clock, start, waitFor } = setUp();
    failUntil(service, Infinity, () => networkGone());
    const both = await clock.runUntil(Promise.allSettled([waitFor("img-1"), waitFor("img-2")]));
    const [one, other] = both.map((result) => (result as PromiseRejectedResult).reason as unknown);
    expect(one).toMatchObject({ code: "NETWORK_ERROR", action: "DescribeImages" });
    expect(one).not.toBe(other);
    expect(clock.now() - start).toBeGreaterThanOrEqual(OUTAGE_TOLERANCE_MS);
    expect(clock.now() - start).toBeLessThan(OUTAGE_TOLERANCE_MS + 16_000);
  });

  test("two short outages are not one long one", async () => {
    const { service, clock, start, waitFor, addCreating } = setUp();
    addCreating("img-1", 200_000);
    service.fault = () => {
      const t = clock.now() - start;
      if ((t > 5_000 && t < 100_000) || (t > 112_000 && t < 190_000)) throw networkGone();
    };
    await expect(clock.runUntil(waitFor("img-1"))).resolves.toEqual(expect.any(Number));
  });

  test("a wait that starts during an outage gets its own two minutes", async () => {
    const { service, clock, start, waitFor, addCreating } = setUp();
    addCreating("img-1", 0);
    failUntil(service, start + OUTAGE_TOLERANCE_MS + 30_000, () => networkGone());
    const early = waitFor("img-1");
    const rejected = expect(early).rejects.toThrow("gone");
    await clock.advance(60_000);
    await expect(clock.runUntil(waitFor("img-1"))).resolves.toEqual(expect.any(Number));
    await rejected;
  });

  test("a call that failed after a long time is not followed by the next at once", async () => {
    const { service, clock, start, waitFor } = setUp();
    service.latencyMs = 16_000; // failing takes half of it
    failUntil(service, Infinity, () => networkGone());
    await expect(clock.runUntil(waitFor("img-1", { deadline: start + 20_000 }))).rejects.toThrow("gone");
    expect(service.sentAfter(start).map(Math.round)).toEqual([0, 9_000, 18_417, 26_417]);
  });

  test.each([401, 403])("a refused key (%d) ends it at once", async (status) => {
    const { service, clock, waitFor } = setUp();
    service.fault = () => {
      throw new ZenlayerError({ ...refusedKey(), action: "DescribeImages", status });
    };
    await expect(clock.runUntil(waitFor("img-1"))).rejects.toMatchObject({ status });
    expect(service.calls).toHaveLength(1);
    expect(clock.sleeping).toBe(0);
  });

  test("at the deadline a failure is reported as what it is", async () => {
    const { service, clock, start, waitFor } = setUp();
    failUntil(service, Infinity, () => networkGone());
    await expect(clock.runUntil(waitFor("img-1", { deadline: start + 10_000 }))).rejects.toThrow("gone");
    expect(clock.now() - start).toBeLessThan(10_200);
  });
});
