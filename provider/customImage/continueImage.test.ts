import type { EmulatorOptions } from "../../emulator";
import { checked, LOGICAL_NAME, TestAccount, type TestContext } from "../../test/support/provider";
import { check, type ProgramInputs } from "./check";
import { create } from "./create";
import { remove } from "./delete";
import { PartialFailure } from "./partialFailure";
import { read } from "./read";
import { update } from "./update";
import { formatWorkingName, parseOwner, parseWorkingName } from "./workingName";

let account: TestAccount;
let ctx: TestContext;

/** Long enough for a run to be killed at any moment of it. */
function open(options: EmulatorOptions = {}): void {
  account = new TestAccount({ createImageMs: 120_000, stopInstanceMs: 5_000, startInstanceMs: 5_000, ...options });
  ctx = account.process();
}
beforeEach(() => open());

const program = { instanceId: "i-web", imageName: "web", imageDescription: "golden" };
const createChecked = async (news: ProgramInputs = program, process = ctx) =>
  create(process, await checked(process, news));
const images = () => account.emulator.images();
const imagesEver = () => account.emulator.history().length;
const writes = () => account.calls().filter((action) => !action.startsWith("Describe"));

/** A run that is killed `afterMs` after it has begun: nothing that it sends or hears counts any more. */
async function killed(afterMs: number, news: ProgramInputs = program): Promise<void> {
  const victim = account.process();
  const work = createChecked(news, victim);
  work.catch(() => undefined);
  await account.clock.advance(afterMs);
  account.clock.transports.at(-1)!.isDead = true;
  account.calls();
}

/** An unfinished image as an earlier run leaves it. */
async function leave(
  status: "CREATING" | "AVAILABLE" | "UNAVAILABLE",
  attempt = "aaaa",
  news: ProgramInputs = program,
) {
  const inputs = await checked(ctx, news);
  const name = { ...parseOwner(inputs.__owner!), prefix: inputs.imageName!, hasStopped: false, attempt };
  return account.emulator.addImage({
    zoneId: "HKG-A",
    imageName: formatWorkingName(name),
    imageStatus: status,
    imageDescription: "golden",
  });
}

describe("an image that a killed run has left", () => {
  test.each([
    ["CREATING", 30_000],
    ["AVAILABLE", 200_000],
  ])("%s, is continued by the next run, and reported once", async (status, restMs) => {
    await killed(10_000);
    await account.clock.advance(restMs);
    const [left] = images();
    const { id, outs } = await account.run(createChecked());
    expect({ id, imagesEver: imagesEver() }).toEqual({ id: left?.imageId, imagesEver: 1 });
    expect(outs).toMatchObject({ imageName: "web", imageStatus: "AVAILABLE", imageDescription: "golden" });
    expect(outs.__record).not.toHaveProperty("workingName");
    expect(images()[0]?.imageName).toBe("web");
    expect(ctx.warnings).toEqual([
      expect.stringMatching(new RegExp(`^image ${id} \\(${status}, working name web-z1n.*continues with it`)),
    ]);
    expect(writes()).not.toContain("CreateImage");
  });

  test("UNAVAILABLE is deleted, reported, and another one created", async () => {
    const failed = await leave("UNAVAILABLE");
    const { id } = await account.run(createChecked());
    expect(id).not.toBe(failed.imageId);
    expect(images().map(({ imageId }) => imageId)).toEqual([id]);
    expect(ctx.warnings).toEqual([
      expect.stringMatching(/was UNAVAILABLE.*has been deleted, and a new one is created/),
    ]);
  });

  test("several of them are an error that names all, and nothing is created", async () => {
    const both = [await leave("AVAILABLE", "aaaa"), await leave("CREATING", "bbbb")];
    const { message } = await account.failure(createChecked());
    for (const { imageId } of both) expect(message).toContain(imageId);
    expect(writes()).toEqual([]);
  });

  test("of another instance or name is named with the way out, and never claimed", async () => {
    const other = await leave("AVAILABLE", "aaaa", { ...program, imageName: "other" });
    const { id } = await account.run(createChecked());
    expect(id).not.toBe(other.imageId);
    expect(ctx.warnings).toEqual([expect.stringMatching(new RegExp(`${other.imageId}.*undo the change`))]);
    expect(images().find(({ imageId }) => imageId === other.imageId)?.imageName).toMatch(/^othe-z1/);
  });

  test("of another stack or resource is nobody's business", async () => {
    await leave("AVAILABLE");
    const logicalName = { ...LOGICAL_NAME, stack: "prod" };
    const { inputs } = await check(ctx, undefined, { ...program, __logicalName: logicalName });
    await account.run(create(ctx, inputs));
    expect(imagesEver()).toBe(2);
    expect(ctx.warnings).toEqual([]);
  });

  test("that is deleted while it is waited for makes room for another", async () => {
    const { imageId } = await leave("CREATING");
    const work = createChecked();
    work.catch(() => undefined);
    await account.clock.advance(10_000);
    account.emulator.removeImage(imageId);
    const { id } = await account.run(work);
    expect(id).not.toBe(imageId);
    expect(images()).toHaveLength(1);
  });

  test("that is not AVAILABLE in time fails the run without an id, and the next one continues", async () => {
    await killed(10_000);
    const { message } = await account.failure(createChecked({ ...program, __timeouts: { create: 20 } }));
    expect(message).toMatch(/is not finished yet:.*No other image was created\. Run `pulumi up` again/);
    await account.run(createChecked(program, account.process()));
    expect(imagesEver()).toBe(1);
  });

  test("is found although lists lag, as long as its instance is being imaged", async () => {
    open({ visibleAfterMs: 60_000 });
    await killed(10_000);
    await account.run(createChecked());
    expect(imagesEver()).toBe(1);
  });
});

describe("an instance that a killed run has stopped", () => {
  const running = { ...program, instanceId: "i-db", imageName: "db", stopInstance: true };

  test("is not stopped again for the image that exists, and is started at the end", async () => {
    await killed(30_000, running);
    expect(account.emulator.instance("i-db")?.instanceStatus).toBe("IMAGING");
    const { outs } = await account.run(createChecked(running));
    expect(writes().filter((action) => /Instances$/.test(action))).toEqual(["StartInstances"]);
    expect(account.emulator.instance("i-db")?.instanceStatus).toBe("RUNNING");
    expect(outs.__record).not.toHaveProperty("stoppedInstance");
  });

  test("for an image that never became usable is started once another one is created, or none can be", async () => {
    for (const refuses of [false, true]) {
      open();
      const inputs = await checked(ctx, program);
      const name = { ...parseOwner(inputs.__owner!), prefix: "web", hasStopped: true, attempt: "aaaa" };
      const imageName = formatWorkingName(name);
      account.emulator.addImage({ zoneId: "HKG-A", imageName, imageStatus: "UNAVAILABLE" });
      const refusal = JSON.stringify({ code: "INVALID_INSTANCE_NOT_FOUND", message: "refused" });
      if (refuses) account.emulator.faults.add({ action: "CreateImage", kind: "body", status: 404, body: refusal });
      const work = account.run(createChecked());
      if (refuses) await expect(work).rejects.toThrow();
      else await work;
      expect(account.emulator.instance("i-web")?.instanceStatus).toBe("RUNNING");
    }
  });

  test("that was started meanwhile is not stopped", async () => {
    await killed(30_000, running);
    await account.clock.advance(120_000);
    account.emulator.setInstanceStatus("i-db", "RUNNING");
    await account.run(createChecked(running));
    expect(writes().filter((action) => /Instances$/.test(action))).toEqual([]);
  });
});

describe("a run that is alive", () => {
  test("finishes its image, and the other one fails without it", async () => {
    const other = account.process();
    const first = createChecked();
    await account.clock.advance(60_000);
    const second = account.failure(createChecked(program, other));
    const { id } = await account.run(first);
    expect((await second).message).toMatch(new RegExp(`^Image ${id} was being created .* by another run`));
    expect(imagesEver()).toBe(1);
  });

  test("that takes long to start its instance is waited for", async () => {
    open({ startInstanceMs: 100_000 });
    const running = { ...program, instanceId: "i-db", imageName: "db", stopInstance: true };
    const first = createChecked(running);
    await account.clock.advance(60_000);
    const second = account.failure(createChecked(running, account.process()));
    const { id } = await account.run(first);
    expect((await second).message).toContain(`Image ${id} was being created`);
    expect(writes().filter((action) => action === "StartInstances")).toHaveLength(1);
  });

  test("of two that take over at the same time, one has the image", async () => {
    await leave("AVAILABLE");
    const [one, other] = [account.process(), account.process()];
    const results = await account.run(Promise.allSettled([createChecked(program, one), createChecked(program, other)]));
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(imagesEver()).toBe(1);
  });
});

describe("a state that holds a working name", () => {
  async function interrupted(): Promise<PartialFailure> {
    const failure = await account.failure(createChecked({ ...program, __timeouts: { create: 10 } }));
    expect(failure).toBeInstanceOf(PartialFailure);
    await account.clock.advance(200_000);
    return failure as PartialFailure;
  }
  const rename = (imageName: string) => account.emulator.renameImage(images()[0]!.imageId, imageName);
  const other = formatWorkingName({
    ...{ prefix: "web", hasStopped: false, stack: "aaaa", resource: "bbbb", what: "cccc", attempt: "dddd" },
  });

  test("shows the real name, and is finished by the next update", async () => {
    const { properties } = await interrupted();
    expect(properties.imageName).toBe("web");
    expect(parseWorkingName(properties.__record!.workingName!)).toBeDefined();
    const process = account.process();
    const found = await account.run(read(process, properties.imageId, properties));
    expect(found?.outs).toMatchObject({ imageName: "web", imageStatus: "AVAILABLE" });
    expect(found?.undone).toHaveLength(1);
    const outs = await account.run(update(process, found!.outs, await checked(process, program)));
    expect(outs.__record).not.toHaveProperty("workingName");
    expect(images()[0]?.imageName).toBe("web");
  });

  test.each([["web"], ["somebodys"], [other]])("an update fails if the image is named %s by now", async (name) => {
    const { properties } = await interrupted();
    rename(name);
    const process = account.process();
    const failure = await account.failure(update(process, properties, await checked(process, program)));
    expect(failure.message).toMatch(/another run has finished it, or it was renamed outside Pulumi/);
    expect((failure as PartialFailure).properties.__record).toHaveProperty("workingName");
    expect(images()[0]?.imageName).toBe(name);
  });

  test.each([["web"], ["somebodys"], [other]])("a delete lets the image go if it is named %s by now", async (name) => {
    const { properties } = await interrupted();
    rename(name);
    const process = account.process();
    await account.run(remove(process, properties));
    expect(images()).toHaveLength(1);
    expect(process.warnings).toEqual([expect.stringContaining(`Image ${properties.imageId} is not deleted`)]);
  });

  test("a delete of what still carries this attempt deletes it", async () => {
    const { properties } = await interrupted();
    await account.run(remove(account.process(), properties));
    expect(images()).toEqual([]);
  });

  test("a replacement by the command option takes the image over, and the old state then releases it", async () => {
    const { properties } = await interrupted();
    const process = account.process();
    const { id } = await account.run(createChecked(program, process));
    await account.run(remove(process, properties));
    expect({ id, images: images().length }).toEqual({ id: properties.imageId, images: 1 });
  });
});

describe("the rename to the real name", () => {
  const rename = "ModifyImagesAttributes";

  test("is tried again while the service does not allow it yet", async () => {
    open({ renameAfterAvailableMs: 20_000 });
    const { outs } = await account.run(createChecked());
    expect({ inState: outs.imageName, inAccount: images()[0]?.imageName }).toEqual({
      inState: "web",
      inAccount: "web",
    });
  });

  test.each([true, false])("is read again if its response is lost (work done: %s)", async (workDone) => {
    account.emulator.faults.add({ action: rename, kind: "500", workDone, times: workDone ? 5 : 1 });
    const { outs } = await account.run(createChecked());
    expect(outs.__record).not.toHaveProperty("workingName");
    expect(images()[0]?.imageName).toBe("web");
  });

  test("that is rejected is a partial failure that names the reason, and the next run does it", async () => {
    const body = { code: "AUTHFAILURE_UNAUTHORIZED_OPERATION", message: "no" };
    account.emulator.faults.add({ action: rename, kind: "body", status: 403, body, times: 5 });
    const { properties, reasons } = (await account.failure(createChecked())) as PartialFailure;
    expect(reasons).toEqual([
      expect.stringMatching(/could not be renamed from its working name to "web".*do not allow Modify/),
    ]);
    account.emulator.faults.clear();
    const process = account.process();
    const outs = await account.run(update(process, properties, await checked(process, program)));
    expect({ inState: outs.imageName, inAccount: images()[0]?.imageName }).toEqual({
      inState: "web",
      inAccount: "web",
    });
  });

  test("that may have worked before the network was lost is known to be ours by the next run", async () => {
    account.emulator.faults.add({ action: rename, kind: "cutAfter" });
    account.emulator.onCall = ({ action, phase }) => {
      if (action === rename && phase === "after") account.disconnect();
    };
    const { properties } = (await account.failure(createChecked())) as PartialFailure;
    expect(properties.__record?.renameSent).toBe("web");
    account.reconnect();
    account.emulator.onCall = undefined;
    const process = account.process();
    const outs = await account.run(update(process, properties, await checked(process, program)));
    expect(outs.__record).not.toHaveProperty("workingName");
    expect(outs.__record).not.toHaveProperty("renameSent");
  });
});

describe("adoption and import of an unfinished image", () => {
  const adopt = (imageId: string, more: ProgramInputs = {}) => createChecked({ adoptImageId: imageId, ...more });

  test("need a name", async () => {
    const { imageId } = await leave("AVAILABLE");
    expect((await account.failure(adopt(imageId))).message).toMatch(/is not finished.*declare an imageName/);
    expect((await account.failure(read(ctx, `HKG-A/${imageId}`))).message).toMatch(/cannot be imported/);
  });

  test("an adoption gives the image that name once its run is known to be dead", async () => {
    const { imageId } = await leave("AVAILABLE");
    const { outs } = await account.run(adopt(imageId, { imageName: "kept" }));
    expect(outs).toMatchObject({ imageName: "kept", adoptImageId: imageId });
    expect(outs.__record).not.toHaveProperty("workingName");
    expect(images()[0]?.imageName).toBe("kept");
  });

  test("an adoption from a live run adopts what that run finishes", async () => {
    const first = createChecked(program, account.process());
    await account.clock.advance(60_000);
    const [image] = images();
    const second = adopt(image!.imageId, { imageName: "web" });
    const [{ id }, { outs }] = await account.run(Promise.all([first, second]));
    expect({ id, imageName: outs.imageName }).toEqual({ id: image?.imageId, imageName: "web" });
  });
});

describe("a preview", () => {
  const preview = () => account.run(checked(ctx, { ...program, __preview: true }));

  test("announces that an image is continued, and nothing else: neither a slot nor the instance", async () => {
    account.emulator.setQuota("HKG-A", 1);
    const { imageId } = await leave("CREATING");
    account.emulator.setInstanceStatus("i-web", "IMAGING");
    await preview();
    expect(ctx.warnings).toEqual([
      expect.stringMatching(new RegExp(`image ${imageId} \\(CREATING\\) was created .* continues with it`)),
    ]);
  });

  test("announces a failed image, whose slot is free for the new one", async () => {
    account.emulator.setQuota("HKG-A", 1);
    const { imageId } = await leave("UNAVAILABLE");
    await preview();
    expect(ctx.warnings).toEqual([
      expect.stringMatching(new RegExp(`image ${imageId} .* deletes it and creates a new one`)),
    ]);
  });
});

test.each(["gold-z1naaaabbbbccccdddd", "z-z1saaaabbbbccccdddd"])(
  "the name %s cannot be declared",
  async (imageName) => {
    const { failures } = await check(ctx, undefined, { ...program, imageName, __logicalName: LOGICAL_NAME });
    expect(failures).toEqual([
      { property: "imageName", reason: expect.stringMatching(/Choose another name/) as string },
    ]);
  },
);
