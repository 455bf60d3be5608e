import fc from "fast-check";
import { checked, TestAccount } from "../../test/support/provider";
import { create } from "./create";
import { diff, type Difference } from "./diff";
import type { CheckedInputs, ImageState } from "./state";
import { UNKNOWN } from "./unknown";

const state: ImageState = {
  imageId: "img-1",
  zoneId: "HKG-A",
  imageName: "web",
  imageDescription: "golden",
  instanceId: "i-web",
  imageStatus: "AVAILABLE",
  imageType: "CUSTOM_IMAGE",
  endpoint: "http://127.0.0.1:18080",
  __givenName: "web",
  __record: { seen: true, wasAvailable: true, keyFingerprint: "0123" },
};
const inputs: CheckedInputs = {
  instanceId: "i-web",
  imageName: "web",
  imageDescription: "golden",
  __givenName: "web",
};

const ctx = () => new TestAccount().process();
const changes = (olds: Partial<ImageState>, news: Partial<CheckedInputs>): Difference["properties"] =>
  diff(ctx(), "img-1", { ...state, ...olds }, { ...inputs, ...news }).properties;

test("nothing changed: no difference", () => {
  expect(diff(ctx(), "img-1", state, inputs)).toEqual({ properties: {}, deleteBeforeReplace: false });
});

describe("instanceId", () => {
  test.each<[string, string | undefined, string | undefined, object]>([
    ["another instance: replace", "i-web", "i-db", { instanceId: "replace" }],
    ["not known yet: replace", "i-web", UNKNOWN, { instanceId: "replace" }],
    ["given, now absent: kept", "i-web", undefined, {}],
    ["absent, now given: an update that records it", undefined, "i-web", { instanceId: "update" }],
    ["absent and absent", undefined, undefined, {}],
  ])("%s", (_, before, after, expected) => {
    expect(changes({ instanceId: before }, { instanceId: after })).toEqual(expected);
  });
});

describe("imageName", () => {
  test.each<[string, Partial<ImageState>, Partial<CheckedInputs>, object]>([
    ["changed in the program: replace", {}, { imageName: "new", __givenName: "new" }, { imageName: "replace" }],
    ["not known yet: replace", {}, { imageName: UNKNOWN, __givenName: UNKNOWN }, { imageName: "replace" }],
    ["changed by somebody else: put right in place", { imageName: "theirs" }, {}, { imageName: "update" }],
    [
      "changed by somebody else, and then in the program: replace",
      { imageName: "theirs" },
      { imageName: "new", __givenName: "new" },
      { imageName: "replace" },
    ],
    [
      "changed in the program to what somebody else changed it to: recorded",
      { imageName: "theirs" },
      { imageName: "theirs", __givenName: "theirs" },
      { imageName: "update" },
    ],
    ["of no concern to the program", { imageName: "theirs" }, { imageName: undefined, __givenName: undefined }, {}],
    ["found by a refresh, and not declared", { __givenName: undefined }, { __givenName: undefined }, {}],
    ["declared for the first time as it is: recorded", { __givenName: undefined }, {}, { imageName: "update" }],
    [
      "declared for the first time, otherwise: replace",
      { __givenName: undefined },
      { imageName: "new", __givenName: "new" },
      { imageName: "replace" },
    ],
  ])("%s", (_, olds, news, expected) => {
    expect(changes(olds, news)).toEqual(expected);
  });
});

describe("imageDescription", () => {
  test.each<[string, string | undefined, string | undefined, object]>([
    ["changed: in place", "golden", "silver", { imageDescription: "update" }],
    ["not known yet", "golden", UNKNOWN, { imageDescription: "update" }],
    ["removed: cleared", "golden", undefined, { imageDescription: "update" }],
    ["added", undefined, "golden", { imageDescription: "update" }],
    ["absent and empty are the same", undefined, "", {}],
  ])("%s", (_, before, after, expected) => {
    expect(changes({ imageDescription: before }, { imageDescription: after })).toEqual(expected);
  });
});

test.each(["stopInstance", "forceShutdown"] as const)("%s means nothing for an image that exists", (property) => {
  expect(changes({}, { [property]: true })).toEqual({});
  expect(changes({ [property]: true }, { [property]: false })).toEqual({});
  expect(changes({ [property]: true }, { [property]: UNKNOWN })).toEqual({});
});

describe("adoptImageId", () => {
  const borrowed = { adoptImageId: "img-1" };
  test.each<[string, Partial<ImageState>, Partial<CheckedInputs>, object]>([
    ["unchanged", borrowed, borrowed, {}],
    ["removed: the image becomes ours in place", borrowed, {}, { adoptImageId: "update" }],
    [
      "removed together with another name: renamed in place",
      borrowed,
      { imageName: "new", __givenName: "new" },
      { adoptImageId: "update", imageName: "update" },
    ],
    [
      "removed together with a name that is not known yet",
      borrowed,
      { imageName: UNKNOWN, __givenName: UNKNOWN },
      { adoptImageId: "update", imageName: "update" },
    ],
    ["another image: replace", borrowed, { adoptImageId: "img-2" }, { adoptImageId: "replace" }],
    ["not known yet: replace", borrowed, { adoptImageId: UNKNOWN }, { adoptImageId: "replace" }],
    ["the same image, with its zone", borrowed, { adoptImageId: "HKG-A/img-1" }, { adoptImageId: "update" }],
    ["the same image in a wrong zone", borrowed, { adoptImageId: "SIN-A/img-1" }, { adoptImageId: "replace" }],
    ["an image of ours becomes borrowed", {}, borrowed, { adoptImageId: "update" }],
    ["an image of ours gives way to another", {}, { adoptImageId: "img-2" }, { adoptImageId: "replace" }],
    [
      "a borrowed image is never made again for its name",
      borrowed,
      { ...borrowed, imageName: "new", __givenName: "new" },
      { imageName: "update" },
    ],
    [
      "a borrowed image is never made again for a name that is not known yet",
      borrowed,
      { ...borrowed, imageName: UNKNOWN, __givenName: UNKNOWN },
      { imageName: "update" },
    ],
    ["a borrowed image has whatever description it has", borrowed, { ...borrowed, imageDescription: undefined }, {}],
    [
      "unless the program declares one",
      borrowed,
      { ...borrowed, imageDescription: "other" },
      { imageDescription: "update" },
    ],
  ])("%s", (_, olds, news, expected) => {
    expect(changes(olds, news)).toEqual(expected);
  });
});

describe("customTimeouts", () => {
  test.each<[string, CheckedInputs["__timeouts"], CheckedInputs["__timeouts"], object]>([
    ["the same", { create: 60 }, { create: 60 }, {}],
    ["changed: an update, since delete sees outputs only", { create: 60 }, { create: 90 }, { __timeouts: "update" }],
    ["one more", { create: 60 }, { create: 60, delete: 5 }, { __timeouts: "update" }],
    ["one less", { create: 60, delete: 5 }, { create: 60 }, { __timeouts: "update" }],
    ["given for the first time", undefined, { update: 5 }, { __timeouts: "update" }],
    ["absent is no change", { create: 60 }, undefined, {}],
    ["empty is absent", undefined, {}, {}],
  ])("%s", (_, before, after, expected) => {
    expect(changes({ __timeouts: before }, { __timeouts: after })).toEqual(expected);
  });
});

describe("the state of the image", () => {
  test("still being created: up continues", () => {
    expect(changes({ imageStatus: "CREATING" }, {})).toEqual({ imageStatus: "update" });
  });

  test("its instance is still stopped because of us: up continues", () => {
    expect(changes({ __record: { ...state.__record, stoppedInstance: "i-web" } }, {})).toEqual({
      imageStatus: "update",
    });
  });

  test("failed and never usable: replaced, deleted first", () => {
    const failed = { ...state, imageStatus: "UNAVAILABLE", __record: { seen: true } };
    expect(diff(ctx(), "img-1", failed, inputs)).toMatchObject({
      properties: { imageStatus: "replace" },
      deleteBeforeReplace: true,
    });
  });

  test("failed after it was usable: the user decides", () => {
    const process = ctx();
    const broken = { ...state, imageStatus: "UNAVAILABLE" };
    expect(diff(process, "img-1", broken, inputs)).toEqual({ properties: {}, deleteBeforeReplace: false });
    expect(process.warnings).toEqual([
      expect.stringContaining('Image img-1 ("web") was usable and is now UNAVAILABLE.'),
    ]);
  });

  test("failed but borrowed: left alone", () => {
    const borrowed = { adoptImageId: "img-1" };
    expect(changes({ ...borrowed, imageStatus: "UNAVAILABLE", __record: { seen: true } }, borrowed)).toEqual({});
  });

  test("a state that we do not know is no difference", () => {
    expect(changes({ imageStatus: "ARCHIVED" }, {})).toEqual({});
  });
});

describe("the replacement that diff returns, for the preflight of the new image", () => {
  const replacedBy = (olds: ImageState, news: CheckedInputs) => {
    const process = ctx();
    const { replacement } = diff(process, "img-1", olds, news);
    expect([...process.process.replaced.values()]).toEqual([replacement].filter(Boolean));
    return replacement;
  };
  const another = { ...inputs, instanceId: "i-db" };

  test("a replacement", () => {
    expect(replacedBy(state, another)).toEqual({ imageId: "img-1", zoneId: "HKG-A", deleteFirst: false });
  });

  test("a replacement that deletes first", () => {
    const failed = { ...state, imageStatus: "UNAVAILABLE", __record: { seen: true } };
    expect(replacedBy(failed, inputs)).toMatchObject({ deleteFirst: true });
  });

  test("nothing for an update, and nothing for a borrowed image: that one keeps its slot", () => {
    expect(replacedBy(state, { ...inputs, imageDescription: "other" })).toBeUndefined();
    expect(replacedBy({ ...state, adoptImageId: "img-1" }, another)).toBeUndefined();
  });
});

describe("properties", () => {
  const names = fc.constantFrom("a", "b", "c", UNKNOWN);
  const anyInputs: fc.Arbitrary<CheckedInputs> = fc
    .record(
      {
        instanceId: fc.constantFrom("i-1", "i-2", UNKNOWN),
        imageName: names,
        imageDescription: fc.constantFrom("", "x", "y", UNKNOWN),
        stopInstance: fc.boolean(),
        forceShutdown: fc.boolean(),
        adoptImageId: fc.constantFrom("img-1", "img-2", "HKG-A/img-1", "SIN-A/img-1", UNKNOWN),
        __timeouts: fc.record({ create: fc.nat(2), delete: fc.nat(2) }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    )
    .map((given) => (given.imageName === undefined ? given : { ...given, __givenName: given.imageName }));
  const anyState: fc.Arbitrary<ImageState> = fc
    .record({
      given: anyInputs,
      imageName: fc.constantFrom("a", "b", "c"),
      imageStatus: fc.constantFrom("CREATING", "AVAILABLE", "UNAVAILABLE", "NEW"),
      __record: fc.record(
        { seen: fc.boolean(), wasAvailable: fc.boolean(), stoppedInstance: fc.constant("i-1") },
        { requiredKeys: [] },
      ),
    })
    .map(({ given, ...rest }) => ({ ...state, ...given, ...rest }));

  test("replace if and only if a named reason says so, always exact, and unknown values never throw", () => {
    fc.assert(
      fc.property(anyState, anyInputs, (olds, news) => {
        const { properties, deleteBeforeReplace } = diff(ctx(), "img-1", olds, news);
        for (const kind of Object.values(properties)) expect(["update", "replace"]).toContain(kind);
        const neverLived =
          olds.imageStatus === "UNAVAILABLE" && !olds.__record?.wasAvailable && olds.adoptImageId === undefined;
        expect(deleteBeforeReplace).toBe(neverLived);
        const anotherMachine =
          olds.instanceId !== undefined && news.instanceId !== undefined && olds.instanceId !== news.instanceId;
        const anotherAdoption =
          news.adoptImageId !== undefined &&
          news.adoptImageId !== olds.adoptImageId &&
          !["img-1", "HKG-A/img-1"].includes(news.adoptImageId);
        // One that is owned from now on is renamed, never made again for its name.
        const mayBeMadeAgain = news.adoptImageId === undefined && olds.adoptImageId === undefined;
        const anotherName =
          mayBeMadeAgain &&
          news.imageName !== undefined &&
          news.imageName !== olds.imageName &&
          news.imageName !== (olds.__givenName ?? olds.imageName);
        const unknownName = mayBeMadeAgain && news.imageName === UNKNOWN;
        const expected = neverLived || anotherMachine || anotherAdoption || anotherName || unknownName;
        expect(Object.values(properties).includes("replace")).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test("what create returned differs in nothing from the inputs it was created from", async () => {
    const program = fc.record(
      {
        imageName: fc.stringMatching(/^[a-z]{1,24}$/),
        imageDescription: fc.string({ maxLength: 255 }),
        stopInstance: fc.boolean(),
        forceShutdown: fc.boolean(),
        __timeouts: fc.record({ create: fc.integer({ min: 1, max: 9000 }) }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(program, fc.constantFrom("i-web", "i-db", "adopted"), async (given, from) => {
        const account = new TestAccount();
        const process = account.process();
        const { imageName, imageDescription } = given;
        const image = { zoneId: "HKG-A", imageName: imageName ?? "their-name", imageDescription };
        const source =
          from === "adopted"
            ? { adoptImageId: account.emulator.addImage(image).imageId }
            : { instanceId: from, ...(from === "i-db" && { stopInstance: true }) };
        const news = await checked(process, { ...given, ...source });
        const { id, outs } = await account.run(create(process, news));
        expect(diff(process, id, outs, news).properties).toEqual({});
        // Nor do the inputs that the next check makes of the same program.
        const again = await checked(process, { ...given, ...source }, news);
        expect(diff(process, id, outs, again).properties).toEqual({});
      }),
      { numRuns: 50 },
    );
  });
});
