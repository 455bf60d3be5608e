import type { EmulatedImage } from "../../emulator";
import { checked, TestAccount, type TestContext } from "../../test/support/provider";
import * as messages from "../messages";
import type { ProgramInputs } from "./check";
import { create } from "./create";
import { remove } from "./delete";
import { diff, type Difference } from "./diff";
import { previewUpdate } from "./previewOutputs";
import { read } from "./read";
import type { ImageState } from "./state";
import type { Takeover } from "./takeovers";
import { update } from "./update";

// "old" owns an image, and its resource is removed from the program while "new" takes the image over.

let account: TestAccount;
let ctx: TestContext;
let image: EmulatedImage;
let owned: ImageState;

beforeEach(async () => {
  account = new TestAccount();
  image = account.emulator.addImage({ zoneId: "SIN-A", imageName: "golden" });
  owned = (await account.run(read(account.process(), image.imageId, {})))!.outs;
  ctx = account.process();
});

const as = (resource: string, process = ctx): TestContext => ({ ...process, resource });
const exists = () => account.emulator.images().some(({ imageId }) => imageId === image.imageId);
const borrowed = (): ImageState => ({ ...owned, adoptImageId: image.imageId });

async function adopt(news: ProgramInputs = {}): Promise<void> {
  const inputs = await checked(ctx, { adoptImageId: image.imageId, ...news }, undefined, "new");
  await create(as("new"), inputs);
}
const refused = (work: Promise<unknown>): Promise<void> => expect(work).rejects.toThrow();

async function imported(news: ProgramInputs): Promise<Difference> {
  const found = await read(as("new"), image.imageId, undefined);
  const inputs = await checked(ctx, news, found!.inputs, "new");
  return diff(as("new"), found!.id, found!.outs, inputs);
}

type Ending = "kept" | Takeover["status"];

const ways: [string, () => Promise<unknown>, Ending | "deleted", string?][] = [
  ["nobody", () => Promise.resolve(), "deleted"],
  ["an adoption", () => adopt(), "kept"],
  [
    "an adoption that has not happened yet",
    () => checked(ctx, { adoptImageId: image.imageId }, undefined, "new"),
    "wanted",
  ],
  ["an adoption of a preview", () => checked(ctx, { adoptImageId: image.imageId, __preview: true }), "deleted"],
  ["an adoption with another name than declared", () => refused(adopt({ imageName: "silver" })), "failed"],
  [
    "an adoption while the service does not answer",
    async () => {
      account.emulator.faults.add({ action: "DescribeZones", kind: "garbage" });
      await refused(adopt());
    },
    "failed",
  ],
  [
    "an adoption of an image that is being created, and whose wait ends early",
    async () => {
      account.emulator.removeImage(image.imageId);
      account.emulator.addImage({
        zoneId: "SIN-A",
        imageId: image.imageId,
        imageName: "golden",
        imageStatus: "CREATING",
      });
      await refused(adopt({ __timeouts: { create: 1 } }));
    },
    "failed",
  ],
  [
    "an adoption that succeeds only at the second attempt",
    async () => {
      await refused(adopt({ imageName: "silver" }));
      await adopt();
    },
    "kept",
  ],
  [
    "an adoption that was stored before",
    () => checked(ctx, { adoptImageId: `SIN-A/${image.imageId}` }, { adoptImageId: image.imageId }, "new"),
    "kept",
  ],
  [
    "a stored adoption that is replaced by itself, and fails",
    async () => {
      const [before, after] = ["i-web", "i-db"].map((instanceId) => ({ adoptImageId: image.imageId, instanceId }));
      const inputs = await checked(ctx, after!, before, "new");
      diff(as("new"), image.imageId, { ...borrowed(), ...before }, inputs);
      account.emulator.faults.add({ action: "DescribeZones", kind: "garbage" });
      await refused(adopt(after));
    },
    "failed",
  ],
  [
    "another resource that owns it, too, and borrows it from now on",
    async () => {
      const inputs = await checked(ctx, { adoptImageId: image.imageId }, { imageName: "golden" }, "new");
      diff(as("new"), image.imageId, owned, inputs);
    },
    "kept",
  ],
  [
    "a borrower that owns it from now on",
    async () => {
      const inputs = await checked(ctx, {}, { adoptImageId: image.imageId }, "new");
      diff(as("new"), image.imageId, borrowed(), inputs);
    },
    "kept",
  ],
  [
    "another resource that owns it since an import of an earlier run",
    async () => {
      const inputs = await checked(ctx, { imageName: "golden" }, { imageName: "golden" }, "new");
      diff(as("new"), image.imageId, { ...owned, __givenName: "golden", stopInstance: true }, inputs);
    },
    "kept",
  ],
  [
    "the removed one itself, which the engine has compared before",
    async () => {
      const inputs = await checked(ctx, {}, {}, "old");
      diff(as("old"), image.imageId, { ...owned, __timeouts: { delete: 1 } }, inputs);
    },
    "deleted",
  ],
  [
    "a borrower that lets it go",
    async () => {
      const before = { adoptImageId: image.imageId, instanceId: "i-web" };
      const inputs = await checked(ctx, { instanceId: "i-db" }, before, "new");
      diff(as("new"), image.imageId, { ...borrowed(), ...before }, inputs);
    },
    "deleted",
  ],
  [
    "a refresh of a borrower that the program may not declare any more",
    () => Promise.resolve(diff(ctx, image.imageId, borrowed(), { adoptImageId: image.imageId })),
    "deleted",
  ],
  ["an import", () => imported({ imageName: "golden" }), "kept"],
  ["an import that is read and no more", () => read(as("new"), image.imageId, undefined), "wanted"],
  ["an import with a difference to update", () => imported({ imageDescription: "ours" }), "wanted"],
  ["an import with a difference to replace", () => imported({ imageName: "silver" }), "failed"],
  [
    "an import while the service does not answer",
    () => {
      account.emulator.faults.add({ action: "DescribeZones", kind: "garbage" });
      return refused(read(as("new"), image.imageId, undefined));
    },
    "failed",
  ],
  ["a `get`", () => read(as("new"), image.imageId, {}), "read"],
];

test.each(ways)("an image that a removed resource owned, and %s", async (_, way, ending) => {
  await account.run(way());
  account.emulator.faults.clear();
  const isKept = ending !== "deleted";
  if (ending === "deleted" || ending === "kept") {
    await account.run(remove(ctx, owned));
    const told = isKept ? [messages.adoptedMeanwhile(image.imageId, 'CustomImage "new"')] : [];
    expect(ctx.warnings).toEqual(told);
  } else {
    const open = ctx.process.takeovers.of(image.imageId).find(({ status }) => status === ending);
    expect(open).toBeDefined();
    const { message } = await account.failure(remove(ctx, owned));
    expect(message).toBe(messages.notTakenOver(open!).message);
    expect(message).toContain('CustomImage "new"');
  }
  expect(exists()).toBe(isKept);
});

describe("adoptImageId is removed", () => {
  const program = (news: ProgramInputs) => checked(ctx, news, { adoptImageId: image.imageId }, "new");

  test.each<[string, ProgramInputs]>([
    ["and another name given", { imageName: "silver" }],
    ["and another name and an instance given", { imageName: "silver", instanceId: "i-worker" }],
  ])("%s: renamed in place", async (_, news) => {
    const inputs = await program(news);
    const { properties } = diff(as("new"), image.imageId, borrowed(), inputs);
    expect(Object.values(properties)).not.toContain("replace");
    expect(previewUpdate(borrowed(), inputs)).toMatchObject({ imageId: image.imageId, imageName: "silver" });
    const outs = await account.run(update(as("new"), borrowed(), inputs));
    expect(outs).toMatchObject({ ...news, imageId: image.imageId, __givenName: "silver" });
    expect(account.emulator.images()).toMatchObject([{ imageId: image.imageId, imageName: "silver" }]);
    expect(diff(as("new"), image.imageId, outs, inputs).properties).toEqual({});
  });

  test.each<[string, ProgramInputs, Partial<ImageState>, boolean]>([
    ["and an instance given", { instanceId: "i-worker" }, {}, true],
    ["and an instance kept", { instanceId: "i-worker" }, { instanceId: "i-worker" }, true],
    ["and another instance given: a new image", { instanceId: "i-web" }, { instanceId: "i-worker" }, false],
    ["and nothing given", {}, {}, false],
  ])("%s: told if the image is owned and the user may expect a new one", async (_, news, stored, isTold) => {
    const inputs = await program(news);
    diff(as("new"), image.imageId, { ...borrowed(), ...stored }, inputs);
    expect(ctx.warnings).toEqual(isTold ? [messages.ownedFromNowOn(image.imageId)] : []);
  });

  const borrows = { olds: () => borrowed(), news: () => ({ adoptImageId: image.imageId }) };
  const takesOver = { olds: () => borrowed(), news: () => ({}) };
  const owns = { olds: () => owned, news: () => ({}) };
  test.each([
    ["owned by another", [owns, takesOver], 1],
    ["owned by another that comes later", [takesOver, owns], 1],
    ["owned by two others", [owns, takesOver, owns], 1],
    ["taken over by two at once", [takesOver, takesOver], 1],
    ["borrowed by another", [borrows, takesOver], 0],
    ["nobody else's", [takesOver], 0],
    ["not touched, and owned twice for long", [owns, owns], 0],
  ])("from an image that is %s: reported once", (_, resources, times) => {
    for (const [n, { olds, news }] of resources.entries()) diff(as(`image-${n}`), image.imageId, olds(), news());
    expect(ctx.warnings).toHaveLength(times);
    if (times > 0)
      expect(ctx.warnings[0]).toBe(
        messages.ownedTwice(image.imageId, ['CustomImage "image-0"', 'CustomImage "image-1"']),
      );
  });
});
