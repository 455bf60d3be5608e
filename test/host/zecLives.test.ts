import type { EmulatorOptions } from "../../emulator";
import { isLong } from "../reliability/support/long";
import { dynamicHost, pluginHost, type Dialect } from "../support/host";
import { Life } from "../support/life";

// As in lives.test.ts: both kinds of host must respond the same, word for word.

const [HK, SG, FRA] = ["asia-east-1", "asia-southeast-1", "europe-central-1"] as const;
const web = { instanceId: "zec-web", imageName: "web" };

const images = ({ emulator }: Life) => emulator.zec.images();
const names = (life: Life) => images(life).map(({ imageName }) => imageName);
const regions = (life: Life) => images(life).map(({ regionIds }) => [...regionIds].sort());
const ever = ({ emulator }: Life) => emulator.zec.history().length;
const id = (life: Life) => life.stored!.id;
const writes = ({ emulator }: Life) =>
  emulator
    .calls()
    .map(({ service, action }) => `${service} ${action}`)
    .filter((action) => !action.includes(" Describe"));

const LIVES: { name: string; emulator?: EmulatorOptions; settings?: object; run(life: Life): Promise<void> }[] = [
  {
    name: "created, left alone, renamed, copied, tagged, moved, destroyed",
    async run(life) {
      await life.up(web);
      await life.up(web);
      await life.up({ ...web, imageName: "web.2" });
      await life.up({ ...web, imageName: "web.2", regions: [HK, SG] });
      await life.up({ ...web, imageName: "web.2", regions: [HK, FRA], tags: { env: "prod" } });
      expect({ names: names(life), regions: regions(life) }).toEqual({ names: ["web.2"], regions: [[HK, FRA]] });
      await life.up({ ...web, resourceGroupId: "rg-team" });
      expect(images(life)).toMatchObject([{ imageName: "web", resourceGroupId: "rg-team" }]);
      await life.refreshUnchanged();
      await life.destroy();
      expect({ names: names(life), ever: ever(life) }).toEqual({ names: [], ever: 1 });
    },
  },
  {
    name: "another instance replaces it",
    async run(life) {
      await life.up(web);
      await life.up({ ...web, instanceId: "zec-db", stopInstance: true });
      expect({ names: names(life), ever: ever(life) }).toEqual({ names: ["web"], ever: 2 });
      expect(life.emulator.zec.instance("zec-db")?.status).toBe("RUNNING");
      await life.destroy();
    },
  },
  {
    name: "a name of our own making is kept",
    async run(life) {
      await life.up({ instanceId: "zec-web" });
      const [name] = names(life);
      await life.refreshUnchanged();
      await life.up({ instanceId: "zec-web" });
      await life.up({});
      expect(names(life)).toEqual([name]);
      await life.destroy();
    },
  },
  {
    name: "changed by somebody else: name, tags and regions are put right",
    async run(life) {
      const program = { ...web, regions: [HK, SG], tags: { env: "prod" } };
      await life.up(program);
      life.emulator.zec.renameImage(id(life), "theirs");
      life.emulator.zec.setLabels(id(life), { tags: [{ key: "theirs", value: "x" }] });
      life.emulator.zec.setRegions(id(life), [HK]);
      await life.refresh();
      await life.up(program);
      expect(images(life)).toMatchObject([{ imageName: "web", tags: [{ key: "env", value: "prod" }] }]);
      expect({ regions: regions(life), ever: ever(life) }).toEqual({ regions: [[HK, SG]], ever: 1 });
    },
  },
  {
    name: "deleted by somebody else: dropped and created again",
    async run(life) {
      await life.up(web);
      life.emulator.zec.removeImage(id(life));
      await life.refresh();
      expect(life.stored).toBeUndefined();
      await life.up(web);
      expect(ever(life)).toBe(2);
    },
  },
  {
    name: "wrong input, then right",
    async run(life) {
      await life.up({ imagename: "web", tags: 7 });
      await life.up({ ...web, imageName: "my image" });
      await life.up({ ...web, regions: [] });
      await life.up({ ...web, regions: [SG] });
      await life.up(web);
      expect(names(life)).toEqual(["web"]);
    },
  },
  {
    name: "rejected, then allowed",
    emulator: { zec: { quota: 0 } },
    async run(life) {
      await life.up(web);
      await life.up({ ...web, instanceId: "zec-none" });
      await life.up({ ...web, instanceId: "zec-gpu" });
      await life.up({ ...web, resourceGroupId: "rg-none" });
      expect(life.stored).toBeUndefined();
      life.emulator.zec.setQuota(1);
      await life.up(web);
      expect(names(life)).toEqual(["web"]);
    },
  },
  {
    name: "a region that fails is named, and the next run goes on",
    async run(life) {
      life.emulator.faults.add({ action: "CopyImage", kind: "copyFails", regionId: SG });
      await life.up({ ...web, regions: [HK, SG, FRA] });
      expect({ names: names(life), regions: regions(life) }).toEqual({ names: ["web"], regions: [[HK, FRA]] });
      await life.refresh();
      await life.up({ ...web, regions: [HK, SG, FRA] });
      expect({ regions: regions(life), ever: ever(life) }).toEqual({ regions: [[HK, SG, FRA]], ever: 1 });
    },
  },
  {
    name: "the answer to CreateImage is lost",
    emulator: { createImageMs: 60_000 },
    async run(life) {
      life.emulator.faults.add({ action: "CreateImage", kind: "cutAfter" });
      const asked = life.called("CreateImage");
      const up = life.up(web);
      await asked;
      await life.called("DescribeCustomImages");
      await life.called("DescribeCustomImages");
      life.emulator.advance(60_000);
      await up;
      expect({ names: names(life), ever: ever(life) }).toEqual({ names: ["web"], ever: 1 });
    },
  },
  {
    name: "a running instance is stopped and started again",
    async run(life) {
      await life.up({ ...web, instanceId: "zec-db", stopInstance: true });
      expect(writes(life)).toEqual([
        "zec StopInstances",
        "zec CreateImage",
        "zec StartInstances",
        "zec ModifyImagesAttributes",
      ]);
      await life.destroy();
    },
  },
  {
    name: "canceled, then continued",
    emulator: { createImageMs: 60_000 },
    async run(life) {
      const made = life.called("CreateImage");
      const up = life.up({ ...web, instanceId: "zec-db", stopInstance: true });
      await made;
      await life.called("DescribeCustomImages");
      await life.cancel();
      await up;
      expect(life.stored?.outs).toMatchObject({ imageStatus: "CREATING", __record: { stoppedInstance: "zec-db" } });
      life.emulator.advance(60_000);
      await life.refresh();
      await life.up({ ...web, instanceId: "zec-db", stopInstance: true });
      expect(life.emulator.zec.instance("zec-db")?.status).toBe("RUNNING");
      expect({ names: names(life), ever: ever(life) }).toEqual({ names: ["web"], ever: 1 });
    },
  },
  {
    name: "failed, replaced in a full account",
    emulator: { zec: { quota: 1 } },
    async run(life) {
      life.emulator.faults.add({ action: "CreateImage", kind: "unavailable" });
      await life.up(web);
      expect(life.stored?.outs.imageStatus).toBe("FAILED");
      await life.refresh();
      await life.up(web);
      expect(life.stored?.outs.imageStatus).toBe("AVAILABLE");
      expect({ names: names(life), ever: ever(life) }).toEqual({ names: ["web"], ever: 2 });
    },
  },
  {
    name: "borrowed and let go; then owned",
    emulator: { zec: { images: [{ sourceRegionId: HK, imageName: "theirs", imageId: "image-theirs" }] } },
    async run(life) {
      await life.up({ adoptImageId: "image-theirs" });
      await life.refreshUnchanged();
      await life.up({ adoptImageId: "image-theirs", tags: { env: "prod" } });
      await life.destroy();
      expect({ names: names(life), writes: writes(life) }).toEqual({ names: ["theirs"], writes: [] });
      await life.up({ adoptImageId: "image-theirs" });
      await life.up({});
      await life.refreshUnchanged();
      await life.destroy();
      expect(names(life)).toEqual([]);
    },
  },
  {
    name: "a key that is rejected changes nothing",
    async run(life) {
      await life.up(web);
      life.emulator.removeKey(life.emulator.accessKeyId);
      await life.refresh();
      await life.up({ ...web, imageName: "web.2" });
      await life.destroy();
      expect(life.stored?.outs).toMatchObject(web);
      life.set("token", life.emulator.token);
      await life.refresh();
      await life.destroy();
      expect(names(life)).toEqual([]);
    },
  },
  {
    name: "previews that find something",
    async run(life) {
      await life.preview({ ...web, instanceId: "zec-gpu" });
      await life.preview({ ...web, instanceId: "zec-db" });
      await life.preview({ ...web, instanceId: "zec-db", stopInstance: true });
      await life.preview({ ...web, regions: [HK, "asia-east-9"] });
      expect(writes(life)).toEqual([]);
    },
  },
];

/** In `make test`. Hosts know no product: the others are lives of `CustomImage`, too. */
const SAMPLES = [
  "created, left alone, renamed, copied, tagged, moved, destroyed",
  "a region that fails is named, and the next run goes on",
  "canceled, then continued",
  "borrowed and let go; then owned",
  "a key that is rejected changes nothing",
  "previews that find something",
];

async function transcriptOf(open: () => Promise<Dialect>, story: (typeof LIVES)[number]): Promise<unknown> {
  const life = await Life.begin(await open(), story.emulator, story.settings);
  try {
    await story.run(life);
    return life.transcript();
  } catch (error) {
    throw new Error(`The life so far: ${JSON.stringify(life.transcript(), null, 2)}`, { cause: error });
  } finally {
    await life.end();
  }
}

const stories = LIVES.filter(({ name }) => isLong || SAMPLES.includes(name));

test("every sample is a life", () =>
  expect(SAMPLES.every((name) => LIVES.some((life) => life.name === name))).toBe(true));

test.each(stories.map((story) => [story.name, story] as const))("%s", async (_, story) => {
  const dynamic = await transcriptOf(() => dynamicHost("ZecImage"), story);
  const plugin = await transcriptOf(() => pluginHost("ZecImage"), story);
  expect(plugin).toEqual(dynamic);
});
