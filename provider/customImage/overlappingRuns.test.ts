import type { EmulatorOptions } from "../../emulator";
import { checked, TestAccount } from "../../test/support/provider";
import type { Action } from "../zenlayer/actions";
import type { ProgramInputs } from "./check";
import { create } from "./create";
import { remove } from "./delete";
import { diff } from "./diff";
import type { PartialFailure } from "./partialFailure";
import { read } from "./read";
import { update } from "./update";
import { formatWorkingName, parseOwner } from "./workingName";

// Runs that overlap, answers that are lost and lists that lie: an image is never created twice, owned by two, or deleted
// under the one that has it.

let account: TestAccount;
function open(options: EmulatorOptions = {}): void {
  account = new TestAccount({ createImageMs: 120_000, stopInstanceMs: 5_000, startInstanceMs: 5_000, ...options });
}
beforeEach(() => open());

const program = { instanceId: "i-web", imageName: "web", imageDescription: "golden" };
const running = { ...program, instanceId: "i-db", imageName: "db", stopInstance: true };
const RENAME = "ModifyImagesAttributes";
const createChecked = async (news: ProgramInputs = program, process = account.process()) =>
  create(process, await checked(process, news));
const images = () => account.emulator.images();
const ever = () => account.emulator.history().length;

type Result = { id: string } | { error: Error };
const settled = (work: Promise<{ id: string }>): Promise<Result> => work.catch((error: Error) => ({ error }));
const idOf = (result: Result) => ("id" in result ? result.id : undefined);

/** Answers an action of the process that was started last with 429 until the returned function is called. */
function throttle(wanted: Action): () => void {
  const transport = account.clock.transports.at(-1)!;
  const post = transport.post.bind(transport);
  const body = JSON.stringify({ code: "REQUEST_LIMIT_EXCEEDED", message: "no", requestId: "r" });
  let isOn = true;
  transport.post = async (action, ...rest) =>
    isOn && action === wanted ? { status: 429, headers: {}, body } : post(action, ...rest);
  return () => (isOn = false);
}

async function leave(status: "AVAILABLE" | "UNAVAILABLE", { news = program, hasStopped = false, lateMs = 0 } = {}) {
  const inputs = await checked(account.process(), news);
  const name = { ...parseOwner(inputs.__owner!), prefix: "web", hasStopped, attempt: "aaaa" };
  const { clock, emulator } = account;
  if (lateMs > 0) await clock.advance(lateMs);
  return emulator.addImage({
    ...{ zoneId: "HKG-A", imageName: formatWorkingName(name), imageStatus: status, imageDescription: "golden" },
  });
}

async function killed(afterMs: number, news: ProgramInputs = program): Promise<void> {
  createChecked(news).catch(() => undefined);
  await account.clock.advance(afterMs);
  account.clock.transports.at(-1)!.isDead = true;
}

describe("a write is sent only shortly after a read", () => {
  test("a rename to the real name that is throttled while another run takes over", async () => {
    open({ createImageMs: 20_000 });
    const first = settled(createChecked());
    await account.clock.advance(1_000);
    const allow = throttle(RENAME);
    await account.clock.advance(20_000);
    const second = settled(createChecked());
    await account.clock.advance(100_000);
    allow();
    const results = await account.run(Promise.all([first, second]));
    expect(results.filter(idOf)).toHaveLength(1);
    expect(ever()).toBe(1);
  });

  test("a claim that is throttled while another run takes over and finishes", async () => {
    await leave("AVAILABLE");
    const first = settled(createChecked());
    await account.clock.settle();
    const allow = throttle(RENAME);
    await account.clock.advance(20_000);
    const { id } = await account.run(createChecked());
    allow();
    const result = await account.run(first);
    expect({ first: id, second: idOf(result) }).toEqual({ first: images()[0]?.imageId, second: undefined });
  });

  test.each([
    ["is throttled for 8 s", 8_000, 0],
    ["takes 7 s at the service", 0, 7_000],
  ])("of two that take over at the same time, one has the image though the claim of one %s", async (_, ms, delayMs) => {
    await leave("AVAILABLE");
    if (delayMs > 0) account.emulator.faults.add({ action: RENAME, kind: "delay", ms: delayMs });
    const first = settled(createChecked());
    await account.clock.settle();
    const allow = ms > 0 ? throttle(RENAME) : () => undefined;
    const second = settled(createChecked());
    await account.clock.advance(45_000 + ms);
    allow();
    const results = await account.run(Promise.all([first, second]));
    expect(results.filter(idOf)).toHaveLength(1);
  });

  test("a delete that is throttled while another run takes over", async () => {
    const { properties } = (await account.failure(
      createChecked({ ...program, __timeouts: { create: 10 } }),
    )) as PartialFailure;
    await account.clock.advance(200_000);
    const process = account.process();
    process.session();
    const allow = throttle("DeleteImages");
    const deletion = remove(process, properties);
    deletion.catch(() => undefined);
    const { id } = await account.run(createChecked());
    allow();
    await account.run(deletion);
    expect(images().map(({ imageId }) => imageId)).toEqual([id]);
    expect(process.warnings).toEqual([expect.stringMatching(/is not deleted.*has continued with it/)]);
  });

  test("a CreateImage that is throttled while another run creates the image and is killed", async () => {
    open({ createImageMs: 20_000 });
    const process = account.process();
    process.session();
    const allow = throttle("CreateImage");
    const first = settled(createChecked(program, process));
    await account.clock.advance(2_000);
    await killed(5_000);
    await account.clock.advance(40_000);
    allow();
    expect(idOf(await account.run(first))).toBe(images()[0]?.imageId);
    expect(ever()).toBe(1);
  });
});

describe("a rename whose response was lost", () => {
  /** It was not carried out, and the image could not be looked up for as long as that is tried. */
  async function lostRename(): Promise<PartialFailure> {
    account.emulator.onCall = ({ action, phase }) => {
      if (action === RENAME && phase === "before") account.disconnect();
    };
    account.emulator.faults.add({ action: RENAME, kind: "cutBefore", times: 5 });
    const failure = (await account.failure(createChecked())) as PartialFailure;
    account.emulator.onCall = undefined;
    account.emulator.faults.clear();
    account.reconnect();
    expect(failure.properties.__record).toMatchObject({ renameSent: "web" });
    return failure;
  }

  test("is known to have done nothing once a read shows the old name", async () => {
    account.emulator.faults.add({ action: RENAME, kind: "cutBefore", times: 5 });
    const { properties } = (await account.failure(createChecked())) as PartialFailure;
    expect(properties.__record).not.toHaveProperty("renameSent");
  });

  test("then up --replace takes the image over, and the old state releases it", async () => {
    const { properties } = await lostRename();
    const process = account.process();
    const { id } = await account.run(createChecked(program, process));
    await account.run(remove(process, properties));
    expect(images().map(({ imageId }) => imageId)).toEqual([id]);
    expect(process.warnings.at(-1)).toMatch(/this run has continued with it/);
  });

  test.each(["web", "kept"])("then another stack adopts it as %s: a destroy releases it", async (imageName) => {
    const { properties } = await lostRename();
    const { id } = await account.run(createChecked({ adoptImageId: properties.imageId, imageName }));
    const process = account.process();
    const found = await account.run(read(process, id, properties));
    await account.run(remove(process, found!.outs));
    expect(images().map(({ imageId }) => imageId)).toEqual([id]);
  });
});

describe("an image of ours that failed and cannot be deleted", () => {
  test("beside an instance that is imaged for another run: no busy loop, and one warning", async () => {
    open({ deleteUnavailable: false });
    await leave("UNAVAILABLE");
    account.emulator.setInstanceStatus("i-web", "IMAGING");
    const process = account.process();
    const work = settled(createChecked(program, process));
    await account.clock.advance(60_000);
    const calls = account.calls().length;
    process.cancel();
    await account.run(work);
    expect(calls).toBeLessThan(150);
    expect(process.warnings).toHaveLength(1);
  });

  test.each<[string, EmulatorOptions]>([
    ["lists that lag 20 s", { deleteUnavailable: false, visibleAfterMs: 20_000, createImageMs: 100 }],
    ["lists that lag 5 s", { deleteUnavailable: false, visibleAfterMs: 5_000, createImageMs: 1_000 }],
    ["a deleted one that is still listed", { listedAfterDeleteMs: 20_000, visibleAfterMs: 10_000, createImageMs: 100 }],
  ])("and a lost response to CreateImage, %s: nothing is sent twice", async (_, options) => {
    open(options);
    await leave("UNAVAILABLE", { lateMs: 1 });
    await account.clock.advance(60_000);
    account.emulator.faults.add({ action: "CreateImage", kind: "cutAfter" });
    await account.run(settled(createChecked()));
    expect(ever()).toBe(2); // the failed one and a new one
  });
});

test("an image that another run finishes under this name while this run waits is reported, once", async () => {
  account.emulator.setInstanceStatus("i-db", "STOPPING");
  const process = account.process();
  const work = settled(createChecked(running, process));
  await account.clock.advance(5_000);
  const other = account.emulator.addImage({ zoneId: "HKG-A", imageName: "db", imageStatus: "AVAILABLE" });
  account.emulator.setInstanceStatus("i-db", "STOPPED");
  await account.run(work);
  const namesakes = process.warnings.filter((text) => text.includes(other.imageId));
  expect(namesakes).toEqual([expect.stringMatching(/already has an image named "db"/)]);
});

test("a live run that a low rate limit delays is not taken over from", async () => {
  open({ createImageMs: 10_000, stopInstanceMs: 3_000, startInstanceMs: 3_000 });
  const slow = { maxRequestsPerSecond: "0.5", settleSeconds: "6", pollIntervalSeconds: "4" };
  const first = settled(createChecked(running, account.process(slow)));
  await account.clock.advance(20_000);
  const second = settled(createChecked(running, account.process(slow)));
  const results = await account.run(Promise.all([first, second]));
  expect({ first: idOf(results[0]), second: idOf(results[1]) }).toEqual({
    first: images()[0]?.imageId,
    second: undefined,
  });
});

test("an unfinished image that cannot be read stops the run: no second one is created", async () => {
  await killed(10_000);
  await account.clock.advance(200_000);
  const process = account.process();
  process.session();
  const transport = account.clock.transports.at(-1)!;
  const post = transport.post.bind(transport);
  transport.post = async (...args) => {
    const answer = await post(...args);
    return { ...answer, body: answer.body.replaceAll('"imageStatus":"AVAILABLE"', '"imageStatus":null') };
  };
  expect((await account.failure(createChecked(program, process))).message).toMatch(/imageStatus is missing/);
  expect(ever()).toBe(1);
});

describe("an adoption", () => {
  test("waits for a live run that takes long to start its instance", async () => {
    open({ startInstanceMs: 200_000 });
    const first = createChecked(running);
    await account.clock.advance(100_000);
    const [image] = images();
    const second = settled(
      createChecked({ adoptImageId: image!.imageId, imageName: "db", instanceId: "i-db", imageDescription: "golden" }),
    );
    const [{ id }, result] = await account.run(Promise.all([first, second]));
    expect({ first: id, second: idOf(result) }).toEqual({ first: image!.imageId, second: image!.imageId });
    expect(images()[0]?.imageName).toBe("db");
  });

  test("starts the instance that a dead run has stopped, and needs to know it for that", async () => {
    await killed(30_000, running);
    await account.clock.advance(200_000);
    const adopt = { adoptImageId: images()[0]!.imageId, imageName: "db" };
    expect((await account.failure(createChecked(adopt))).message).toMatch(/declare that instance as instanceId/);
    await account.run(createChecked({ ...adopt, instanceId: "i-db" }));
    expect(account.emulator.instance("i-db")?.instanceStatus).toBe("RUNNING");
  });
});

describe("a take-over", () => {
  test("gives the image the description that the program declares now", async () => {
    await killed(10_000);
    await account.clock.advance(200_000);
    const { outs } = await account.run(createChecked({ ...program, imageDescription: "newer" }));
    expect({ inState: outs.imageDescription, inAccount: images()[0]?.imageDescription }).toEqual({
      inState: "newer",
      inAccount: "newer",
    });
  });

  test("by a run that has stopped the instance itself, killed after its claim: the next one starts it", async () => {
    const first = settled(createChecked(running));
    await account.clock.advance(2_000); // it stops the instance
    const inputs = await checked(account.process(), running);
    const name = { ...parseOwner(inputs.__owner!), prefix: "db", hasStopped: false, attempt: "aaaa" };
    account.emulator.addImage({ zoneId: "HKG-A", imageName: formatWorkingName(name), imageDescription: "golden" });
    await account.clock.advance(50_500); // it has claimed the image
    account.clock.transports.find((transport) => !transport.isDead)!.isDead = true;
    void first;
    await account.run(createChecked(running));
    expect({ imagesEver: ever(), instanceStatus: account.emulator.instance("i-db")?.instanceStatus }).toEqual({
      imagesEver: 1,
      instanceStatus: "RUNNING",
    });
  });
});

test("an image that was seen AVAILABLE, was never finished and fails is replaced like any that never was usable", async () => {
  const { properties } = (await account.failure(
    createChecked({ ...program, __timeouts: { create: 10 } }),
  )) as PartialFailure;
  await account.clock.advance(200_000);
  const process = account.process();
  const seen = await account.run(read(process, properties.imageId, properties));
  account.emulator.failImage(properties.imageId);
  const failed = await account.run(read(account.process(), properties.imageId, seen!.outs));
  const inputs = await checked(process, program);
  expect(diff(process, properties.imageId, failed!.outs, inputs).properties).toMatchObject({ imageStatus: "replace" });
  const failure = await account.failure(update(account.process(), seen!.outs, inputs));
  expect((failure as PartialFailure).reasons).toEqual([expect.stringMatching(/is UNAVAILABLE: the service failed/)]);
});
