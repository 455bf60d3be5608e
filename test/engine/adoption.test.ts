import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { ImageSeed, PublicImage } from "../../emulator";
import { messagesIn } from "../support/diagnostics";
import { emulatedStack, image, program, succeeds, urnOf, type EmulatedStack } from "../support/emulatedStack";

/** Images that somebody made by hand. */
const foreign = [
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

let place: EmulatedStack;

const writesSince = () => place.takeCalls().filter((action) => !action.startsWith("Describe"));

/** No resource of ours points at an image that is not there. */
async function expectNoDangling(): Promise<void> {
  const existing = place.emulator.images().map(({ imageId }) => imageId);
  const { resources } = await place.stack.state();
  const pointedAt = resources.filter(({ type }) => type.endsWith("CustomImage")).map(({ id }) => id);
  expect(existing).toEqual(expect.arrayContaining(pointedAt));
}

interface Step {
  title: string;
  args?: object;
  options?: string;
  command: "up" | "destroy";
  flags?: string[];
  /** The error of a command that is refused. */
  refused?: RegExp;
  /** Id in state afterwards; `new`: that of an image that was not there before. */
  id: "img-hand" | "img-other" | "new" | undefined;
  /** Calls that change something. None touches a borrowed image. */
  writes: string[];
}

const hand = { adoptImageId: "SIN-A/img-hand" };
const machine = { instanceId: "i-worker" };

const steps: Step[] = [
  { title: "adopted by id alone", args: { adoptImageId: "img-hand" }, command: "up", id: "img-hand", writes: [] },
  { title: "destroyed while borrowed", command: "destroy", id: undefined, writes: [] },
  { title: "adopted with its zone", args: hand, command: "up", id: "img-hand", writes: [] },
  {
    title: "replaced by force while borrowed",
    command: "up",
    flags: ["--replace", urnOf("web")],
    id: "img-hand",
    writes: [],
  },
  { title: "given its machine", args: { ...hand, ...machine }, command: "up", id: "img-hand", writes: [] },
  {
    title: "given another machine, which replaces it by itself",
    args: { ...hand, instanceId: "i-web" },
    command: "up",
    id: "img-hand",
    writes: [],
  },
  {
    title: "declared under another name",
    args: { ...hand, imageName: "mine" },
    command: "up",
    refused:
      /^Image img-hand is borrowed \(adoptImageId is set\) and is not changed: imageName is "by-hand" and the program says "mine"\. /,
    id: "img-hand",
    writes: [],
  },
  {
    title: "exchanged for another image",
    args: { adoptImageId: "SIN-A/img-other" },
    command: "up",
    id: "img-other",
    writes: [],
  },
  {
    title: "given its machine again",
    args: { adoptImageId: "SIN-A/img-other", ...machine },
    command: "up",
    id: "img-other",
    writes: [],
  },
  {
    title: "let go for a new image by removing the input together with another machine",
    args: { instanceId: "i-web", imageName: "mine" },
    command: "up",
    id: "new",
    writes: ["CreateImage"],
  },
  {
    title: "taken in place of an image of ours, which is deleted",
    args: hand,
    command: "up",
    id: "img-hand",
    writes: ["DeleteImages"],
  },
  {
    title: "owned by removing the input, and renamed with it",
    args: { imageName: "renamed" },
    command: "up",
    id: "img-hand",
    writes: ["ModifyImagesAttributes"],
  },
  {
    title: "changed from then on",
    args: { imageName: "renamed", imageDescription: "ours" },
    command: "up",
    id: "img-hand",
    writes: ["ModifyImagesAttributes"],
  },
  { title: "deleted once it is owned", command: "destroy", id: undefined, writes: ["DeleteImages"] },
];

describe("an image that somebody else made is", () => {
  beforeAll(async () => {
    place = await emulatedStack({ emulator: { images: foreign } });
  });
  afterAll(() => place.cleanup());

  test.each(steps)("$title", async (step) => {
    const { stack, emulator } = place;
    const before = emulator.images().map(({ imageId }) => imageId);
    if (step.args) await stack.setProgram(program(image("web", step.args)));
    const run = stack[step.command](...(step.flags ?? []));
    if (step.refused) {
      expect(messagesIn((await run).output, "error")).toEqual([expect.stringMatching(step.refused)]);
    } else {
      await succeeds(run);
    }
    expect(writesSince()).toEqual(step.writes);
    await expectNoDangling();
    const resource = await stack.resource("web");
    if (step.id === "new") expect(before).not.toContain(resource?.id);
    else expect(resource?.id).toBe(step.id);
    const left = emulator.images().map(({ imageId }) => imageId);
    const owned = step === steps.at(-1) ? ["img-hand"] : [];
    expect(left).toEqual(
      expect.arrayContaining(foreign.map((seed) => seed.imageId).filter((id) => !owned.includes(id))),
    );
  });
});

describe("other ways", () => {
  beforeEach(async () => {
    place = await emulatedStack({ emulator: { images: foreign, publicImages: [ubuntu] } });
  });
  afterEach(() => place.cleanup());

  test("what cannot be adopted is refused at preview and up in the same sentences, and nothing is in state", async () => {
    const { stack } = place;
    const refusals = {
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
        /^Image img-ubuntu \("Ubuntu Server"\) is one of Zenlayer's public images, and only custom images can be managed\. /,
      ],
      otherName: [
        { ...hand, imageName: "mine", imageDescription: "" },
        /^Image img-hand is borrowed .*: imageName is "by-hand" and the program says "mine"; imageDescription is "made by hand" and the program says ""\. /,
      ],
    } as const;
    const lines = Object.entries(refusals).map(([name, [args]]) => image(name, args));
    await stack.setProgram(program(...lines));
    const expected = Object.values(refusals).map(([, says]) => expect.stringMatching(says) as string);

    const found = messagesIn(await succeeds(stack.preview()), "warning");
    expect(found.map((text) => text.replace(/^CustomImage "\w+": /, ""))).toEqual(expect.arrayContaining(expected));
    expect(found).toHaveLength(expected.length);

    const { code, output } = await stack.up("--continue-on-error");
    expect(code).not.toBe(0);
    const refused = messagesIn(output, "error");
    expect(refused).toEqual(expect.arrayContaining(expected));
    expect(refused).toHaveLength(expected.length);
    const { resources } = await stack.state();
    expect(resources.filter(({ type }) => type.endsWith("CustomImage"))).toEqual([]);
    expect(writesSince()).toEqual([]);
  });

  test("the option `import` borrows; without it the image is ours", async () => {
    const { stack, emulator } = place;
    await stack.setProgram(program(image("web", {}, '{ import: "img-hand" }')));
    await succeeds(stack.up());
    expect(await stack.resource("web")).toMatchObject({ id: "img-hand", outputs: { adoptImageId: "img-hand" } });
    await succeeds(stack.preview("--expect-no-changes"));

    await stack.setProgram(program(image("web", { imageName: "by-hand", imageDescription: "made by hand" })));
    await succeeds(stack.up());
    expect(writesSince()).toEqual([]);
    expect((await stack.resource("web"))?.outputs).not.toHaveProperty("adoptImageId");
    await succeeds(stack.destroy());
    expect(emulator.images().map(({ imageId }) => imageId)).toEqual(["img-other"]);
  });

  test("the option `import` beside adoptImageId is one mistake too many", async () => {
    const { stack } = place;
    await stack.setProgram(program(image("web", hand, '{ import: "img-other" }')));
    const { code, output } = await stack.preview();
    expect(code).not.toBe(0);
    expect(output).toContain('CustomImage "web" has both the option import and the input adoptImageId.');
  });

  test("CustomImage.get reads without owning", async () => {
    const { stack, emulator } = place;
    const get = (id: string) =>
      program(`const web = zenlayer.CustomImage.get("web", ${JSON.stringify(id)});`, "exports.name = web.imageName;");
    await stack.setProgram(get("img-hand"));
    expect(await succeeds(stack.up())).toMatch(/name: "by-hand"/);
    expect(await stack.resource("web")).toMatchObject({ id: "img-hand", external: true, outputs: { zoneId: "SIN-A" } });
    await succeeds(stack.refresh());
    await succeeds(stack.destroy());
    expect(writesSince()).toEqual([]);
    expect(emulator.images()).toHaveLength(foreign.length);

    await stack.setProgram(get("img-nope"));
    const { code, output } = await stack.up();
    expect(code).not.toBe(0);
    expect(messagesIn(output, "error")).toContainEqual(
      expect.stringMatching(/There is no image img-nope in any zone that this account can see\. Check the id, /),
    );
  });
});

describe("an image of ours that another resource takes over in the same run", () => {
  const other = 'const other = new zenlayer.Provider("other", { requestTimeoutSeconds: 30 });';
  const providers = { "the same provider": "{}", "another provider": "{ provider: other }" };
  let id: string;

  beforeEach(async () => {
    place = await emulatedStack();
  });
  afterEach(() => place.cleanup());

  const declare = (...lines: string[]) => place.stack.setProgram(program(other, ...lines));
  const images = () => place.emulator.images().map(({ imageId }) => imageId);

  async function beginWithOld(options: string, ...more: string[]): Promise<void> {
    await declare(image("old", { instanceId: "i-worker", imageName: "golden" }, options), ...more);
    await succeeds(place.stack.up());
    id = (await place.stack.resource("old"))!.id!;
  }

  test.each(Object.entries(providers))(
    "is let go by the resource of %s, and who has it now is said",
    async (_, options) => {
      const { stack, emulator } = place;
      await beginWithOld(options);
      await declare(image("next", { adoptImageId: id }));
      const warnings = messagesIn(await succeeds(stack.up()), "warning");
      expect(warnings).toEqual([
        expect.stringMatching(`^Image ${id} is not deleted, since CustomImage "next" has it in state`),
      ]);
      expect(images()).toEqual([id]);
      expect([await stack.resource("old"), (await stack.resource("next"))?.id]).toEqual([undefined, id]);
      expect(readdirSync(join(stack.folder, "home", ".pulumi", "zenlayer-runs"))).toEqual([]);
      await declare(image("next", {}));
      await succeeds(stack.up());
      await succeeds(stack.destroy());
      expect(emulator.images()).toEqual([]);
    },
  );

  test.each(Object.entries(providers))(
    "and fails to: it stays in the state of the resource of %s, and the next run puts it right",
    async (_, options) => {
      const { stack } = place;
      await beginWithOld(options);
      await declare(image("next", { adoptImageId: id, imageName: "silver" }));
      const { code, output } = await stack.up("--continue-on-error");
      expect(code).not.toBe(0);
      expect(messagesIn(output, "error")).toEqual(
        expect.arrayContaining([
          expect.stringMatching(`^Image ${id} is borrowed `),
          expect.stringMatching(
            `^Image ${id} was not deleted, and stays in state: CustomImage "next" was to take it over .*, and that failed: `,
          ),
        ]),
      );
      expect([images(), (await stack.resource("old"))?.id, await stack.resource("next")]).toEqual([
        [id],
        id,
        undefined,
      ]);
      await declare(image("next", { adoptImageId: id }));
      await succeeds(stack.up());
      expect([images(), await stack.resource("old"), (await stack.resource("next"))?.id]).toEqual([
        [id],
        undefined,
        id,
      ]);
    },
  );

  test("is kept where the borrower owns it from now on, and a resource that only reads it is no owner", async () => {
    const { stack } = place;
    await beginWithOld("{ provider: other }");
    await declare(
      image("old", { instanceId: "i-worker", imageName: "golden" }, "{ provider: other }"),
      image("next", { adoptImageId: id }),
    );
    await succeeds(stack.up());
    await declare(image("next", {}));
    expect(messagesIn(await succeeds(stack.up()), "warning")).toEqual([
      expect.stringMatching(/since CustomImage "next" has it in state/),
    ]);
    expect([images(), (await stack.resource("next"))?.id]).toEqual([[id], id]);

    await declare(`const reader = zenlayer.CustomImage.get("reader", "${id}");`);
    const { code, output } = await stack.up();
    expect(code).not.toBe(0);
    expect(messagesIn(output, "error")).toEqual([expect.stringMatching(/stays in state: .* reads it \(get\)\. /)]);
    expect([images(), (await stack.resource("next"))?.id]).toEqual([[id], id]);
  });

  test("preview and up tell that an instance in place of adoptImageId makes no new image, and of a second owner", async () => {
    const { stack } = place;
    const old = image("old", { instanceId: "i-worker", imageName: "golden" });
    await beginWithOld("{}");
    await declare(old, image("next", { adoptImageId: id }));
    await succeeds(stack.up());
    await declare(old, image("next", { instanceId: "i-web" }));
    const told = [
      expect.stringMatching(
        `^CustomImage "next": image ${id}, adopted until now, becomes owned by this resource: .*no new`,
      ),
      expect.stringMatching(
        `^CustomImage "(next|old)": Image ${id} is owned by several resources: CustomImage "next" and "old"`,
      ),
    ];
    for (const command of ["preview", "up"] as const) {
      const warnings = messagesIn(await succeeds(stack[command]()), "warning");
      expect(warnings).toEqual(expect.arrayContaining(told));
      expect(warnings).toHaveLength(told.length);
    }
    expect(images()).toEqual([id]);
    expect(messagesIn(await succeeds(stack.up()), "warning")).toEqual([]);
  });

  test("up --replace makes a new image and leaves the adopted one, as that warning says", async () => {
    const { stack, emulator } = place;
    const { imageId } = emulator.addImage({ zoneId: "SIN-A", imageName: "by-hand" });
    await declare(image("web", { adoptImageId: imageId }));
    await succeeds(stack.up());
    await declare(image("web", { instanceId: "i-worker" }));
    await succeeds(stack.up("--replace", urnOf("web")));
    const made = (await stack.resource("web"))!.id!;
    expect(images()).toEqual([imageId, made]);
    await succeeds(stack.destroy());
    expect(images()).toEqual([imageId]);
  });
});
