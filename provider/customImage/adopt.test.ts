import type { EmulatedImage, ImageSeed } from "../../emulator";
import { checked, LOGICAL_NAME, TestAccount, type TestContext } from "../../test/support/provider";
import * as messages from "../messages";
import { check, type ProgramInputs } from "./check";
import { create } from "./create";
import { remove } from "./delete";
import { diff } from "./diff";
import { PartialFailure } from "./partialFailure";
import { read } from "./read";
import { update } from "./update";
import { stackHash } from "./workingName";

let account: TestAccount;
let ctx: TestContext;
let image: EmulatedImage;

beforeEach(() => {
  account = new TestAccount({ createImageMs: 10_000 });
  ctx = account.process();
  image = lend();
});

function lend(seed: Partial<ImageSeed> = {}): EmulatedImage {
  return account.emulator.addImage({ zoneId: "SIN-A", imageName: "theirs", imageDescription: "golden", ...seed });
}

const borrow = async (news: ProgramInputs, process = ctx) => create(process, await checked(process, news));
const writes = () => account.calls().filter((action) => !action.startsWith("Describe"));

describe("borrowing an image", () => {
  test("by its id: each zone is searched once, and nothing is written", async () => {
    const { id, outs } = await account.run(borrow({ adoptImageId: image.imageId }));
    expect(id).toBe(image.imageId);
    expect(outs).toEqual({
      adoptImageId: image.imageId,
      imageId: image.imageId,
      imageName: "theirs",
      imageDescription: "golden",
      imageSize: 30,
      imageStatus: "AVAILABLE",
      imageType: "CUSTOM_IMAGE",
      imageVersion: "22.04",
      category: "Ubuntu",
      osType: "linux",
      zoneId: "SIN-A",
      endpoint: "http://127.0.0.1:18080",
      __record: { seen: true, wasAvailable: true, keyFingerprint: ctx.session().keyFingerprint },
    });
    // Each zone by the id, then the list of the zone that has it.
    const zones = account.emulator.zones().map(() => "DescribeImages");
    expect(account.calls()).toEqual(["DescribeZones", ...zones, "DescribeImages"]);
  });

  test("by zone and id: a request by id, and the list of the zone", async () => {
    expect((await account.run(borrow({ adoptImageId: `SIN-A/${image.imageId}` }))).id).toBe(image.imageId);
    expect(account.calls()).toEqual(["DescribeImages", "DescribeImages"]);
  });

  test("what the program declares as it is, is recorded", async () => {
    const news = {
      adoptImageId: image.imageId,
      imageName: "theirs",
      imageDescription: "golden",
      instanceId: "i-worker",
    };
    const { outs } = await account.run(borrow(news));
    expect(outs).toMatchObject({ ...news, __givenName: "theirs" });
  });

  test("an image without description is one with an empty one", async () => {
    const plain = lend({ imageDescription: null });
    const { outs } = await account.run(borrow({ adoptImageId: plain.imageId, imageDescription: "" }));
    expect(outs).not.toHaveProperty("imageDescription");
  });

  test("one that is still being created is waited for", async () => {
    const young = lend({ imageStatus: "CREATING" });
    const borrowing = borrow({ adoptImageId: young.imageId });
    await account.clock.advance(20_000);
    account.emulator.failImage(young.imageId);
    const failure = (await account.failure(borrowing)) as PartialFailure;
    expect(failure).toBeInstanceOf(PartialFailure);
    expect(failure.id).toBe(young.imageId);
    expect(failure.reasons).toEqual([messages.adoptedFailed(failure.properties).message]);
  });

  test("one that is being created is usable in the end", async () => {
    const process = account.process();
    const making = create(process, await checked(process, { instanceId: "i-worker", imageName: "new" }));
    await account.clock.advance(1_000);
    const { imageId } = account.emulator.images("SIN-A").find(({ imageName }) => imageName.startsWith("new-z1"))!;
    const { outs } = await account.run(borrow({ adoptImageId: imageId, imageName: "new" }));
    expect(outs).toMatchObject({ imageStatus: "AVAILABLE", __record: { wasAvailable: true } });
    await account.run(making);
  });

  test("the wait has the time that a create has", async () => {
    const young = lend({ imageStatus: "CREATING" });
    const failure = (await account.failure(
      borrow({ adoptImageId: young.imageId, __timeouts: { create: 50 } }),
    )) as PartialFailure;
    expect(failure.reasons).toEqual([messages.stillCreating(young.imageId, "CREATING", 50_000)]);
    // Since when it has been CREATING, nobody can tell: the service does not say.
    expect(ctx.progress).toEqual([expect.stringMatching(/ is CREATING \(timeout /)]);
    expect(failure.properties.adoptImageId).toBe(young.imageId);
  });
});

describe("what cannot be borrowed", () => {
  test.each<[string, () => ProgramInputs, () => Error]>([
    [
      "an unknown id",
      () => ({ adoptImageId: "img-none" }),
      () => messages.noImageToAdopt("img-none", "any zone", "zone"),
    ],
    [
      "the wrong zone",
      () => ({ adoptImageId: `HKG-A/${image.imageId}` }),
      () => messages.noImageToAdopt(image.imageId, "zone HKG-A", "zone"),
    ],
    [
      "a zone that does not exist",
      () => ({ adoptImageId: `NOWHERE/${image.imageId}` }),
      () => messages.noImageToAdopt(image.imageId, "zone NOWHERE", "zone"),
    ],
    [
      "an image of somebody else",
      () => ({ adoptImageId: lend({ account: "other", imageId: "img-other" }).imageId }),
      () => messages.noImageToAdopt("img-other", "any zone", "zone"),
    ],
    [
      "a failed image",
      () => ({ adoptImageId: lend({ imageId: "img-bad", imageStatus: "UNAVAILABLE" }).imageId }),
      () => messages.adoptedFailed({ imageId: "img-bad", imageName: "", imageType: "", imageStatus: "UNAVAILABLE" }),
    ],
    [
      "an image of another name",
      () => ({ adoptImageId: image.imageId, imageName: "ours" }),
      () => messages.borrowedDiffers({ ...image, imageDescription: "golden" }, { imageName: "ours" }, ["imageName"]),
    ],
    [
      "an image of another description",
      () => ({ adoptImageId: image.imageId, imageDescription: "" }),
      () =>
        messages.borrowedDiffers({ ...image, imageDescription: "golden" }, { imageDescription: "" }, [
          "imageDescription",
        ]),
    ],
  ])("%s", async (_, news, expected) => {
    const error = await account.failure(borrow(news()));
    expect(error.message).toBe(expected().message);
    expect(error).not.toBeInstanceOf(PartialFailure);
    expect(writes()).toEqual([]);
  });

  test("a public image", async () => {
    const error = await account.failure(borrow({ adoptImageId: "SIN-A/img-EVhEsCuXhCN0urZ7Vt77oOr6K" }));
    expect(error.message).toMatch(/is a public image, and only custom images can be managed/);
  });

  test("an image that cannot be searched for", async () => {
    account.emulator.faults.add({ action: "DescribeZones", kind: "garbage" });
    expect((await account.failure(borrow({ adoptImageId: image.imageId }))).message).toMatch(/^DescribeZones/);
  });

  test("nothing is read after a cancel", async () => {
    ctx.cancel();
    expect((await account.failure(borrow({ adoptImageId: image.imageId }))).message).toBe(messages.canceled().message);
  });
});

describe("an unfinished image", () => {
  const news = () => ({ adoptImageId: image.imageId, imageName: "golden" });
  const begin = (stack: string) =>
    (image = account.emulator.addImage({ zoneId: "SIN-A", imageName: `gold-z1n${stack}rrrrwwwwaaaa` }));

  test("that has another stack's working name is adopted with a warning, which the preview gives, too", async () => {
    begin("ssss");
    const { inputs } = await check(ctx, undefined, { ...news(), __logicalName: LOGICAL_NAME, __preview: true });
    const expected = expect.stringContaining(`image ${image.imageId} was not created for this stack`) as string;
    expect(ctx.warnings).toEqual([expected]);
    const process = account.process();
    await account.run(create(process, inputs));
    expect(process.warnings).toEqual([expected]);
  });

  test("of this stack, and an image that is finished, are adopted without one", async () => {
    begin(stackHash(LOGICAL_NAME));
    await account.run(borrow(news()));
    begin("ssss");
    account.emulator.renameImage(image.imageId, "golden");
    await account.run(borrow(news()));
    expect(ctx.warnings).toEqual([]);
  });
});

describe("no combination deletes a borrowed image, and none leaves state pointing at nothing", () => {
  /** What the engine does with a change of the program, as far as it matters: update, or create and then delete. */
  async function up(olds: Awaited<ReturnType<typeof create>>, before: ProgramInputs, after: ProgramInputs) {
    const process = account.process();
    const stored = await checked(process, before);
    const news = await checked(process, after, stored);
    const { properties, deleteBeforeReplace } = diff(process, olds.id, olds.outs, news);
    if (!Object.values(properties).includes("replace")) {
      const isSame = Object.keys(properties).length === 0;
      const outs = isSame ? olds.outs : await account.run(update(process, olds.outs, news));
      return { id: olds.id, outs };
    }
    if (deleteBeforeReplace) await account.run(remove(process, olds.outs));
    const made = await account.run(create(process, await checked(process, after)));
    if (!deleteBeforeReplace) await account.run(remove(process, olds.outs));
    return made;
  }
  const theirs = () => ({ adoptImageId: image.imageId });
  const exists = (id: string) => account.emulator.images().some(({ imageId }) => imageId === id);

  test.each<[string, () => ProgramInputs, () => ProgramInputs]>([
    ["the program is the same", theirs, theirs],
    [
      "the instance changes",
      () => ({ ...theirs(), instanceId: "i-web" }),
      () => ({ ...theirs(), instanceId: "i-worker" }),
    ],
    ["the instance is added", theirs, () => ({ ...theirs(), instanceId: "i-web" })],
    ["the input goes", theirs, () => ({ imageDescription: "golden" })],
    ["the input goes, and an instance is added", theirs, () => ({ instanceId: "i-web" })],
    [
      "the input goes, and the instance changes",
      () => ({ ...theirs(), instanceId: "i-worker" }),
      () => ({ instanceId: "i-web" }),
    ],
    ["the input goes, and the name changes", theirs, () => ({ instanceId: "i-web", imageName: "ours" })],
    ["another image is borrowed", theirs, () => ({ adoptImageId: lend().imageId })],
    ["the zone is added", theirs, () => ({ adoptImageId: `SIN-A/${image.imageId}` })],
  ])("%s", async (_, before, after) => {
    const first = await account.run(borrow(before()));
    const second = await up(first, before(), after());
    expect(exists(image.imageId)).toBe(true);
    expect(exists(second.id)).toBe(true);
    expect(second.outs.imageId).toBe(second.id);
  });

  test.each<[string, ProgramInputs]>([
    ["and nothing else", {}],
    ["and the instance changes", { instanceId: "i-worker" }],
  ])("an image of ours becomes borrowed %s", async (_, change) => {
    const before = { instanceId: "i-web", imageName: "ours" };
    const first = await account.run(borrow(before));
    const second = await up(first, before, { ...before, adoptImageId: first.id, ...change });
    expect(second.id).toBe(first.id);
    expect(exists(first.id)).toBe(true);
  });

  test("the wrong zone is refused, and nothing happens", async () => {
    const first = await account.run(borrow(theirs()));
    const wrong = { adoptImageId: `HKG-A/${image.imageId}` };
    await expect(up(first, theirs(), wrong)).rejects.toThrow(/^There is no image .* in zone HKG-A to adopt/);
    expect(exists(image.imageId)).toBe(true);
  });

  test("--replace adopts it again, and releases it once", async () => {
    const first = await account.run(borrow(theirs()));
    const process = account.process();
    const again = await account.run(create(process, await checked(process, theirs())));
    await account.run(remove(process, first.outs));
    expect(again.id).toBe(first.id);
    expect(exists(first.id)).toBe(true);
  });

  test("once the input has gone, destroy deletes it: it is ours", async () => {
    const first = await account.run(borrow(theirs()));
    const owned = await up(first, theirs(), { imageDescription: "golden" });
    await account.run(remove(account.process(), owned.outs));
    expect(exists(image.imageId)).toBe(false);
  });

  test("a borrowed image that is gone is dropped by refresh", async () => {
    const first = await account.run(borrow(theirs()));
    account.emulator.removeImage(image.imageId);
    const process = account.process();
    expect(await account.run(read(process, first.id, first.outs))).toBeUndefined();
    expect(process.warnings).toEqual([messages.dropped(first.outs, "zone SIN-A")]);
  });
});
