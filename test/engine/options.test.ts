import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EmulatedImage } from "../../emulator";
import { emulatedStack, image, program, succeeds, type EmulatedStack } from "../support/emulatedStack";
import type { ResourceState } from "../support/state";

let place: EmulatedStack;

/** What a change of the program does to an image. */
type Change = "kept" | "updated" | "replaced" | "replaced, old one first" | "replaced, old one left";

/** Results of the commands that all rows share: an `up`, an `up` of the changed program, a `destroy`. */
interface Seen {
  firstOutput: string;
  /** State after the first `up`, by name in the program. */
  resource: (name: string) => ResourceState | undefined;
  /** State after the second `up`, by name in the program. */
  changed: (name: string) => ResourceState | undefined;
  /** The image that the first `up` created under that name. */
  created: (name: string) => EmulatedImage;
}

interface Row {
  /** Both columns of the table in docs/resource.md. */
  option: string;
  does: string;
  /** Lines of the program, and what they become. */
  before?: string[];
  after?: string[];
  /** Images by name in the program: what the change does, and whether the image outlives `destroy`. */
  images?: Record<string, { change: Change; name?: string; stays?: boolean }>;
  also?: (seen: Seen) => void;
  /** The test that runs it, where a row of this table cannot. */
  elsewhere?: string;
}

const web = { instanceId: "i-web" };
const named = (imageName: string) => ({ ...web, imageName });
const described = (imageDescription: string) => ({ ...web, imageDescription });

const secretSignature = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

const rows: Row[] = [
  { option: "`protect`", does: "deleting and replacing the image is rejected", elsewhere: "moreOptions.test.ts" },
  {
    option: "`retainOnDelete`",
    does: "the image stays in the account when the resource is deleted or replaced",
    before: [image("retained", named("retained-1"), "{ retainOnDelete: true }")],
    after: [image("retained", named("retained-2"), "{ retainOnDelete: true }")],
    images: { retained: { change: "replaced, old one left", stays: true } },
  },
  {
    option: "`deleteBeforeReplace`",
    does: "the old image is deleted first; the preview counts free slots accordingly",
    before: [image("oldFirst", named("old-first-1")), image("newFirst", named("new-first-1"))],
    after: [
      image("oldFirst", named("old-first-2"), "{ deleteBeforeReplace: true }"),
      image("newFirst", named("new-first-2")),
    ],
    images: { oldFirst: { change: "replaced, old one first" }, newFirst: { change: "replaced" } },
  },
  {
    option: "`ignoreChanges`",
    does: "works for every input",
    before: [
      image("deaf", { ...named("deaf"), imageDescription: "a", stopInstance: false, forceShutdown: false }),
      image("deafLoan", { adoptImageId: "SIN-A/img-hand" }),
    ],
    after: [
      image(
        "deaf",
        { instanceId: "i-worker", imageName: "b", imageDescription: "b", stopInstance: true, forceShutdown: true },
        '{ ignoreChanges: ["instanceId", "imageName", "imageDescription", "stopInstance", "forceShutdown"] }',
      ),
      image("deafLoan", { adoptImageId: "SIN-A/img-other" }, '{ ignoreChanges: ["adoptImageId"] }'),
    ],
    images: { deaf: { change: "kept" }, deafLoan: { change: "kept", stays: true } },
  },
  {
    option: "`replaceOnChanges`",
    does: "**no effect**: the dynamic host does not report to the engine which properties differ. Use `replacementTrigger`",
    before: [image("renewed", described("a"), '{ replaceOnChanges: ["imageDescription"] }')],
    after: [image("renewed", described("b"), '{ replaceOnChanges: ["imageDescription"] }')],
    images: { renewed: { change: "updated" } },
  },
  {
    option: "`replacementTrigger`",
    does: "changing the value replaces the image; adding the option does not",
    before: [image("triggered", web, '{ replacementTrigger: "a" }'), image("untriggered", web)],
    after: [
      image("triggered", web, '{ replacementTrigger: "b" }'),
      image("untriggered", web, '{ replacementTrigger: "a" }'),
    ],
    images: { triggered: { change: "replaced" }, untriggered: { change: "kept" } },
  },
  {
    option: "`deletedWith`",
    does: "when that resource is deleted, the image stays in the account",
    before: [image("host", web), image("guest", web, "{ deletedWith: host }")],
    images: { host: { change: "kept" }, guest: { change: "kept", stays: true } },
  },
  {
    option: "`replaceWith`, `dependsOn`, `parent`, `hooks`",
    does: "work as for any resource",
    before: [
      image("leader", named("leader-1")),
      image("follower", web, "{ replaceWith: [leader] }"),
      image("earlier", web),
      image("later", { instanceId: "i-worker" }, "{ dependsOn: earlier }"),
      'class Site extends pulumi.ComponentResource { constructor(name) { super("test:index:Site", name); } }',
      image("child", web, '{ parent: new Site("site") }'),
      'const heard = new pulumi.ResourceHook("heard", ({ id }) => { console.log(`hook heard of ${id}`); });',
      image("hooked", web, "{ hooks: { afterCreate: [heard] } }"),
    ],
    after: [
      image("leader", named("leader-2")),
      image("follower", web, "{ replaceWith: [leader] }"),
      image("earlier", web),
      image("later", { instanceId: "i-worker" }, "{ dependsOn: earlier }"),
      'class Site extends pulumi.ComponentResource { constructor(name) { super("test:index:Site", name); } }',
      image("child", web, '{ parent: new Site("site") }'),
      image("hooked", web),
    ],
    images: {
      leader: { change: "replaced" },
      follower: { change: "replaced" },
      earlier: { change: "kept" },
      later: { change: "kept" },
      child: { change: "kept" },
      hooked: { change: "kept" },
    },
    also({ firstOutput, created, resource }) {
      expect(created("later").createdAt).toBeGreaterThanOrEqual(created("earlier").readyAt);
      expect(resource("child")?.urn).toContain("test:index:Site$pulumi-nodejs:dynamic/zenlayer:CustomImage::child");
      expect(firstOutput).toContain(`hook heard of ${created("hooked").imageId}`);
    },
  },
  {
    option: "`provider`, `providers` of a component",
    does: "see [several accounts](settings.md#several-accounts)",
    elsewhere: "accounts.test.ts",
  },
  {
    option: "`aliases`",
    does: "nothing is replaced, and a generated name is kept",
    before: [image("maiden", web)],
    after: [image("married", web, '{ aliases: [{ name: "maiden" }] }')],
    images: { maiden: { change: "kept", name: "married" } },
  },
  {
    option: "`transforms`",
    does: "work as for any resource",
    before: [
      image(
        "transformed",
        described("a"),
        '{ transforms: [({ props, opts }) => ({ props: { ...props, imageDescription: "transformed" }, opts })] }',
      ),
    ],
    images: { transformed: { change: "kept" } },
    also: ({ created }) => expect(created("transformed").imageDescription).toBe("transformed"),
  },
  {
    option: "`customTimeouts`",
    does: "work for create, update and delete",
    before: [image("patient", web)],
    after: [image("patient", web, '{ customTimeouts: { create: "2h" } }')],
    images: { patient: { change: "updated" } },
  },
  {
    option: "`additionalSecretOutputs`",
    does: "these outputs are encrypted in the state",
    before: [image("discreet", web, '{ additionalSecretOutputs: ["imageId"] }')],
    images: { discreet: { change: "kept" } },
    also({ resource }) {
      expect(resource("discreet")?.outputs.imageId).toMatchObject(secretSignature);
      expect(resource("discreet")?.outputs.zoneId).toBe("HKG-A");
    },
  },
  { option: "`import`", does: "borrows the image, like `adoptImageId`", elsewhere: "adoption.test.ts" },
  {
    option:
      "`--target`, `--replace`, `--refresh`, `--expect-no-changes`, `--json`, `--save-plan` with `--plan`, `state taint`",
    does: "work as for any resource",
    elsewhere: "flags.test.ts",
  },
];

/** Behavior beyond the table, in the same commands. */
const behavior: Row[] = [
  {
    option: "a generated name",
    does: "stays through every change but that of the instance",
    before: [
      image("auto", web),
      image("autoWaits", web),
      image("autoMoved", web, '{ customTimeouts: { create: "2h" } }'),
    ],
    after: [
      image("auto", described("described")),
      image("autoWaits", { imageDescription: "described" }, '{ customTimeouts: { create: "2h" } }'),
      image("autoMoved", { instanceId: "i-worker" }),
    ],
    images: {
      auto: { change: "updated" },
      autoWaits: { change: "updated" },
      autoMoved: { change: "replaced" },
    },
    also({ resource, changed }) {
      for (const name of ["auto", "autoWaits", "autoMoved"]) {
        const [before, after] = [resource(name), changed(name)].map((each) => each?.outputs.imageName);
        for (const imageName of [before, after]) expect(imageName).toMatch(new RegExp(`^${name}-[0-9a-f]{7}$`));
        expect(before === after).toBe(name !== "autoMoved");
      }
      expect(changed("autoWaits")?.outputs).toHaveProperty("__timeouts");
      expect(changed("autoMoved")?.outputs.__timeouts).toBeUndefined();
    },
  },
];

const allRows = [...rows, ...behavior];

test("docs/resource.md says the same", () => {
  const page = readFileSync(join(__dirname, "..", "..", "docs", "resource.md"), "utf8");
  const [, section = ""] = page.split("## Resource options\n");
  const lines = section
    .split(/\n## /)[0]!
    .split("\n")
    .filter((line) => /^\| [`]/.test(line));
  const table = lines.map((line) =>
    line
      .split("|")
      .slice(1, 3)
      .map((cell) => cell.trim()),
  );
  expect(table).toEqual(rows.map(({ option, does }) => [option, does]));
});

describe("of the resource options", () => {
  const changes = new Map<string, Change>();
  const stays = new Map<string, boolean>();
  let seen: Seen;

  beforeAll(async () => {
    place = await emulatedStack({
      program: program(...allRows.flatMap(({ before = [] }) => before)),
      emulator: {
        quota: 50,
        createImageMs: 20,
        images: ["hand", "other"].map((name) => ({ imageId: `img-${name}`, imageName: name, zoneId: "SIN-A" })),
      },
    });
    const { stack, emulator } = place;
    const everyImage = async () => (await stack.state()).resources.filter(({ type }) => type.endsWith("CustomImage"));
    const nameIn = ({ urn }: ResourceState) => urn.slice(urn.lastIndexOf("::") + 2);
    const find = (resources: ResourceState[], name: string) => resources.find((each) => nameIn(each) === name);
    const imageOf = (id?: string) => emulator.history().find(({ imageId }) => imageId === id)!;

    const firstOutput = await succeeds(stack.up());
    const first = await everyImage();
    const createdFirst = emulator.history();
    await stack.setProgram(program(...allRows.flatMap(({ before = [], after = before }) => after)));
    await succeeds(stack.up());
    const second = await everyImage();
    seen = {
      firstOutput,
      resource: (name) => find(first, name),
      changed: (name) => find(second, name),
      created: (name) => createdFirst.find(({ imageId }) => imageId === find(first, name)?.id)!,
    };
    await succeeds(stack.destroy());

    for (const [name, { name: newName = name }] of allRows.flatMap(({ images = {} }) => Object.entries(images))) {
      const [before, after] = [find(first, name)!, find(second, newName)!];
      changes.set(name, changeOf(before, after, imageOf));
      stays.set(
        name,
        emulator.images().some(({ imageId }) => imageId === after.id),
      );
    }
  });
  afterAll(() => place.cleanup());

  function changeOf(before: ResourceState, after: ResourceState, imageOf: (id?: string) => EmulatedImage): Change {
    if (before.id === after.id) return readable(before) === readable(after) ? "kept" : "updated";
    const [old, created] = [imageOf(before.id), imageOf(after.id)];
    if (old.deletedBy === undefined) return "replaced, old one left";
    return old.deletedBy < created.createdBy! ? "replaced, old one first" : "replaced";
  }

  /** Outputs as text; secrets are encrypted anew each time. */
  const readable = ({ outputs }: ResourceState) =>
    JSON.stringify(outputs, (key, value: unknown) => (key === "ciphertext" ? "…" : value));

  test.each(allRows.filter(({ elsewhere }) => elsewhere === undefined))("$option $does", ({ images = {}, also }) => {
    for (const [name, expected] of Object.entries(images)) {
      const got = { name, change: changes.get(name), stays: stays.get(name) };
      expect(got).toEqual({ name, change: expected.change, stays: expected.stays ?? false });
    }
    also?.(seen);
  });
});
