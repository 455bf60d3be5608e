import type { EmulatorOptions, Fault } from "../../emulator";
import { checked, TestAccount, type TestContext } from "../../test/support/provider";
import type { ProgramInputs } from "./check";
import { create } from "./create";
import { remove } from "./delete";
import type { PartialFailure } from "./partialFailure";

// While the service does not answer, a wait says so: once in an outage and zone, however many images are waited for.

const zones = ["HKG-A", "SIN-A"];
const stoppedInstances = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ instanceId: `i-${n}`, zoneId: zones[n % zones.length]! }));

let account: TestAccount;
let ctx: TestContext;
/** What was reported of the contact, and how many seconds after the start. */
let reports: { at: number; text: string }[];

function open(options: EmulatorOptions = {}, settings = {}): void {
  account = new TestAccount({ createImageMs: 300_000, quota: 1000, ...options });
  ctx = account.process(settings);
  const start = account.clock.now();
  reports = [];
  ctx.report = {
    ...ctx.report,
    progress: (text) => {
      if (/Zenlayer API/.test(text)) reports.push({ at: (account.clock.now() - start) / 1000, text });
    },
  };
}
beforeEach(() => open());

const program = { instanceId: "i-web", imageName: "web" };
const createChecked = async (news: ProgramInputs = program, process = ctx) =>
  create(process, await checked(process, news));
const createMany = (count: number) =>
  Promise.all(stoppedInstances(count).map(({ instanceId }) => createChecked({ instanceId, imageName: instanceId })));
const addFault = (fault: Partial<Fault>) =>
  account.emulator.faults.add({ action: "DescribeImages", kind: "500", ...fault });
/** Cuts the network from one second of the test to another. */
async function down(fromMs: number, toMs: number): Promise<void> {
  await account.clock.sleep(fromMs);
  account.disconnect();
  await account.clock.sleep(toMs - fromMs);
  account.reconnect();
}
const texts = () => reports.map(({ text }) => text);
const lost = (what: string) =>
  expect.stringMatching(new RegExp(`^${what}: the Zenlayer API has not responded for 10 s; polling continues until`));
const back = (what: string) => `${what}: the Zenlayer API responds again`;

test("no network for a minute and a half: lost after ten seconds, until when, and back", async () => {
  void down(30_000, 120_000);
  await account.run(createChecked());
  expect(texts()).toEqual([lost("zone HKG-A"), back("zone HKG-A")]);
  const [gone, returned] = reports;
  expect(gone!.at).toBeGreaterThanOrEqual(40);
  expect(gone!.at).toBeLessThanOrEqual(48);
  expect(gone!.text).toMatch(/until at least 00:02:3\d UTC$/);
  expect(returned!.at).toBeGreaterThanOrEqual(120);
  expect(returned!.at).toBeLessThanOrEqual(140);
});

test("an outage that does not end: the wait continues for as long as was said, and ends with its reason", async () => {
  void down(30_000, 3_600_000);
  const failure = (await account.failure(createChecked())) as PartialFailure;
  expect(failure.reasons[0]).toMatch(/when contact with the API was lost/);
  expect(texts()).toEqual([lost("zone HKG-A")]);
  const [, minutes, seconds] = /until at least 00:(\d\d):(\d\d) UTC/.exec(texts()[0]!)!;
  const until = Number(minutes) * 60 + Number(seconds);
  const ended = (account.clock.now() - Date.UTC(2026, 0, 1)) / 1000;
  expect(ended).toBeGreaterThanOrEqual(until);
  expect(ended).toBeLessThan(until + 30);
});

test("the deadline comes before the end of patience: that is said", async () => {
  void down(30_000, 3_600_000);
  await account.failure(createChecked({ ...program, __timeouts: { create: 60 } }));
  expect(texts()).toEqual([expect.stringMatching(/until at least 00:01:00 UTC$/)]);
});

test.each<[string, Partial<Fault>]>([
  ["a request that hangs", { kind: "delay", ms: 50_000 }],
  ["requests that are cut", { kind: "cutBefore", times: 16 }],
  ["a gateway's pages", { kind: "html502", times: 16 }],
  ["a service that says 503", { kind: "503", times: 16 }],
])("%s: reported after ten seconds, during a reading or between two", async (_, fault) => {
  addFault({ nth: 8, ...fault });
  await account.run(createChecked());
  const readings = account.emulator.calls().filter(({ action }) => action === "DescribeImages");
  const since = (readings[7]!.at - Date.UTC(2026, 0, 1)) / 1000;
  expect(texts()).toEqual([lost("zone HKG-A"), back("zone HKG-A")]);
  expect(reports[0]!.at).toBeGreaterThanOrEqual(since + 10);
  expect(reports[0]!.at).toBeLessThan(since + 11);
});

test("each outage is reported", async () => {
  void down(30_000, 60_000);
  void down(100_000, 130_000);
  await account.run(createChecked());
  const one = [lost("zone HKG-A"), back("zone HKG-A")];
  expect(texts()).toEqual([...one, ...one]);
});

test("200 images in two zones: one report a zone", async () => {
  open({ instances: stoppedInstances(200) });
  void down(60_000, 90_000);
  await account.run(createMany(200));
  expect(texts()).toHaveLength(4);
  for (const zone of zones) {
    const own = texts().filter((text) => text.startsWith(`zone ${zone}:`));
    expect(own).toEqual([lost(`zone ${zone}`), back(`zone ${zone}`)]);
  }
});

test("where the image that reported the loss is waited for no longer, another one reports the return", async () => {
  open({ instances: stoppedInstances(3) });
  void down(30_000, 100_000);
  const short = account.failure(createChecked({ instanceId: "i-0", imageName: "i-0", __timeouts: { create: 60 } }));
  const long = createChecked({ instanceId: "i-2", imageName: "i-2" });
  await Promise.all([short, account.run(long)]);
  expect(texts()).toEqual([lost("zone HKG-A"), back("zone HKG-A")]);
});

test("a delete that waits until the image is gone", async () => {
  open({ createImageMs: 0, listedAfterDeleteMs: 60_000 });
  const { outs } = await account.run(createChecked());
  void down(10_000, 40_000);
  await account.run(remove(ctx, outs));
  expect(texts()).toEqual([lost("zone HKG-A"), back("zone HKG-A")]);
});

describe("an instance that is waited for", () => {
  const running = { stopInstance: true, __timeouts: { create: 3_600 } };

  test("is reported, and back", async () => {
    open({ stopInstanceMs: 90_000 });
    void down(10_000, 60_000);
    await account.run(createChecked({ instanceId: "i-db", imageName: "db", ...running }));
    expect(texts()).toEqual([lost("instance i-db"), back("instance i-db")]);
  });

  test("twenty of them: one report", async () => {
    const instances = stoppedInstances(20).map((instance) => ({ ...instance, instanceStatus: "RUNNING" as const }));
    open({ instances, stopInstanceMs: 90_000 });
    void down(10_000, 60_000);
    await account.run(
      Promise.all(instances.map(({ instanceId }) => createChecked({ instanceId, imageName: instanceId, ...running }))),
    );
    expect(texts()).toEqual([
      expect.stringMatching(/^instance i-\d+: the Zenlayer API has not responded/),
      expect.stringMatching(/^instance i-\d+: the Zenlayer API responds again/),
    ]);
  });
});

describe("no outage, and no report", () => {
  test("a few seconds without a network", async () => {
    void down(30_000, 36_000);
    await account.run(createChecked());
    expect(texts()).toEqual([]);
  });

  test("the queue of a slow rate limit", async () => {
    open({ instances: stoppedInstances(8) }, { maxRequestsPerSecond: "0.1" });
    await account.run(createMany(8));
    expect(texts()).toEqual([]);
  });

  test("a service that demands a pause", async () => {
    addFault({ nth: 5, kind: "429", retryAfter: 45, times: 2 });
    await account.run(createChecked());
    expect(texts()).toEqual([]);
  });

  test("an image after an outage that another one has seen", async () => {
    open({ instances: stoppedInstances(3), createImageMs: 60_000 });
    void down(30_000, 200_000);
    await account.failure(createChecked({ instanceId: "i-0", imageName: "i-0" }));
    reports.length = 0;
    await account.clock.advance(600_000);
    await account.run(createChecked({ instanceId: "i-2", imageName: "i-2" }));
    expect(texts()).toEqual([]);
  });
});
