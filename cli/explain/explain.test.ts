import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { createEmulator, type Emulator } from "../../emulator";
import { create } from "../../provider/customImage";
import { Credentials } from "../../provider/zenlayer/credentials";
import { commandLine, type CommandLineResult } from "../../test/support/commandLine";
import { hostileText, controlSequence } from "../../test/support/hostileText";
import { checked, TestAccount } from "../../test/support/provider";
import { randomFrom } from "../../test/support/random";
import { estimate, type Measurement } from "./estimate";
import { explainPreview, type Explanation } from "./explanation";
import { readPreview } from "./preview";

const recordings = join(__dirname, "..", "..", "test", "fixtures", "previews");
const VERSIONS = readdirSync(recordings, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
const recorded = (version: string, name: string): string =>
  readFileSync(join(recordings, version, `${name}.json`), "utf8");

let emulator: Emulator;
beforeEach(async () => {
  emulator = createEmulator();
  await emulator.start();
});
afterEach(() => emulator.stop());

/** Explains a preview with the account of the emulator. */
const explain = (input: string, ...args: string[]): Promise<CommandLineResult> =>
  commandLine(["explain", ...args], {
    input,
    env: {
      ZENLAYER_ENDPOINT: emulator.url,
      ZENLAYER_ACCESS_KEY_ID: emulator.accessKeyId,
      ZENLAYER_ACCESS_KEY_SECRET: emulator.accessKeyPassword,
    },
  });
const explained = async (input: string, ...args: string[]): Promise<Explanation> =>
  JSON.parse((await explain(input, "--json", ...args)).out) as Explanation;

const PLUGIN = "zenlayer:index:CustomImage";
const DYNAMIC = "pulumi-nodejs:dynamic/zenlayer:CustomImage";
const FAMILY = "zenlayer:index:ImageFamily";

interface State {
  inputs?: object;
  outputs?: object;
  id?: string;
  [key: string]: unknown;
}

/** A preview of one step; with old and new state as Pulumi prints them. */
function preview(op: string, states: { old?: State; new?: State }, type = DYNAMIC, more: object[] = []): string {
  const urn = `urn:pulumi:dev::test::${type}::web`;
  const state = (of: State | undefined) => of && { urn, type, custom: true, ...of };
  return JSON.stringify({
    steps: [{ op, urn, oldState: state(states.old), newState: state(states.new) }, ...more],
    changeSummary: {},
  });
}

const image = (more: object = {}, id = "img-1"): State => ({
  id,
  inputs: { instanceId: "i-web", imageName: "web", ...more },
  outputs: { instanceId: "i-web", imageName: "web", zoneId: "HKG-A", imageSize: 40, imageStatus: "AVAILABLE", ...more },
});

describe.each(VERSIONS)("previews of Pulumi %s", (version) => {
  test("every kind of change is reported, with its order and its slots", async () => {
    emulator.setQuota(undefined, 10);
    for (let n = 1; n <= 5; n++) emulator.addImage({ zoneId: "HKG-A", imageName: `image-${n}` });
    const { summary, changes, zones } = await explained(recorded(version, "changes"));
    expect(summary).toEqual({ create: 2, replace: 2, delete: 1, adopt: 1, update: 1 });
    const byName = Object.fromEntries(changes.map((change) => [change.resource, change]));
    expect(byName.web).toMatchObject({ change: "replace", deletesFirst: false, because: ["imageName"] });
    expect(byName.web?.deletes).toMatchObject([{ imageName: "web-1", zoneId: "HKG-A" }]);
    expect(byName.first).toMatchObject({ change: "replace", deletesFirst: true });
    expect(byName.described).toMatchObject({ change: "update", because: ["imageDescription"] });
    expect(byName.db).toMatchObject({ change: "create", powersOff: "yes", creates: { imageName: "db" } });
    expect(byName.unnamed?.creates?.imageName).toMatch(/^unnamed-[0-9a-f]{7}$/);
    expect(byName.taken).toMatchObject({ change: "adopt", zoneId: "HKG-A", deletes: [] });
    expect(byName.old).toMatchObject({ change: "delete", deletes: [{ imageName: "old" }] });
    expect(zones).toEqual([
      {
        zoneId: "HKG-A",
        created: 4,
        deleted: 3,
        maybeDeleted: 0,
        before: 5,
        after: 6,
        peak: 8,
        max: 10,
        isTooSmall: false,
      },
    ]);
  });

  test("a preview of an unchanged stack sends no request", async () => {
    for (const name of ["unchanged"]) {
      const { code, out } = await explain(recorded(version, name));
      expect({ code, out }).toEqual({ code: 0, out: "No changes of custom images.\n" });
    }
    expect(emulator.calls()).toEqual([]);
  });

  test("unchanged resources change nothing, whether they are listed or not", async () => {
    const [without, all] = [recorded(version, "changes"), recorded(version, "changes-with-sames")];
    expect((await explained(all)).changes.map(({ resource }) => resource).sort()).toEqual(
      (await explained(without)).changes.map(({ resource }) => resource).sort(),
    );
  });

  test("a preview that fails gives exit status 1, and its error is reported once", async () => {
    const { code, out } = await explain(recorded(version, "error"));
    expect(code).toBe(1);
    expect(out.match(/has a problem/g)).toHaveLength(1);
  });
});

test.each<[string, string, Partial<Explanation["changes"][number]>]>([
  ["create by the plugin", preview("create", { new: image() }, PLUGIN), { change: "create", kind: "CustomImage" }],
  [
    "delete of an image that was only adopted",
    preview("delete", { old: image({ adoptImageId: "img-1" }) }),
    { change: "release", deletes: [] },
  ],
  [
    "delete with retainOnDelete",
    preview("delete", { old: { ...image(), retainOnDelete: true } }),
    { change: "release", deletes: [] },
  ],
  [
    "an adopted image becomes owned",
    preview("update", { old: image({ adoptImageId: "img-1" }), new: image() }),
    { change: "own", because: ["adoptImageId"] },
  ],
  [
    "an image that is still being created",
    preview("update", { old: image({ imageStatus: "CREATING" }), new: image() }),
    { change: "resume" },
  ],
  [
    "an image under its working name",
    preview("update", { old: image({ __record: { workingName: "web-z1naaaabbbbccccdddd" } }), new: image() }),
    { change: "resume" },
  ],
  [
    "an update after a failure",
    preview("update", { old: { ...image(), initErrors: ["timed out"] }, new: image() }),
    { change: "resume" },
  ],
  [
    "a replacement by another existing image",
    preview("replace", { old: image(), new: image({ adoptImageId: "SIN-A/img-2" }) }),
    { change: "adopt", zoneId: "SIN-A", keeps: [{ imageId: "img-2", zoneId: "SIN-A" }] },
  ],
  [
    "a replacement of a borrowed image",
    preview("replace", { old: image({ adoptImageId: "img-1" }), new: image() }),
    { change: "replace", deletes: [] },
  ],
  ["an import", preview("import", { new: image() }, PLUGIN), { change: "import" }],
  [
    "an instance that is not known before the run",
    preview("create", { new: image({ instanceId: "04da6b54-80e4-46f7-96ec-b56ff0331ba9", stopInstance: true }) }),
    { change: "create", powersOff: "if it runs" },
  ],
  [
    "an instance that is already stopped",
    preview("create", { new: image({ stopInstance: true }) }),
    { change: "create", powersOff: "no" },
  ],
  ["a secret name", preview("create", { new: image({ imageName: "[secret]" }) }), { change: "create", creates: {} }],
])("%s", async (_, input, expected) => {
  const { changes } = await explained(input);
  expect(changes).toMatchObject([expected]);
});

test("steps of other resources are not about images", async () => {
  expect((await explained(preview("create", { new: image() }, "random:index:Pet"))).changes).toEqual([]);
});

test("a replacement shown in three steps is one", async () => {
  const urn = `urn:pulumi:dev::test::${DYNAMIC}::web`;
  const more = ["create-replacement", "delete-replaced"].map((op) => ({ op, urn, newState: { urn, type: DYNAMIC } }));
  const { summary } = await explained(preview("replace", { old: image(), new: image() }, DYNAMIC, more));
  expect(summary).toEqual({ replace: 1 });
});

describe("families", () => {
  const stored = (label: string, more: object = {}) => ({
    version: label,
    sequence: Number(label),
    image: {
      imageId: `img-${label}`,
      imageName: `web-${label}`,
      zoneId: "HKG-A",
      imageSize: 40,
      imageStatus: "AVAILABLE",
      __record: { seen: true, wasAvailable: true },
      ...more,
    },
  });
  const family = (inputs: object, current = "3", versions = [stored("1"), stored("2"), stored("3")]): State => ({
    id: "HKG-A/web",
    inputs: { familyName: "web", instanceId: "i-web", ...inputs },
    outputs: {
      familyName: "web",
      zoneId: "HKG-A",
      ...inputs,
      currentVersion: current,
      versions: versions.toReversed().map(({ version, image: { imageId, imageName, imageStatus } }) => {
        return { version, imageId, imageName, imageStatus };
      }),
      __versions: versions,
      __record: { nextSequence: 4, forgotten: ["0"] },
    },
  });

  const step = async (from: State, to: State) => {
    const input = preview("update", { old: from, new: to }, FAMILY);
    const { changes, zones } = await explained(input);
    expect(changes).toHaveLength(1);
    return { ...changes[0]!, zones, text: (await explain(input)).out };
  };

  test("a new version becomes current and prunes the oldest", async () => {
    const found = await step(family({ version: "3" }), family({ version: "4" }));
    expect(found).toMatchObject({
      change: "create",
      creates: { imageName: "web-4", version: "4" },
      current: { from: "3", to: "4" },
      mayPrune: [{ imageId: "img-1" }],
      keeps: [{ imageId: "img-3" }, { imageId: "img-2" }],
      zones: [{ created: 1, deleted: 0, maybeDeleted: 1 }],
    });
    expect(found.text).toMatch(/creates image web-4 of instance i-web/);
    expect(found.text).toMatch(/Version 4 becomes current in place of 3\./);
    expect(found.text).toMatch(/Prunes img-1 \(web-1\) afterwards, unless instances/);
  });

  test("a version that instances were created from is kept, and named", async () => {
    emulator.addInstance({ instanceId: "i-front", zoneId: "HKG-A", imageId: "img-1", instanceStatus: "RUNNING" });
    const found = await step(family({ version: "3" }), family({ version: "4" }));
    expect(found).toMatchObject({ mayPrune: [], keptInUse: [{ image: { imageId: "img-1" } }] });
    expect(found.text).toMatch(/Keeps img-1 \(web-1\): instances were created from it: i-front \(HKG-A\) RUNNING/);
  });

  test("while another version is pinned, it stays current, and a newer one is pruned in its place", async () => {
    const pin = { currentVersion: "1", keep: 2 };
    const found = await step(family({ version: "3", ...pin }, "1"), family({ version: "4", ...pin }, "1"));
    expect(found).toMatchObject({ change: "create", mayPrune: [{ imageId: "img-2" }, { imageId: "img-3" }] });
    expect(found.current).toBeUndefined();
    expect(found.text).toMatch(/The current version stays what it is/);
  });

  test("failed versions are deleted for certain, and unfinished ones are finished", async () => {
    const versions = [stored("1"), stored("2", { imageStatus: "UNAVAILABLE", __record: { seen: true } }), stored("3")];
    const failed = await step(family({ version: "3" }, "3", versions), family({ version: "4" }, "3", versions));
    expect(failed).toMatchObject({ deletes: [{ imageId: "img-2" }], mayPrune: [] });
    expect(failed.text).toMatch(/Deletes img-2 \(web-2\), whose creation failed/);
    const record = { __record: { workingName: "web-z1naaaabbbbccccdddd" } };
    const begun = [stored("1"), stored("2"), stored("3", record)];
    expect(await step(family({ version: "3" }, "2", begun), family({ version: "3" }, "2", begun))).toMatchObject({
      change: "resume",
      current: { from: "2", to: "3" },
    });
  });

  test("existing images are adopted as versions", async () => {
    const found = await step(family({ version: "3" }), family({ version: "4", adoptVersions: { 4: "HKG-A/img-9" } }));
    expect(found).toMatchObject({ change: "adopt", current: { from: "3", to: "4" } });
    expect(found.keeps).toContainEqual(expect.objectContaining({ imageId: "img-9", imageName: "web-4" }));
    expect(found.creates).toBeUndefined();
  });

  test("a label that is not known before the run creates a version of a name that is not known", async () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const found = await step(family({ version: "3" }), family({ version: unknown }));
    expect(found).toMatchObject({ change: "create", creates: {}, mayPrune: [{ imageId: "img-1" }] });
    expect(found.text).not.toMatch(/04da|becomes current|\?/);
  });

  test("a pruned label: nothing is said but what the preview itself reports", async () => {
    expect(await step(family({ version: "3" }), family({ version: "0" }))).toMatchObject({
      change: "update",
      deletes: [],
    });
  });

  test("a rollback creates and deletes nothing", async () => {
    const states = { old: family({ version: "3", keep: 1 }), new: family({ version: "1", keep: 1 }) };
    expect((await explained(preview("update", states, FAMILY))).changes).toMatchObject([
      { change: "switch", mayPrune: [], deletes: [] },
    ]);
  });

  test("a lowered keep prunes all but the current and the declared version", async () => {
    const pin = { version: "3", currentVersion: "1" };
    expect((await step(family(pin, "1"), family({ ...pin, keep: 2 }, "1"))).mayPrune).toMatchObject([
      { imageId: "img-2" },
    ]);
    expect((await step(family({ version: "3" }), family({ version: "3", keep: 1 }))).mayPrune).toMatchObject([
      { imageId: "img-1" },
      { imageId: "img-2" },
    ]);
  });

  test("measured times of versions count", async () => {
    const versions = [stored("1", { creationSeconds: 120 }), stored("2", { creationSeconds: 130 })];
    const found = await step(family({ version: "2" }, "2", versions), family({ version: "3" }, "2", versions));
    expect(found.estimate).toMatchObject({ images: 2 });
  });

  test("a deleted family deletes every version", async () => {
    const { changes, zones } = await explained(preview("delete", { old: family({ version: "3" }) }, FAMILY));
    expect(changes).toMatchObject([{ change: "delete" }]);
    expect(zones).toMatchObject([{ zoneId: "HKG-A", deleted: 3 }]);
  });
});

test("a zone that is too small is reported, in every format", async () => {
  for (let n = 1; n <= 5; n++) emulator.addImage({ zoneId: "HKG-A", imageName: `image-${n}` });
  const input = preview("replace", { old: image(), new: image({ imageName: "web-2" }) });
  expect((await explained(input)).zones).toMatchObject([{ before: 5, after: 5, peak: 6, max: 5, isTooSmall: true }]);
  for (const format of ["text", "markdown"]) {
    const { out } = await explain(input, "--format", format);
    expect(out).toContain("5 of 5 slots used, 5 after the run, 6 in between");
    expect(out).toContain("too few free slots: 6 images at a time, and it takes 5. Delete an image first");
  }
  const first = preview("replace", { old: { ...image(), pendingReplacement: true }, new: image() });
  expect((await explained(first)).zones).toMatchObject([{ peak: 5, isTooSmall: false }]);
});

describe("several accounts", () => {
  const DEFAULT = "urn:pulumi:dev::test::pulumi:providers:pulumi-nodejs::default";
  const PARTNER = "urn:pulumi:dev::test::pulumi:providers:pulumi-nodejs::partner";
  const SECRET = "[secret]";
  const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  const theirKey = { "zenlayer:accessKeyId": "AKPARTNER", "zenlayer:accessKeyPassword": SECRET };
  const keyOfEnvironment = () => ({
    "zenlayer:accessKeyId": emulator.accessKeyId,
    "zenlayer:accessKeyPassword": SECRET,
  });

  const by = (provider: string, state: State): State => ({ ...state, provider: `${provider}::${UNKNOWN}` });
  /** The step of a Provider, as with --show-sames. */
  const declares = (inputs: object, urn = PARTNER, op = "same"): object => {
    const state = { urn, type: urn.split("::")[2], id: "an-id", inputs };
    return { op, urn, [op === "delete" ? "oldState" : "newState"]: state };
  };
  /** An image that was last seen with this key. */
  const seenWith = (keyFingerprint: string, more: object = {}): State => {
    const { outputs, ...rest } = image(more);
    return { ...rest, outputs: { ...outputs, endpoint: emulator.url, __record: { keyFingerprint } } };
  };
  const fingerprint = (accessKeyId: string): string =>
    new Credentials({ accessKeyId, accessKeyPassword: "" }).fingerprint;
  const replaced = (provider: string, old: State, more: object[], type = DYNAMIC): string =>
    preview("replace", { old: by(provider, old), new: by(provider, image({ imageName: "web-2" })) }, type, more);
  const unknownZone = { zoneId: "HKG-A", created: 1, deleted: 1, provider: "partner" };

  test.each<[string, () => object, RegExp | undefined]>([
    ["another key", () => theirKey, /^Provider partner uses another access key/],
    [
      "another endpoint",
      () => ({ "zenlayer:endpoint": "https://other.example" }),
      /^Provider partner uses another endpoint$/,
    ],
    [
      "a secret token",
      () => ({ "zenlayer:token": SECRET }),
      /^Provider partner uses credentials .* the preview does not show$/,
    ],
    ["a key that is not known before the run", () => ({ "zenlayer:accessKeyId": UNKNOWN }), /does not show$/],
    ["a profile that is not here", () => ({ "zenlayer:profile": "partner" }), /credentials that are not found here$/],
    ["another setting only", () => ({ "zenlayer:requestTimeoutSeconds": "30" }), undefined],
    ["the same key", keyOfEnvironment, undefined],
  ])("a Provider with %s", async (_, settings, because) => {
    const input = replaced(PARTNER, image(), [declares(settings())]);
    const { zones, unknown, changes } = await explained(input);
    if (because === undefined) {
      expect({ zones, unknown }).toMatchObject({ zones: [{ before: 0, after: 0, peak: 1 }], unknown: [] });
      expect(changes).toMatchObject([{ instance: { instanceId: "i-web" } }]);
      return;
    }
    expect(zones).toMatchObject([{ ...unknownZone, slotsUnknownBecause: expect.stringMatching(because) as string }]);
    expect(zones[0]).not.toHaveProperty("before");
    expect(unknown).toEqual([`Instances of another account were not looked up: ${zones[0]!.slotsUnknownBecause}.`]);
    expect(changes[0]).not.toHaveProperty("instance");
    for (const format of ["text", "markdown"]) {
      const { out } = await explain(input, "--format", format);
      expect(out).toContain(`Zone HKG-A: 1 created, 1 deleted; slots not known: ${zones[0]!.slotsUnknownBecause}`);
    }
  });

  test("a Provider of the plugin", async () => {
    const urn = "urn:pulumi:dev::test::pulumi:providers:zenlayer::partner";
    const settings = { accessKeyId: "AKPARTNER", accessKeyPassword: SECRET };
    const { zones } = await explained(replaced(urn, image(), [declares(settings, urn)], PLUGIN));
    expect(zones).toMatchObject([unknownZone]);
    const own = { accessKeyId: emulator.accessKeyId, accessKeyPassword: SECRET };
    expect((await explained(replaced(urn, image(), [declares(own, urn)], PLUGIN))).zones).toMatchObject([
      { before: 0 },
    ]);
  });

  test("zones of two accounts are on their own", async () => {
    const urn = `urn:pulumi:dev::test::${DYNAMIC}::theirs`;
    const theirs = {
      op: "create",
      urn,
      newState: { urn, type: DYNAMIC, ...by(PARTNER, image({ instanceId: "i-p" })) },
    };
    const input = replaced(DEFAULT, image(), [theirs, declares(theirKey)]);
    expect((await explained(input)).zones).toMatchObject([
      { zoneId: "HKG-A", before: 0, created: 1 },
      { created: 1, deleted: 0, provider: "partner" },
    ]);
  });

  test("a deleted resource, whose Provider is deleted, too", async () => {
    const input = preview("delete", { old: by(PARTNER, image()) }, DYNAMIC, [declares(theirKey, PARTNER, "delete")]);
    expect((await explained(input)).zones).toMatchObject([{ deleted: 1, provider: "partner" }]);
  });

  test("a resource that moves to another account is deleted in the old one", async () => {
    const states = { old: by(PARTNER, image()), new: by(DEFAULT, image()) };
    const { zones } = await explained(preview("replace", states, DYNAMIC, [declares(theirKey)]));
    expect(zones).toMatchObject([
      { created: 1, deleted: 0, before: 0 },
      { created: 0, deleted: 1, provider: "partner" },
    ]);
  });

  test("without --show-sames, the key that has seen the image last decides", async () => {
    const [ours, theirs] = [emulator.accessKeyId, "AKPARTNER"].map((id) => seenWith(fingerprint(id)));
    expect((await explained(replaced(PARTNER, ours!, []))).zones).toMatchObject([{ before: 0 }]);
    expect((await explained(replaced(PARTNER, theirs!, []))).zones).toMatchObject([
      { slotsUnknownBecause: expect.stringContaining("create the preview with --show-sames") as string },
    ]);
  });

  test("with the key of a Provider, the slots of its account are known, and those of the default are not", async () => {
    const own = declares(keyOfEnvironment());
    const partner = replaced(PARTNER, seenWith(fingerprint(emulator.accessKeyId)), [own]);
    expect((await explained(partner)).zones).toMatchObject([{ before: 0 }]);
    const others = replaced(DEFAULT, seenWith("another"), [own]);
    expect((await explained(others)).zones).toMatchObject([
      {
        provider: "default",
        slotsUnknownBecause: expect.stringContaining("read with the key of an explicit Provider") as string,
      },
    ]);
    // Both use the same key.
    const same = replaced(DEFAULT, seenWith(fingerprint(emulator.accessKeyId)), [own]);
    expect((await explained(same)).zones).toMatchObject([{ before: 0 }]);
    // Without a Provider of that key, the key has been replaced.
    expect((await explained(replaced(DEFAULT, seenWith("another"), []))).zones).toMatchObject([{ before: 0 }]);
  });
});

test.each([
  ["an instance that the account does not show", "i-gone", /^the account does not show instance i-gone$/],
  ["an instance that is not known yet", "04da6b54-80e4-46f7-96ec-b56ff0331ba9", /^the instance is not known before/],
])("a zone that is not known: %s", async (_, instanceId, because) => {
  const input = preview("create", { new: image({ instanceId }) });
  const { zones } = await explained(input);
  expect(zones).toMatchObject([{ created: 1, slotsUnknownBecause: expect.stringMatching(because) as string }]);
  expect((await explain(input)).out).toContain(
    `Zone not known: 1 created; slots not known: ${zones[0]!.slotsUnknownBecause}\n`,
  );
});

test("what cannot be looked up is unknown, and the rest is explained", async () => {
  const input = preview("create", { new: image() });
  emulator.faults.add({ action: "DescribeImageQuota", kind: "garbage" });
  const one = await explained(input);
  expect(one.unknown).toEqual([expect.stringMatching(/^Free slots are not known: .*DescribeImageQuota/)]);
  expect(one.changes).toMatchObject([{ instance: { instanceId: "i-web" } }]);

  const { code, out } = await commandLine(["explain"], { input });
  expect(code).toBe(0);
  expect(out).toMatch(/creates image web of instance i-web\n/);
  expect(out).toMatch(
    /Slots and instances are not known: No credentials for Zenlayer were found\. Run `pulumi-zenlayer doctor`/,
  );

  expect((await explained(input, "--offline")).unknown).toEqual([
    "Slots and instances were not looked up (--offline).",
  ]);
});

test.each([
  ["nothing", "", /it is empty/],
  ["text", "Previewing update (dev)", /it is not JSON/],
  ["another JSON", '{"version": 3}', /it has neither steps nor diagnostics/],
  ["a list", "[1]", /neither steps nor diagnostics/],
])("%s instead of a preview: exit status 2", async (_, input, says) => {
  const { code, out, err } = await explain(input);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toMatch(says);
  expect(err).toContain("pulumi preview --json --show-sames");
});

test("a file that is not there: exit status 2", async () => {
  const { code, err } = await explain("", "/nowhere/preview.json");
  expect(code).toBe(2);
  expect(err).toContain("/nowhere/preview.json");
});

test("what other programs print before the preview does not matter", () => {
  const text = `npm notice\nwarning: something\n${preview("create", { new: image() })}`;
  expect(readPreview(text, "stdin").steps).toHaveLength(1);
});

test("nothing in a preview can control a terminal, or break out of the Markdown", async () => {
  await fc.assert(
    fc.asyncProperty(hostileText, hostileText, async (name, message) => {
      const text = name.replaceAll("::", "");
      const urn = `urn:pulumi:dev::test::${DYNAMIC}::${text}`;
      const input = JSON.stringify({
        steps: [
          { op: "create", urn, newState: { urn, type: DYNAMIC, inputs: { imageName: text, instanceId: text } } },
          { op: "delete", urn, oldState: { urn, type: DYNAMIC, id: text, outputs: { imageName: text, zoneId: text } } },
        ],
        diagnostics: [{ severity: "warning", message }],
      });
      for (const format of ["text", "markdown"]) {
        const { out } = await explain(input, "--offline", "--format", format);
        for (const line of out.split("\n")) expect(line).not.toMatch(controlSequence);
      }
    }),
    { numRuns: 100 },
  );
});

describe("estimates", () => {
  test("without measurements or size there is none", () => {
    expect(estimate([], 40)).toBeUndefined();
    expect(estimate([{ gigabytes: 40, seconds: 60 }], undefined)).toBeUndefined();
  });

  test("more measurements that agree make the range narrower", () => {
    const width = (images: number) => {
      const { fromSeconds, toSeconds } = estimate(Array<Measurement>(images).fill({ gigabytes: 10, seconds: 30 }), 40)!;
      return toSeconds / fromSeconds;
    };
    expect([1, 2, 5, 20].map(width)).toEqual([...[1, 2, 5, 20].map(width)].sort((a, b) => b - a));
    expect(width(1)).toBeGreaterThan(3);
    expect(width(20)).toBeLessThan(1.7);
  });

  test("measured times of a preview make the time of a power-off", async () => {
    const measured = { ...image({ creationSeconds: 120 }), inputs: image().inputs };
    emulator.addInstance({ instanceId: "i-run", zoneId: "HKG-A", instanceStatus: "RUNNING" });
    const urn = `urn:pulumi:dev::test::${DYNAMIC}::other`;
    const same = { op: "same", urn, oldState: { urn, type: DYNAMIC, ...measured } };
    const input = preview("create", { new: image({ instanceId: "i-run", stopInstance: true }) }, DYNAMIC, [same]);
    expect((await explain(input)).out).toMatch(
      /Powers off instance i-run, which is RUNNING, for about 1 to 5 min \(measured: 1 image\), then starts it again\./,
    );
  });

  test("nine of ten times or more, the range contains how long the image really takes", async () => {
    const random = randomFrom(7);
    const between = (low: number, high: number): number => low + (high - low) * random();
    const size = (): number => Math.round(between(20, 200));
    /** An image that the provider creates on a virtual clock, and how long the service really took. */
    const createImage = async (diskSize: number, secondsPerGb: number): Promise<{ outs: object; seconds: number }> => {
      const createImageMs = Math.round(diskSize * secondsPerGb * between(0.75, 1.3) * 1000);
      const systemDisk = { diskId: "d", diskSize, diskCategory: "SSD" };
      const account = new TestAccount({
        createImageMs,
        instances: [{ instanceId: "i-1", zoneId: "HKG-A", systemDisk }],
      });
      const ctx = account.process();
      const { outs } = await account.run(checked(ctx, { instanceId: "i-1" }).then((inputs) => create(ctx, inputs)));
      return { outs, seconds: createImageMs / 1000 };
    };
    const cases = 30;
    let hits = 0;
    for (let n = 0; n < cases; n++) {
      const secondsPerGb = between(2, 12);
      const images: object[] = [];
      for (let left = 1 + Math.floor(between(0, 4)); left > 0; left--) {
        images.push((await createImage(size(), secondsPerGb)).outs);
      }
      const same = images.map((outputs, at) => {
        const urn = `urn:pulumi:dev::test::${DYNAMIC}::image-${at}`;
        return { op: "same", urn, oldState: { urn, type: DYNAMIC, id: `img-${at}`, outputs } };
      });
      const text = preview("create", { new: image({ instanceId: "i-new" }) }, DYNAMIC, same);
      const diskSize = size();
      const instance = {
        instanceId: "i-new",
        instanceName: "",
        zoneId: "HKG-A",
        instanceStatus: "STOPPED",
        imageId: "",
      };
      const instances = new Map([["i-new", { ...instance, systemDiskSize: diskSize }]]);
      const { changes } = explainPreview(readPreview(text, "test"), { instances, unknown: [] });
      const { fromSeconds, toSeconds } = changes[0]!.estimate!;
      const { seconds } = await createImage(diskSize, secondsPerGb);
      if (fromSeconds <= seconds && seconds <= toSeconds) hits++;
    }
    expect(hits / cases).toBeGreaterThanOrEqual(0.9);
  });
});
