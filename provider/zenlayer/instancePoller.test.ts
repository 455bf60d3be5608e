import { VirtualClock } from "../../test/support/virtualClock";
import { ZenlayerError } from "./apiError";
import type { Contact } from "./contact";
import { instancePoller } from "./instancePoller";
import { OUTAGE_TOLERANCE_MS, Timeout } from "./poller";
import type { InstanceInfo } from "./types";

const MINUTE = 60_000;

/** A service whose instances are STOPPED from a time on. */
class Service {
  readonly clock = new VirtualClock();
  readonly start = this.clock.now();
  readonly stoppedAt = new Map<string, number>();
  readonly calls: { at: number; ids: string[]; signal?: AbortSignal }[] = [];
  isDown = false;

  async describeInstances(ids: string[] = [], signal?: AbortSignal, contact?: Contact): Promise<InstanceInfo[]> {
    this.calls.push({ at: this.clock.now() - this.start, ids, signal });
    contact?.sent();
    await this.clock.sleep(50, signal);
    if (this.isDown) {
      throw new ZenlayerError({ action: "DescribeInstances", code: "NETWORK_ERROR", outcome: "rejected" });
    }
    contact?.answered();
    return ids.filter((id) => this.stoppedAt.has(id)).map((id) => this.#instance(id));
  }

  #instance(instanceId: string): InstanceInfo {
    const instanceStatus = this.clock.now() - this.start >= this.stoppedAt.get(instanceId)! ? "STOPPED" : "STOPPING";
    return { instanceId, instanceName: instanceId, zoneId: "HKG-A", instanceStatus, dataDisks: [] };
  }
}

function setUp(pollIntervalMs?: number) {
  const service = new Service();
  const { clock } = service;
  const poller = instancePoller(service, clock, pollIntervalMs);
  /** Waits until an instance is STOPPED or does not exist; the result is when. */
  const untilStopped = (
    key: string,
    options: {
      deadline?: number;
      outageToleranceMs?: number;
      signal?: AbortSignal;
      lost?: (until?: number) => void;
    } = {},
  ) =>
    poller.watch<number>({
      key,
      change: "power",
      since: clock.now(),
      evaluate: (instances) => {
        const instance = instances.get(key);
        const isOver = instance === undefined || instance.instanceStatus === "STOPPED";
        return isOver ? { done: true, value: clock.now() - service.start } : { done: false };
      },
      ...options,
      deadline: service.start + (options.deadline ?? 60 * MINUTE),
    });
  return { service, clock, untilStopped };
}

test("one call per interval reads all instances that are waited for", async () => {
  const { service, clock, untilStopped } = setUp(5_000);
  const ids = Array.from({ length: 200 }, (_, n) => `i-${n}`);
  for (const id of ids) service.stoppedAt.set(id, 12_000);
  const ends = await clock.runUntil(Promise.all(ids.map((id) => untilStopped(id))));
  expect(new Set(ends)).toEqual(new Set([15_050]));
  expect(service.calls.map(({ at }) => at)).toEqual([0, 5_000, 10_000, 15_000]);
  for (const call of service.calls) expect(call.ids).toEqual(ids);
});

test("each call names only the instances that are still waited for, each once", async () => {
  const { service, clock, untilStopped } = setUp(1_000);
  service.stoppedAt.set("i-1", 500).set("i-2", 1_500);
  await clock.runUntil(Promise.all([untilStopped("i-1"), untilStopped("i-2"), untilStopped("i-2")]));
  expect(service.calls.map(({ ids }) => ids)).toEqual([["i-1", "i-2"], ["i-1", "i-2"], ["i-2"]]);
});

test("without a setting the interval grows from 1 s to 15 s with the age of the wait", async () => {
  const { service, clock, untilStopped } = setUp();
  service.stoppedAt.set("i-1", 10 * MINUTE);
  await clock.runUntil(untilStopped("i-1"));
  const gaps = service.calls.slice(1).map(({ at }, n) => at - service.calls[n]!.at);
  expect(gaps[0]).toBe(1_000);
  expect(gaps).toEqual([...gaps].sort((a, b) => a - b));
  expect(gaps.at(-1)).toBe(15_000);
});

test("an instance that does not exist ends its own wait", async () => {
  const { service, clock, untilStopped } = setUp();
  service.stoppedAt.set("i-1", 3_000);
  const [one, none] = await clock.runUntil(Promise.all([untilStopped("i-1"), untilStopped("i-none")]));
  expect(none).toBe(50);
  expect(one).toBeGreaterThanOrEqual(3_000);
});

test("a wait that begins soon after a reading gets its own within 200 ms, however long the interval", async () => {
  const { service, clock, untilStopped } = setUp(MINUTE);
  service.stoppedAt.set("i-1", 30_000).set("i-2", 0);
  const first = untilStopped("i-1");
  await clock.advance(100);
  await expect(clock.runUntil(untilStopped("i-2"))).resolves.toBe(250);
  await clock.runUntil(first);
});

test("a deadline gets a last reading", async () => {
  const { service, clock, untilStopped } = setUp(MINUTE);
  service.stoppedAt.set("i-1", 10 * MINUTE);
  await expect(clock.runUntil(untilStopped("i-1", { deadline: 90_000 }))).resolves.toBe(Timeout);
  expect(service.calls.map(({ at }) => at)).toEqual([0, 60_000, 90_000]);
});

test("an outage is tolerated by those who say so, for two minutes, and reported once", async () => {
  const { service, clock, untilStopped } = setUp();
  service.stoppedAt.set("i-1", 10 * MINUTE).set("i-2", 10 * MINUTE);
  const reports: (number | undefined)[] = [];
  const lost = (until?: number) => void reports.push(until && until - service.start);
  const patient = untilStopped("i-1", { lost }).catch((error: unknown) => error);
  const impatient = untilStopped("i-2", { lost, outageToleranceMs: 0 }).catch((error: unknown) => error);
  await clock.advance(500);
  service.isDown = true;
  await expect(clock.runUntil(impatient)).resolves.toMatchObject({ code: "NETWORK_ERROR" });
  expect(clock.now() - service.start).toBeLessThan(2_000);
  await expect(clock.runUntil(patient)).resolves.toMatchObject({ code: "NETWORK_ERROR" });
  expect(clock.now() - service.start).toBeGreaterThanOrEqual(1_000 + OUTAGE_TOLERANCE_MS);
  expect(reports).toEqual([1_000 + OUTAGE_TOLERANCE_MS]);
});

test("a cancel ends one wait, and the last one drops the call in flight", async () => {
  const { service, clock, untilStopped } = setUp();
  service.stoppedAt.set("i-1", MINUTE).set("i-2", MINUTE);
  const cancel = new AbortController();
  const { signal } = cancel;
  const waits = [untilStopped("i-1", { signal }), untilStopped("i-2", { signal })];
  const ends = Promise.all(waits.map((wait) => wait.catch((reason: unknown) => reason)));
  await clock.advance(1_010);
  expect(service.calls).toHaveLength(2);
  const reason = new Error("canceled");
  cancel.abort(reason);
  expect(await clock.runUntil(ends)).toEqual([reason, reason]);
  expect(service.calls[1]?.signal?.aborted).toBe(true);
  await clock.advance(MINUTE);
  expect(service.calls).toHaveLength(2);
});
