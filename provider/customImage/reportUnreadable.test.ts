import fc from "fast-check";

import type { EmulatedImage } from "../../emulator/vm/types";
import { checked, TestAccount, type TestContext } from "../../test/support/provider";
import { getImage, getImages } from "../functions/index";
import { create } from "./create";
import { remove } from "./delete";
import { read } from "./read";
import type { CheckedInputs, ImageState } from "./state";
import { update } from "./update";

type Entry = Record<string, unknown>;

/** An account with an image of ours and one of somebody else's, and a service that spoils entries of its lists. */
class Spoiled {
  readonly account = new TestAccount({ createImageMs: 10_000 });
  readonly theirs: EmulatedImage;
  /** What becomes of an entry. */
  spoil: (entry: Entry) => unknown = (entry) => entry;
  inputs!: CheckedInputs;
  state!: ImageState;
  ctx!: TestContext;

  private constructor() {
    this.theirs = this.account.emulator.addImage({ zoneId: "HKG-A", imageName: "theirs" });
  }

  static async open(): Promise<Spoiled> {
    const spoiled = new Spoiled();
    const maker = spoiled.account.process();
    spoiled.inputs = await checked(maker, { instanceId: "i-web", imageName: "web" });
    ({ outs: spoiled.state } = await spoiled.account.run(create(maker, spoiled.inputs)));
    spoiled.restart();
    return spoiled;
  }

  /** A fresh process, which meets the spoiled lists. */
  restart(): void {
    this.ctx = this.account.process();
    this.ctx.session();
    const transport = this.account.clock.transports.at(-1)!;
    const post = transport.post.bind(transport);
    jest.spyOn(transport, "post").mockImplementation(async (action, ...args) => {
      const answer = await post(action, ...args);
      if (action !== "DescribeImages" || answer.status !== 200) return answer;
      const body = JSON.parse(answer.body) as { response: { dataSet: Entry[] } };
      const dataSet = body.response.dataSet.map((entry) => this.spoil(entry));
      return { ...answer, body: JSON.stringify({ ...body, response: { ...body.response, dataSet } }) };
    });
  }

  /** Spoils one image alone. */
  only(imageId: string, spoil: (entry: Entry) => unknown): void {
    this.spoil = (entry) => (entry.imageId === imageId ? spoil(entry) : entry);
  }

  get warnings(): string[] {
    return this.ctx.warnings;
  }
}

const told =
  /^An image in zone HKG-A could not be read and is skipped: .* maintainers of pulumi-zenlayer\. \(UNREADABLE_RESPONSE, request [\w-]+\) Commands that need such an image fail; all others work\.$/;

const junk = fc.jsonValue({ maxDepth: 2 });
/** Ways to spoil an entry: another value in place of a field or of all of it, or a field that is missing. */
const garbage = fc.oneof(
  junk.map((value) => () => value),
  fc
    .tuple(fc.constantFrom("imageId", "imageName", "imageType", "imageStatus", "imageDescription", "imageSize"), junk)
    .map(([field, value]) => (entry: Entry) => ({ ...entry, [field]: value })),
  fc
    .constantFrom("imageId", "imageName", "imageType", "imageStatus")
    .map((field) => (entry: Entry) => ({ ...entry, [field]: undefined })),
);

test("garbage in an image of others makes no other image unreadable, dropped, doubled or left behind", async () => {
  await fc.assert(
    fc.asyncProperty(garbage, async (spoil) => {
      const spoiled = await Spoiled.open();
      const { account, state, inputs, theirs } = spoiled;
      spoiled.only(theirs.imageId, spoil);

      const found = await account.run(read(spoiled.ctx, state.imageId, state));
      expect(found?.outs).toEqual(state);
      const news = await checked(spoiled.ctx, { ...inputs, imageDescription: "golden" }, inputs);
      const updated = await account.run(update(spoiled.ctx, found!.outs, news));
      const second = await checked(spoiled.ctx, { instanceId: "i-web", imageName: "web2" });
      const { outs } = await account.run(create(spoiled.ctx, second));
      await account.run(Promise.all([remove(spoiled.ctx, updated), remove(spoiled.ctx, outs)]));

      expect(account.emulator.images().map(({ imageId }) => imageId)).toEqual([theirs.imageId]);
      expect(account.emulator.history().filter(({ createdBy }) => createdBy !== undefined)).toHaveLength(2);
      expect(spoiled.warnings.length).toBeLessThanOrEqual(1);
      for (const warning of spoiled.warnings) expect(warning).toMatch(told);
    }),
    { numRuns: 60 },
  );
}, 60_000);

describe("an image of ours that cannot be read", () => {
  test.each<[string, (entry: Entry) => unknown, RegExp]>([
    ["a null for its name", (entry) => ({ ...entry, imageName: null }), /image img-\w+: imageName is missing/],
    ["a number for its status", (entry) => ({ ...entry, imageStatus: 1 }), /image img-\w+: imageStatus is not a text/],
    ["no id", ({ imageId: _, ...rest }) => rest, /an image without a readable id: imageId is missing/],
    ["nothing at all", () => null, /an image without a readable id: it is not an object/],
  ])("with %s: an error that says so, and it stays in state", async (_, spoil, why) => {
    const spoiled = await Spoiled.open();
    const { account, state, theirs } = spoiled;
    spoiled.only(state.imageId, spoil);
    const failure = await account.failure(read(spoiled.ctx, state.imageId, state));
    expect(failure.name).toBe("ZenlayerError");
    expect(failure.message).toMatch(why);
    const reading = read(spoiled.ctx, theirs.imageId, { ...state, imageId: theirs.imageId });
    expect((await account.run(reading))?.outs.imageName).toBe("theirs");
    expect(spoiled.warnings).toEqual([expect.stringMatching(told)]);
  });

  test("is deleted all the same: that it cannot be read does not pass for gone", async () => {
    const spoiled = await Spoiled.open();
    const { account, state } = spoiled;
    spoiled.only(state.imageId, () => null);
    await account.run(remove(spoiled.ctx, state));
    expect(account.emulator.images().map(({ imageName }) => imageName)).toEqual(["theirs"]);
  });

  test("is not considered deleted while it is still listed", async () => {
    const spoiled = await Spoiled.open();
    const { account, state } = spoiled;
    spoiled.only(state.imageId, () => null);
    // The service says that it has deleted it, and lists it as before.
    const body = { requestId: "T1", response: { requestId: "T1" } };
    account.emulator.faults.add({ action: "DeleteImages", kind: "body", body });
    const failure = await account.failure(remove(spoiled.ctx, { ...state, __timeouts: { delete: 30 } }));
    expect(failure.message).toMatch(/without a readable id|still lists it/);
  });

  test.each<[string, (entry: Entry) => unknown]>([
    ["its name", (entry) => ({ ...entry, imageName: null })],
    ["its id", (entry) => ({ ...entry, imageId: null })],
  ])("after an ambiguous CreateImage, for want of %s: no second one is created", async (_, spoil) => {
    const spoiled = await Spoiled.open();
    const { account } = spoiled;
    await account.run(remove(spoiled.ctx, spoiled.state));
    spoiled.spoil = (entry) => (String(entry.imageName).startsWith("new-z1") ? spoil(entry) : entry);
    account.emulator.faults.add({ action: "CreateImage", kind: "cutAfter" });
    const news = await checked(spoiled.ctx, { instanceId: "i-web", imageName: "new" });
    const failure = await account.failure(create(spoiled.ctx, news));
    expect(failure.message).toMatch(/^Could not determine whether image "new" was created/);
    expect(account.emulator.history().filter(({ imageName }) => imageName.startsWith("new-z1"))).toHaveLength(1);
  });

  test("an image that could not be read before an ambiguous CreateImage is not claimed after it", async () => {
    const spoiled = await Spoiled.open();
    const { account } = spoiled;
    account.emulator.addImage({ zoneId: "HKG-A", imageName: "new", imageStatus: "CREATING" });
    let lists = 0;
    spoiled.spoil = (entry) => (entry.imageName === "new" && lists++ === 0 ? { ...entry, imageName: null } : entry);
    account.emulator.faults.add({ action: "CreateImage", kind: "cutBefore" });
    account.emulator.setInstanceStatus("i-web", "STOPPED");
    const news = await checked(spoiled.ctx, { instanceId: "i-web", imageName: "new" });
    const { outs } = await account.run(create(spoiled.ctx, news));
    expect(account.emulator.images().find(({ imageId }) => imageId === outs.imageId)?.createdBy).toBeDefined();
  });
});

describe("functions never return a shorter list", () => {
  test("an image that may be meant is an error, another one is none", async () => {
    const spoiled = await Spoiled.open();
    const { account, theirs, state } = spoiled;
    const session = spoiled.ctx.session();
    spoiled.only(theirs.imageId, (entry) => ({ ...entry, imageStatus: null }));
    await expect(account.run(getImages(session, { zoneId: "HKG-A" }))).rejects.toThrow(/image img-\w+: imageStatus/);
    await expect(account.run(getImage(session, { imageName: "theirs" }))).rejects.toThrow(/imageStatus is missing/);
    expect((await account.run(getImage(session, { imageName: "web" }))).imageId).toBe(state.imageId);
    spoiled.only(theirs.imageId, () => null);
    await expect(account.run(getImage(session, { imageName: "web" }))).rejects.toThrow(/it is not an object/);
  });
});
