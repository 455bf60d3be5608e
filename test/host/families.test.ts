import type { EmulatorOptions } from "../../emulator";
import { isLong } from "../reliability/support/long";
import { dynamicHost, pluginHost, type Dialect, TIME_TO_SEND } from "../support/host";
import { Life } from "../support/life";

// As in lives.test.ts: both kinds of host must respond the same, word for word.

const at = (version: string, more = {}) => ({ instanceId: "i-web", version, keep: 2, ...more });
const names = ({ emulator }: Life) =>
  emulator
    .images()
    .map(({ imageName }) => imageName)
    .sort();
const idOf = ({ emulator }: Life, name: string) =>
  emulator.images().find(({ imageName }) => imageName === name)?.imageId ?? "";
const denied = { kind: "body", status: 403, body: { code: "DENIED", message: "no", requestId: "r" } } as const;

const LIVES: { name: string; emulator?: EmulatorOptions; settings?: object; run(life: Life): Promise<void> }[] = [
  {
    name: "versions, a candidate, a rollback, pruning, destroy",
    async run(life) {
      await life.preview(at("1"));
      await life.up(at("1"));
      await life.up(at("1"));
      await life.previewUpdate(at("2", { currentVersion: "1" }));
      await life.up(at("2", { currentVersion: "1" }));
      await life.previewUpdate(at("2"));
      await life.up(at("2"));
      await life.previewUpdate(at("3"));
      await life.up(at("3"));
      expect(names(life)).toEqual(["web-2", "web-3"]);
      await life.previewUpdate(at("2"));
      await life.up(at("2"));
      await life.refreshUnchanged();
      await life.previewUpdate(at("1"));
      await life.up(at("1"));
      await life.destroy();
      expect(names(life)).toEqual([]);
    },
  },
  {
    name: "a version in use stays, and is pruned later",
    async run(life) {
      await life.up(at("1"));
      await life.up(at("2"));
      life.emulator.addInstance({ instanceId: "i-user", zoneId: "HKG-A", imageId: idOf(life, "web-1") });
      await life.previewUpdate(at("3"));
      await life.up(at("3"));
      expect(names(life)).toEqual(["web-1", "web-2", "web-3"]);
      await life.destroy();
    },
  },
  {
    name: "wrong input",
    async run(life) {
      await life.up({ version: "1" });
      await life.up(at("2026.10"));
      await life.up(at("1", { keep: 0 }));
      await life.up(at("1", { keep: 21 }));
      await life.up(at("1", { keep: 1, currentVersion: "0" }));
      await life.up(at("1", { familyName: "a-name-of-many-characters" }));
      await life.up(at("1234567890123456789012"));
      await life.up(at("1", { adoptVersions: { "a b": "img-1", c: "" } }));
      await life.up(at("1", { versoin: "1" }));
      await life.up({ instanceId: "i-web" });
      await life.up(at("1"));
      await life.up(at("1", { familyName: "other" }));
      await life.up(at("1", { currentVersion: "9" }));
    },
  },
  {
    name: "a full zone, in preview and up",
    emulator: { quota: 1 },
    async run(life) {
      await life.up(at("1"));
      await life.previewUpdate(at("2"));
      await life.up(at("2"));
      expect(names(life)).toEqual(["web-1"]);
    },
  },
  {
    name: "a full zone fails the preview where findings do",
    emulator: { quota: 1 },
    settings: { preflight: "error" },
    async run(life) {
      await life.up(at("1"));
      await life.previewUpdate(at("2"));
    },
  },
  {
    name: "a failed image, then the same label again",
    async run(life) {
      await life.up(at("1"));
      life.emulator.faults.add({ action: "CreateImage", kind: "unavailable" });
      await life.up(at("2"));
      await life.refresh();
      await life.up(at("2"));
      expect(names(life)).toEqual(["web-1", "web-2"]);
    },
  },
  {
    name: "out of time, continued",
    emulator: { createImageMs: 60_000 },
    async run(life) {
      await life.up(at("1"), { timeouts: { create: TIME_TO_SEND, update: 0.1 } });
      life.emulator.advance(60_000);
      await life.up(at("1"));
      expect(names(life)).toEqual(["web-1"]);
    },
  },
  {
    name: "drift and deletion outside",
    async run(life) {
      await life.up(at("1"));
      await life.up(at("2"));
      life.emulator.renameImage(idOf(life, "web-1"), "renamed");
      life.emulator.describeImage(idOf(life, "web-2"), "described");
      await life.refresh();
      await life.up(at("2"));
      life.emulator.removeImage(idOf(life, "web-2"));
      await life.refresh();
      await life.up(at("2"));
      await life.up(at("1"));
      expect(names(life)).toEqual(["web-1"]);
    },
  },
  {
    name: "existing images are adopted",
    async run(life) {
      const a = life.emulator.addImage({ zoneId: "HKG-A", imageName: "golden" }).imageId;
      const b = life.emulator.addImage({ zoneId: "HKG-A", imageName: "web-2" }).imageId;
      await life.up({ version: "2", adoptVersions: { 1: a, 2: `HKG-A/${b}` } });
      await life.up({ version: "2", adoptVersions: { 1: a, 2: `HKG-A/${b}`, 3: "img-none" } });
      await life.up({ version: "2" });
      expect(names(life)).toEqual(["web-1", "web-2"]);
    },
  },
  {
    name: "pruning and destroying fail, and are tried again",
    async run(life) {
      await life.up(at("1"));
      await life.up(at("2"));
      life.emulator.faults.add({ action: "DeleteImages", ...denied });
      await life.up(at("3"));
      await life.up(at("3"));
      expect(names(life)).toEqual(["web-2", "web-3"]);
      life.emulator.faults.add({ action: "DeleteImages", nth: 2, ...denied });
      await life.destroy();
      await life.destroy();
      expect(names(life)).toEqual([]);
    },
  },
];

const HK = "asia-east-1";
const SG = "asia-southeast-1";
const inZec = (version: string, more = {}) => ({ ...at(version, more), instanceId: "zec-web" });
const zecNames = ({ emulator }: Life) =>
  emulator.zec
    .images()
    .map(({ imageName }) => imageName)
    .sort();
const regionsOf = ({ emulator }: Life) => emulator.zec.images().map(({ regionIds }) => [...regionIds].sort());

const ZEC_LIVES: typeof LIVES = [
  {
    name: "Elastic Compute: versions with regions, a candidate, a rollback, pruning, destroy",
    async run(life) {
      const regions = [HK, SG];
      await life.preview(inZec("1", { regions }));
      await life.up(inZec("1", { regions }));
      await life.previewUpdate(inZec("2.0", { regions, currentVersion: "1" }));
      await life.up(inZec("2.0", { regions, currentVersion: "1" }));
      await life.up(inZec("2.0", { regions }));
      await life.previewUpdate(inZec("3", { regions }));
      await life.up(inZec("3", { regions }));
      expect(zecNames(life)).toEqual(["web-2.0", "web-3"]);
      await life.previewUpdate(inZec("2.0", { regions }));
      await life.up(inZec("2.0", { regions }));
      await life.refreshUnchanged();
      await life.up(inZec("1", { regions }));
      await life.destroy();
      expect(zecNames(life)).toEqual([]);
    },
  },
  {
    name: "Elastic Compute: regions, tags and group of all versions, a copy that fails, drift",
    async run(life) {
      await life.up(inZec("1"));
      await life.up(inZec("2"));
      const declared = { regions: [HK, SG], tags: { role: "web" }, resourceGroupId: "rg-team" };
      await life.previewUpdate(inZec("2", { ...declared, regions: [SG] }));
      await life.previewUpdate(inZec("2", declared));
      // Both: which of two calls at the same time arrives first is chance.
      life.emulator.faults.add({ action: "CopyImage", ...denied });
      life.emulator.faults.add({ action: "CopyImage", ...denied });
      await life.up(inZec("2", declared));
      await life.up(inZec("2", declared));
      expect(regionsOf(life)).toEqual([declared.regions, declared.regions]);
      life.emulator.zec.setRegions(life.emulator.zec.images()[0]!.imageId, [HK]);
      await life.refresh();
      await life.up(inZec("2", declared));
      expect(regionsOf(life)).toEqual([declared.regions, declared.regions]);
    },
  },
  {
    name: "Elastic Compute: wrong input",
    async run(life) {
      await life.up(inZec("1-"));
      await life.up(inZec("1", { familyName: "-web" }));
      await life.up(inZec("1", { regions: [] }));
      await life.up(inZec("1", { imageDescription: "none here" }));
      await life.up(inZec("x".repeat(61)));
      await life.up(inZec("1", { regions: [SG] }));
      await life.up(inZec("1"));
      await life.up(inZec("1", { familyName: "other" }));
    },
  },
];

async function transcriptOf(
  dialect: Dialect,
  { emulator, settings, run: live }: (typeof LIVES)[number],
): Promise<unknown> {
  const life = await Life.begin(dialect, emulator, settings);
  try {
    await live(life);
    return life.transcript();
  } catch (error) {
    throw new Error(`The life so far: ${JSON.stringify(life.transcript(), null, 2)}`, { cause: error });
  } finally {
    await life.end();
  }
}

/** In `make test`: one or more of each verb and each end of a run. */
const SAMPLES = [
  "versions, a candidate, a rollback, pruning, destroy",
  "wrong input",
  "a full zone, in preview and up",
  "out of time, continued",
  "drift and deletion outside",
  "existing images are adopted",
  "Elastic Compute: regions, tags and group of all versions, a copy that fails, drift",
  "Elastic Compute: wrong input",
];

const STORIES = [
  ...LIVES.map((story) => [story.name, story, "ImageFamily"] as const),
  ...ZEC_LIVES.map((story) => [story.name, story, "ZecImageFamily"] as const),
];

test("every sample is a life", () =>
  expect(SAMPLES.every((name) => STORIES.some(([life]) => life === name))).toBe(true));

test.each(STORIES.filter(([name]) => isLong || SAMPLES.includes(name)))("%s", async (_, story, resource) => {
  const dynamic = await transcriptOf(await dynamicHost(resource), story);
  const plugin = await transcriptOf(await pluginHost(resource), story);
  expect(plugin).toEqual(dynamic);
});
