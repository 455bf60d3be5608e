import fc from "fast-check";
import { anyText } from "../../test/support/hostileText";
import { checked, TestAccount } from "../../test/support/provider";
import { check, type ProgramInputs } from "./check";
import { automaticName } from "./names";
import type { CheckedInputs } from "./state";
import { UNKNOWN } from "./unknown";

const __logicalName = { project: "shop", stack: "dev", name: "web" };
const account = new TestAccount();
const ctx = account.process();

/** Failures as `property: reason`. */
async function failuresOf(news: ProgramInputs, olds?: CheckedInputs): Promise<string[]> {
  const { failures } = await check(ctx, olds, { __logicalName, ...news });
  return failures.map(({ property, reason }) => `${property}: ${reason}`);
}

describe("wrong input", () => {
  const source = { instanceId: "i-web" };
  test.each<[string, ProgramInputs, string[]]>([
    [
      "a name of 25 characters",
      { ...source, imageName: "a".repeat(25) },
      [`imageName: imageName "${"a".repeat(25)}" has 25 characters; the maximum is 24. Shorten it.`],
    ],
    [
      "a name with a space",
      { ...source, imageName: "my image" },
      [
        'imageName: imageName "my image" contains " " at position 3; only Chinese characters, letters, digits, "-" and "_" are allowed. Use another character.',
      ],
    ],
    [
      "a name with an emoji",
      { ...source, imageName: "镜像😀" },
      [
        'imageName: imageName "镜像😀" contains "😀" at position 3; only Chinese characters, letters, digits, "-" and "_" are allowed. Use another character.',
      ],
    ],
    ["an empty name", { ...source, imageName: "" }, ["imageName: imageName is empty. Set a value, or omit it."]],
    [
      "an empty instanceId",
      { instanceId: "" },
      [
        expect.stringMatching(
          /^instanceId: instanceId is empty\. Set it to the id .* Omit it only if the image already exists/,
        ),
      ],
    ],
    [
      "no instanceId for a new image",
      {},
      [
        "instanceId: instanceId is required to create an image. Set it to the id of the instance to create the image from, or adopt an existing image with adoptImageId.",
      ],
    ],
    [
      "a description of 256 characters",
      { ...source, imageDescription: "镜".repeat(256) },
      ["imageDescription: imageDescription has 256 characters; the maximum is 255. Shorten it."],
    ],
    [
      "a number for a text",
      { ...source, imageDescription: 42 },
      ["imageDescription: imageDescription must be a string, but is a number: 42. Give it as a string."],
    ],
    [
      "a text for a truth value",
      { ...source, stopInstance: "yes" },
      ['stopInstance: stopInstance must be a boolean, but is a string: "yes". Give it as a boolean.'],
    ],
    [
      "a list for a text",
      { ...source, imageDescription: ["a"] },
      ['imageDescription: imageDescription must be a string, but is a list: ["a"]. Give it as a string.'],
    ],
    [
      "a misspelt property",
      { ...source, imagename: "web" },
      [
        'imagename: there is no input "imagename". Did you mean "imageName"? Supported inputs: instanceId, imageName, imageDescription, stopInstance, forceShutdown, adoptImageId.',
      ],
    ],
    [
      "the beginning of a property",
      { ...source, imageDesc: "web" },
      [
        'imageDesc: there is no input "imageDesc". Did you mean "imageDescription"? Supported inputs: instanceId, imageName, imageDescription, stopInstance, forceShutdown, adoptImageId.',
      ],
    ],
    [
      "a property and more",
      { ...source, stopInstanceFirst: true },
      [
        'stopInstanceFirst: there is no input "stopInstanceFirst". Did you mean "stopInstance"? Supported inputs: instanceId, imageName, imageDescription, stopInstance, forceShutdown, adoptImageId.',
      ],
    ],
    [
      "one letter is no beginning",
      { ...source, i: "i-web" },
      [
        'i: there is no input "i". Supported inputs: instanceId, imageName, imageDescription, stopInstance, forceShutdown, adoptImageId.',
      ],
    ],
    [
      "a property like no other",
      { ...source, tags: { a: "b" } },
      [
        'tags: there is no input "tags". Supported inputs: instanceId, imageName, imageDescription, stopInstance, forceShutdown, adoptImageId.',
      ],
    ],
    [
      "an image to adopt that is no image",
      { adoptImageId: "HKG-A/SIN-A/img-1" },
      ['adoptImageId: adoptImageId "HKG-A/SIN-A/img-1" is not an image id. Use the form "img-…" or "ZONE/img-…".'],
    ],
  ])("%s", async (_, news, expected) => {
    expect(await failuresOf(news)).toEqual(expected);
  });

  test("several mistakes come together", async () => {
    const failures = await failuresOf({
      instanceId: 7,
      imageName: `${"a".repeat(25)} `,
      imageDescription: "x".repeat(256),
      stopinstance: true,
    });
    const properties = failures.map((failure) => failure.slice(0, failure.indexOf(":"))).sort();
    expect(properties).toEqual(["imageDescription", "imageName", "imageName", "instanceId", "stopinstance"]);
  });

  test("a misspelled property is reported even while its value is not known", async () => {
    expect(await failuresOf({ ...source, imagename: UNKNOWN })).toEqual([
      expect.stringContaining('Did you mean "imageName"?'),
    ]);
  });

  test.each<[string, ProgramInputs]>([
    ["24 Chinese characters", { ...source, imageName: "生".repeat(24) }],
    ["24 rare Chinese characters of two code units each", { ...source, imageName: "𠀀".repeat(24) }],
    ["a description of 255 emoji", { ...source, imageDescription: "😀".repeat(255) }],
    ["an empty description", { ...source, imageDescription: "" }],
    ["an image to adopt instead of an instance", { adoptImageId: "HKG-A/img-1" }],
    [
      "values that are not known yet",
      {
        instanceId: UNKNOWN,
        imageName: UNKNOWN,
        imageDescription: UNKNOWN,
        stopInstance: UNKNOWN,
        forceShutdown: UNKNOWN,
        adoptImageId: UNKNOWN,
      },
    ],
  ])("%s: right", async (_, news) => {
    expect(await failuresOf(news)).toEqual([]);
  });

  test("an image that exists needs no instance", async () => {
    expect(await failuresOf({}, { instanceId: "i-web" })).toEqual([]);
  });
});

describe("hidden keys", () => {
  test("what only check needs is removed, what later verbs need is kept", async () => {
    const { inputs } = await check(ctx, undefined, {
      instanceId: "i-web",
      __logicalName,
      __deleteBeforeReplace: true,
      __timeouts: { create: 5, delete: undefined },
      __provider: "text",
      __other: 1,
    });
    const given = automaticName(__logicalName, "i-web");
    expect(inputs).toEqual({
      __owner: expect.stringMatching(/^[a-z2-7]{12}$/) as string,
      instanceId: "i-web",
      imageName: given,
      __givenName: given,
      __timeouts: { create: 5 },
    });
  });

  test("the sign of a preview is removed", async () => {
    const { inputs } = await account.run(check(ctx, undefined, { instanceId: "i-web", __preview: true }));
    expect(inputs).toEqual({ instanceId: "i-web" });
  });

  test("what has no value is left out", async () => {
    const { inputs } = await check(ctx, undefined, { instanceId: "i-web", imageName: "a", imageDescription: null });
    expect(inputs).toEqual({ instanceId: "i-web", imageName: "a", __givenName: "a" });
  });
});

describe("names", () => {
  const nameFor = async (news: ProgramInputs, olds?: CheckedInputs) => {
    const { imageName, __givenName } = await checked(ctx, news, olds);
    expect(__givenName).toBe(imageName);
    return imageName;
  };
  const automatic = (instanceId: string) => automaticName(__logicalName, instanceId);

  test("a name in the program wins", async () => {
    expect(await nameFor({ instanceId: "i-web", imageName: "mine" })).toBe("mine");
    expect(await nameFor({ imageName: "mine" }, { __givenName: "old" })).toBe("mine");
  });

  test("a new image gets one of its logical name and instance", async () => {
    expect(await nameFor({ instanceId: "i-web" })).toBe(automatic("i-web"));
  });

  test("an image that exists keeps the name that we gave: renamed stack, alias, dropped instance, refreshed state", async () => {
    const olds = { instanceId: "i-web", imageName: "found by a refresh", __givenName: "given" };
    expect(await nameFor({ instanceId: "i-web" }, olds)).toBe("given");
    expect(await nameFor({}, olds)).toBe("given");
    const renamed = await check(ctx, olds, { instanceId: "i-web", __logicalName: { ...__logicalName, stack: "x" } });
    expect(renamed.inputs.imageName).toBe("given");
  });

  test("another instance gives another name; an instance that was not known before does not", async () => {
    expect(await nameFor({ instanceId: "i-db" }, { instanceId: "i-web", __givenName: "given" })).toBe(
      automatic("i-db"),
    );
    expect(await nameFor({ instanceId: "i-db" }, { __givenName: "given" })).toBe("given");
  });

  test("an image whose name is not ours keeps it undeclared", async () => {
    expect(await nameFor({}, { instanceId: "i-web", imageName: "theirs" })).toBeUndefined();
    expect(await nameFor({ adoptImageId: "img-1", instanceId: "i-web" })).toBeUndefined();
  });

  test("the name of an unknown instance's image is unknown", async () => {
    expect(await nameFor({ instanceId: UNKNOWN })).toBe(UNKNOWN);
  });

  test("a preview names the image as up does", async () => {
    const preview = await account.run(checked(ctx, { instanceId: "i-web", __preview: true }));
    expect(await checked(ctx, { instanceId: "i-web" })).toEqual(preview);
  });
});

describe("properties", () => {
  const texts = (longest: number) =>
    fc.oneof(anyText({ maxLength: longest + 2 }), fc.stringMatching(/^[A-Za-z0-9_\u4e00-\u9fa5-]+$/));
  const inputs = fc.record(
    {
      instanceId: fc.oneof(fc.constantFrom("i-web", UNKNOWN, ""), texts(8)),
      imageName: fc.oneof(texts(24), fc.constant(UNKNOWN)),
      imageDescription: fc.oneof(texts(255), fc.constant(UNKNOWN)),
      stopInstance: fc.oneof(fc.boolean(), fc.constant(UNKNOWN)),
      forceShutdown: fc.boolean(),
      adoptImageId: fc.oneof(texts(8), fc.constant(UNKNOWN)),
      __timeouts: fc.record({ create: fc.nat() }, { requiredKeys: [] }),
      strange: fc.anything(),
    },
    { requiredKeys: [] },
  );

  test("check is idempotent and deterministic", async () => {
    await fc.assert(
      fc.asyncProperty(inputs, fc.option(inputs, { nil: undefined }), async (news, olds) => {
        const first = await check(ctx, olds as CheckedInputs | undefined, { __logicalName, ...news });
        const again = await check(ctx, olds as CheckedInputs | undefined, { __logicalName, ...news });
        expect(again).toEqual(first);
        const { inputs: stored } = await check(ctx, first.inputs, { __logicalName, ...news });
        // Without failures the name is kept too; a broken program may lose it.
        if (first.failures.length === 0) expect(stored).toEqual(first.inputs);
      }),
    );
  });

  test("for any input, check returns", async () => {
    const anything = fc.dictionary(fc.string(), fc.anything());
    await fc.assert(
      fc.asyncProperty(anything, anything, async (olds, news) => {
        const { failures } = await check(ctx, olds, news);
        for (const { property, reason } of failures) {
          expect(typeof property).toBe("string");
          expect(reason).toMatch(/\S/);
        }
      }),
    );
  });
});

test("a replacement of an image whose instance is not known says what the change would do", async () => {
  const account = new TestAccount();
  const replacement = { imageId: "img-1", zoneId: "HKG-A", deleteFirst: false };
  const { failures } = await check(account.process(), undefined, { imageName: "renamed" }, replacement);
  expect(failures).toEqual([
    {
      property: "instanceId",
      reason: expect.stringMatching(/replaces image img-1 .* undo the change to keep the image\.$/),
    },
  ]);
});
