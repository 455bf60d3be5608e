import { readdirSync } from "node:fs";
import { join } from "node:path";
import { messagesIn } from "../support/diagnostics";
import { emulatedStack, image, program, succeeds, urnOf, type EmulatedStack } from "../support/emulatedStack";

// A resource leaves the program, or stays in it, while another one takes over its image.

/** The stack's resources in four runs of `pulumi up`, which all stories share. */
interface Story {
  /** Lines of the program in each run. The id of the image is known after the first one. */
  runs: ((id: string) => string[])[];
  /** What each run leaves in the state: whether the first resource and the second one have the image. */
  holds: { old?: true; next?: true }[];
  /** Warnings and errors about the image in each run. */
  warnings?: Record<number, string[]>;
  errors?: Record<number, string[]>;
}

const OTHER = 'const other = new zenlayer.Provider("other", { requestTimeoutSeconds: 30 });';
const explicit = "{ provider: other }";

const own = (name: string, options = "{}") => image(name, { instanceId: "i-web", imageName: name }, options);
const next = (name: string, inputs: object) => image(`${name}Next`, inputs);
const adopt = (name: string, adoptImageId: string, more: object = {}) => next(name, { adoptImageId, ...more });

const released = (name: string) => `^Image \\S+ is not deleted, because CustomImage "${name}Next" has it in state`;

const lets = (name: string, options: string): Story => ({
  runs: [() => [own(name, options)], (id) => [adopt(name, id)], () => [next(name, {})], () => [next(name, {})]],
  holds: [{ old: true }, { next: true }, { next: true }, { next: true }],
  warnings: { 1: [released(name)] },
});

const failsFirst = (name: string, options: string): Story => ({
  runs: [
    () => [own(name, options)],
    (id) => [adopt(name, id, { imageName: "silver" })],
    (id) => [adopt(name, id)],
    () => [next(name, {})],
  ],
  holds: [{ old: true }, { old: true }, { next: true }, { next: true }],
  errors: {
    1: [
      "^Image \\S+ is borrowed ",
      `^Image \\S+ was not deleted and stays in state: CustomImage "${name}Next" was to adopt it .*, and that failed: `,
    ],
  },
  warnings: { 2: [released(name)] },
});

const stories: Record<string, Story & { title: string }> = {
  same: { title: "is released by a resource of the same provider", ...lets("same", "{}") },
  explicit: { title: "is released by a resource of another provider", ...lets("explicit", explicit) },
  failsSame: {
    title:
      "stays in the state of a resource of the same provider when the takeover fails, until a run in which it works",
    ...failsFirst("failsSame", "{}"),
  },
  failsExplicit: {
    title:
      "stays in the state of a resource of another provider when the takeover fails, until a run in which it works",
    ...failsFirst("failsExplicit", explicit),
  },
  kept: {
    title: "stays when its borrower owns it from now on; a resource that only reads it does not own it",
    runs: [
      () => [own("kept", explicit)],
      (id) => [own("kept", explicit), adopt("kept", id)],
      () => [next("kept", { imageName: "kept" })],
      (id) => [`const reader = zenlayer.CustomImage.get("reader", "${id}");`],
    ],
    holds: [{ old: true }, { old: true, next: true }, { next: true }, { next: true }],
    warnings: { 2: [released("kept")] },
    errors: { 3: ["stays in state: .* reads it \\(get\\)\\. "] },
  },
  shared: {
    title:
      "is not created anew by an instance in place of adoptImageId, and a second owner is reported, in preview and up",
    runs: [
      () => [own("shared")],
      (id) => [own("shared"), adopt("shared", id)],
      () => [own("shared"), next("shared", { instanceId: "i-worker" })],
      () => [own("shared"), next("shared", { instanceId: "i-worker" })],
    ],
    holds: [{ old: true }, { old: true, next: true }, { old: true, next: true }, { old: true, next: true }],
    warnings: {
      2: [
        '^CustomImage "shared(Next)?": Image \\S+ is owned by several resources: CustomImage "shared(Next)?" and CustomImage "shared(Next)?"',
        '^CustomImage "sharedNext": image \\S+, adopted until now, becomes owned by this resource: .*no new',
      ],
    },
  },
};

let place: EmulatedStack;
const names = Object.keys(stories);
/** Ids of the images by name. */
const ids: Record<string, string> = {};

/** What a run printed and left. */
interface Seen {
  warnings: string[];
  errors: string[];
  inState: Record<string, string | undefined>;
  images: string[];
}
const seen: Seen[] = [];
let previewed: string[];
let recordsLeft: string[];

const images = () => place.emulator.images().map(({ imageId }) => imageId);

beforeAll(async () => {
  place = await emulatedStack({ emulator: { quota: 20 } });
  const { stack, emulator } = place;
  const foreign = emulator.addImage({ zoneId: "SIN-A", imageName: "by-hand" }).imageId;
  for (const run of [0, 1, 2, 3]) {
    const lines = names.flatMap((name) => stories[name]!.runs[run]!(ids[name]!));
    const inputs = run === 0 ? { adoptImageId: foreign } : { instanceId: "i-worker" };
    await stack.setProgram(program(OTHER, ...lines, image("replaced", inputs)));
    if (run === 2) previewed = messagesIn(await succeeds(stack.preview()), "warning");
    const { output } = await stack.up("--continue-on-error", ...(run === 1 ? ["--replace", urnOf("replaced")] : []));
    const resources = names.flatMap((name) => [name, `${name}Next`]);
    const entries = resources.map(async (name) => [name, (await stack.resource(name))?.id] as const);
    const inState = Object.fromEntries(await Promise.all(entries));
    const [warnings, errors] = [messagesIn(output, "warning"), messagesIn(output, "error")];
    seen.push({ warnings, errors, inState, images: images() });
    if (run === 0) for (const name of names) ids[name] = inState[name]!;
  }
  recordsLeft = readdirSync(join(stack.folder, "home", ".pulumi", "zenlayer-runs"));
  ids.replaced = (await stack.resource("replaced"))!.id!;
  ids.foreign = foreign;
  await succeeds(stack.destroy());
});
afterAll(() => place.cleanup());

/** Messages about an image. */
const about = (texts: string[], id: string) => texts.filter((text) => text.includes(id));
const matching = (patterns: string[] = []) => patterns.map((pattern) => expect.stringMatching(pattern) as string);

describe("an owned image that another resource takes over", () => {
  test.each(names.map((name) => [stories[name]!.title, name] as const))("%s", (_, name) => {
    const { holds, warnings, errors } = stories[name]!;
    const id = ids[name]!;
    for (const [run, { old, next: hasNext }] of holds.entries()) {
      const { inState, ...result } = seen[run]!;
      expect(inState).toMatchObject({ [name]: old && id, [`${name}Next`]: hasNext && id });
      expect(result.images).toContain(id);
      expect({ run, warnings: about(result.warnings, id).sort() }).toEqual({
        run,
        warnings: matching(warnings?.[run]),
      });
      expect({ run, errors: about(result.errors, id).sort() }).toEqual({ run, errors: matching(errors?.[run]) });
    }
  });

  test("and becomes owned twice is reported in the preview and in the run", () => {
    expect(about(previewed, ids.shared!).sort()).toEqual(matching(stories.shared!.warnings![2]));
  });
});

test("up --replace creates a new image and leaves the adopted one", () => {
  expect(seen[1]!.images).toEqual(expect.arrayContaining([ids.foreign, ids.replaced]));
  expect(ids.replaced).not.toBe(ids.foreign);
});

test("nothing but the adopted image is left after destroy, and no record of the runs", () => {
  expect(images()).toEqual([ids.foreign]);
  expect(recordsLeft).toEqual([]);
});
