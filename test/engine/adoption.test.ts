import type { Call, ImageSeed, PublicImage } from "../../emulator";
import { messagesIn } from "../support/diagnostics";
import { emulatedStack, image, program, succeeds, urnOf, type EmulatedStack } from "../support/emulatedStack";
import { nameOf } from "../support/state";

let place: EmulatedStack;

/** Changes since the previous call of this function. */
function takeWrites(): string[] {
  const subject = ({ params }: Call) => String(params.imageIds ?? params.imageName);
  const writes = place.emulator.calls().filter(({ action }) => !action.startsWith("Describe"));
  place.emulator.clearCalls();
  return writes.map((call) => `${call.action} ${subject(call)}`);
}

const existing = (): string[] => place.emulator.images().map(({ imageId }) => imageId);

/** Ids in the state by resource. */
async function idsInState(): Promise<Record<string, string | undefined>> {
  const { resources } = await place.stack.state();
  const images = resources.filter(({ type }) => type.endsWith("CustomImage"));
  return Object.fromEntries(images.map((resource) => [nameOf(resource), resource.id]));
}

describe("an existing image", () => {
  /** The lifecycle of one resource in three runs of `pulumi up` and a `pulumi destroy`, which all stories share. */
  interface Story {
    title: string;
    /** Inputs in each run. */
    runs: { adoptImageId?: string; instanceId?: string; imageName?: string; imageDescription?: string }[];
    /** Id in the state after each run; `new` is that of an image that the run created. */
    holds: string[];
    /** What the runs change in the account, in order. Empty for an image that stays borrowed. */
    writes?: (string | RegExp)[];
    /** The error of the last run. */
    error?: RegExp;
    /** The second run replaces the resource by force. */
    isForced?: boolean;
    /** `destroy` deletes the image. */
    isOwned?: boolean;
  }

  const named = (name: string) => ({ adoptImageId: `SIN-A/img-${name}` });
  const thrice = <T>(value: T): T[] => [value, value, value];
  const worker = { instanceId: "i-worker" };
  const web = { instanceId: "i-web" };

  const stories: Record<string, Story> = {
    bare: {
      title: "is adopted by its id alone",
      runs: thrice({ adoptImageId: "img-bare" }),
      holds: thrice("img-bare"),
    },
    moved: {
      title:
        "is adopted with its zone, and stays when its instance is given, then another one, which replaces it by itself",
      runs: [named("moved"), { ...named("moved"), ...worker }, { ...named("moved"), ...web }],
      holds: thrice("img-moved"),
    },
    forced: {
      title: "stays when it is replaced by force",
      runs: thrice(named("forced")),
      holds: thrice("img-forced"),
      isForced: true,
    },
    renamed: {
      title: "cannot be declared under another name while it is borrowed",
      runs: [named("renamed"), named("renamed"), { ...named("renamed"), imageName: "mine" }],
      holds: thrice("img-renamed"),
      error:
        /^Image img-renamed is borrowed \(adoptImageId is set\) and is not changed: imageName is "by-hand", but the program declares "mine"\. /,
    },
    exchanged: {
      title: "is exchanged for another one, which then gets its instance",
      runs: [{ ...named("exchanged"), ...web }, named("other"), { ...named("other"), ...worker }],
      holds: ["img-exchanged", "img-other", "img-other"],
    },
    released: {
      title: "is released for a new image by an instance in place of the input, and adopted in place of that one",
      runs: [{ ...named("released"), ...worker }, { ...web, imageName: "mine" }, named("released")],
      holds: ["img-released", "new", "img-released"],
      writes: [/^CreateImage mine-z1n\w{16}$/, /^ModifyImagesAttributes img-\w{8}$/, /^DeleteImages img-\w{8}$/],
    },
    owned: {
      title: "is owned once the input is removed: renamed, described, and deleted with its resource",
      runs: [named("owned"), { imageName: "renamed" }, { imageName: "renamed", imageDescription: "ours" }],
      holds: thrice("img-owned"),
      writes: thrice("ModifyImagesAttributes img-owned").slice(1),
      isOwned: true,
    },
  };

  const images = [...Object.keys(stories), "other"].map((name) => ({
    imageId: `img-${name}`,
    imageName: "by-hand",
    zoneId: "SIN-A",
  })) satisfies ImageSeed[];

  /** Ids in the state after each run. */
  const held: Record<string, string | undefined>[] = [];
  const errors: string[][] = [];
  let writes: string[];

  beforeAll(async () => {
    place = await emulatedStack({ emulator: { images, quota: 20 } });
    const { stack } = place;
    for (const run of [0, 1, 2]) {
      await stack.setProgram(program(...Object.entries(stories).map(([name, { runs }]) => image(name, runs[run]))));
      const { code, output } = await stack.up(
        ...(run === 1 ? ["--replace", urnOf("forced")] : ["--continue-on-error"]),
      );
      errors.push(messagesIn(output, "error"));
      expect(code === 0).toBe(errors[run]!.length === 0);
      held.push(await idsInState());
      expect(existing()).toEqual(expect.arrayContaining(Object.values(held[run]!)));
    }
    writes = takeWrites();
    await succeeds(stack.destroy());
  });
  afterAll(() => place.cleanup());

  test.each(Object.entries(stories).map(([name, story]) => [story.title, name, story] as const))(
    "%s",
    (_, name, story) => {
      for (const [run, id] of story.holds.entries()) {
        if (id !== "new") expect(held[run]).toHaveProperty(name, id);
        else expect(images.map(({ imageId }) => imageId)).not.toContain(held[run]![name]);
      }
      if (story.error) expect(errors[2]).toContainEqual(expect.stringMatching(story.error));
      for (const imageId of story.holds.filter((id) => id !== "new")) {
        expect(existing().includes(imageId)).toBe(!story.isOwned);
      }
    },
  );

  test("that is borrowed is not changed, and no other error occurs", () => {
    const expected = Object.values(stories).flatMap((story) => story.writes ?? []);
    expect(writes).toHaveLength(expected.length);
    expect(writes).toEqual(expect.arrayContaining(expected.map((write) => expect.stringMatching(write) as string)));
    expect(takeWrites()).toEqual(["DeleteImages img-owned"]);
    expect(errors.map(({ length }) => length)).toEqual([0, 0, 1]);
  });
});

describe("other ways to use an existing image", () => {
  const images = [
    { imageId: "img-hand", imageName: "by-hand", imageDescription: "made by hand", zoneId: "SIN-A" },
    { imageId: "img-other", imageName: "other", zoneId: "SIN-A" },
  ] satisfies ImageSeed[];
  const ubuntu: PublicImage = {
    imageId: "img-ubuntu",
    imageName: "Ubuntu Server",
    imageSize: "30",
    imageVersion: "22.04",
    category: "Ubuntu",
    osType: "linux",
  };
  const hand = { adoptImageId: "SIN-A/img-hand" };

  beforeEach(async () => {
    place = await emulatedStack({ emulator: { images, publicImages: [ubuntu] } });
  });
  afterEach(() => place.cleanup());

  test("an image that cannot be adopted is rejected by preview and up with the same text, and nothing is in the state", async () => {
    const { stack } = place;
    const rejected = {
      unknown: [
        { adoptImageId: "img-nope" },
        /^There is no image img-nope in any zone to adopt\. Check adoptImageId, /,
      ],
      wrongZone: [
        { adoptImageId: "HKG-A/img-hand" },
        /^There is no image img-hand in zone HKG-A to adopt\. Check adoptImageId, /,
      ],
      isPublic: [
        { adoptImageId: "HKG-A/img-ubuntu" },
        /^Image img-ubuntu \("Ubuntu Server"\) is a public image, and only custom images can be managed\. /,
      ],
      otherName: [
        { ...hand, imageName: "mine", imageDescription: "" },
        /^Image img-hand is borrowed .*: imageName is "by-hand", but the program declares "mine"; imageDescription is "made by hand", but the program declares ""\. /,
      ],
    } as const;
    const lines = Object.entries(rejected).map(([name, [args]]) => image(name, args));
    await stack.setProgram(program(...lines));
    const expected = Object.values(rejected).map(([, says]) => expect.stringMatching(says) as string);

    const found = messagesIn(await succeeds(stack.preview()), "warning");
    expect(found.map((text) => text.replace(/^CustomImage "\w+": /, ""))).toEqual(expect.arrayContaining(expected));
    expect(found).toHaveLength(expected.length);

    const { code, output } = await stack.up("--continue-on-error");
    expect(code).not.toBe(0);
    const errors = messagesIn(output, "error");
    expect(errors).toEqual(expect.arrayContaining(expected));
    expect(errors).toHaveLength(expected.length);
    expect(await idsInState()).toEqual({});
    expect(takeWrites()).toEqual([]);
  });

  test("the option `import` borrows until it is removed, and excludes adoptImageId; CustomImage.get reads without owning", async () => {
    const { stack } = place;
    const get = (id: string) => [
      `const read = zenlayer.CustomImage.get("read", ${JSON.stringify(id)});`,
      "exports.name = read.imageName;",
    ];
    const both = image("both", hand, '{ import: "img-other" }');
    await stack.setProgram(
      program(
        image("web", {}, '{ import: "img-hand" }'),
        ...get("img-other"),
        `try { ${both} } catch ({ message }) { exports.rejected = message; }`,
      ),
    );
    await succeeds(stack.up());
    expect(await stack.outputs()).toEqual({
      name: "other",
      rejected: expect.stringContaining(
        'CustomImage "both" has both the option import and the input adoptImageId.',
      ) as string,
    });
    expect(await stack.resource("web")).toMatchObject({ id: "img-hand", outputs: { adoptImageId: "img-hand" } });
    const read = { id: "img-other", external: true, outputs: { zoneId: "SIN-A" } };
    expect(await stack.resource("read")).toMatchObject(read);
    await succeeds(stack.preview("--expect-no-changes"));
    await succeeds(stack.refresh());

    const own = image("web", { imageName: "by-hand", imageDescription: "made by hand" });
    await stack.setProgram(program(own, ...get("img-other")));
    await succeeds(stack.up());
    expect((await stack.resource("web"))?.outputs).not.toHaveProperty("adoptImageId");
    expect(takeWrites()).toEqual([]);
    await succeeds(stack.destroy());
    expect(existing()).toEqual(["img-other"]);
    expect(takeWrites()).toEqual(["DeleteImages img-hand"]);

    await stack.setProgram(program(...get("img-nope")));
    const unknown = await stack.up();
    expect(unknown.code).not.toBe(0);
    expect(messagesIn(unknown.output, "error")).toContainEqual(
      expect.stringMatching(/There is no image img-nope in any zone that this account can see\. Check the id, /),
    );
  });
});
