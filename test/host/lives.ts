import type { EmulatorOptions } from "../../emulator";
import { TIME_TO_SEND } from "../support/host";
import type { Life } from "../support/life";

/** A lifecycle of an image to run with every kind of host. */
export interface LifeStory {
  name: string;
  emulator?: EmulatorOptions;
  settings?: Record<string, string>;
  /** Runs the lifecycle and checks the result in the emulator. */
  run(life: Life): Promise<void>;
}

const program = { instanceId: "i-web", imageName: "web", imageDescription: "golden" };
const { instanceId } = program;

const names = ({ emulator }: Life) => emulator.images().map(({ imageName }) => imageName);
const ever = ({ emulator }: Life) => emulator.history().length;
const id = (life: Life) => life.stored!.id;
const writes = ({ emulator }: Life) =>
  emulator
    .calls()
    .map(({ action }) => action)
    .filter((action) => !action.startsWith("Describe"));

export const LIVES: LifeStory[] = [
  {
    name: "made, left alone, described, renamed, destroyed",
    async run(life) {
      await life.up(program);
      await life.up(program);
      await life.up({ ...program, imageDescription: "silver" });
      await life.up({ instanceId, imageName: "web" });
      await life.up({ instanceId, imageName: "new" });
      expect(names(life)).toEqual(["new"]);
      await life.destroy();
      expect({ names: names(life), ever: ever(life) }).toEqual({ names: [], ever: 2 });
    },
  },
  {
    name: "a name of our own making is kept",
    async run(life) {
      await life.up({ instanceId });
      const [name] = names(life);
      await life.refreshUnchanged();
      await life.refreshUnchanged();
      await life.up({ instanceId });
      await life.up({});
      expect(names(life)).toEqual([name]);
      await life.up({ instanceId: "i-worker" });
      expect(names(life)).not.toEqual([name]);
      await life.destroy();
    },
  },
  {
    name: "changed outside Pulumi: name and description are repaired",
    async run(life) {
      await life.up(program);
      life.emulator.renameImage(id(life), "theirs");
      life.emulator.describeImage(id(life), null);
      await life.refresh();
      await life.up(program);
      expect(life.emulator.images()).toMatchObject([{ imageName: "web", imageDescription: "golden" }]);
      expect(ever(life)).toBe(1);
    },
  },
  {
    name: "deleted outside Pulumi: dropped and made again",
    async run(life) {
      await life.up(program);
      life.emulator.removeImage(id(life));
      await life.refresh();
      expect(life.stored).toBeUndefined();
      await life.up(program);
      expect(ever(life)).toBe(2);
    },
  },
  {
    name: "deleted outside Pulumi just before we do",
    async run(life) {
      await life.up(program);
      life.emulator.removeImage(id(life));
      await life.destroy();
      expect(life.stored).toBeUndefined();
    },
  },
  {
    name: "wrong input, then right",
    async run(life) {
      await life.up({ imagename: "web", imageDescription: 7 });
      await life.up({ ...program, imageName: "my image" });
      await life.up({ instanceId: "" });
      await life.up(program);
      expect(names(life)).toEqual(["web"]);
    },
  },
  {
    name: "refused, then allowed",
    emulator: { quota: 0 },
    async run(life) {
      await life.up(program);
      await life.up({ ...program, instanceId: "i-none" });
      expect(life.stored).toBeUndefined();
      life.emulator.setQuota(undefined, 1);
      await life.up(program);
      expect(names(life)).toEqual(["web"]);
    },
  },
  {
    name: "out of time, continued, destroyed while it is being made",
    emulator: { createImageMs: 60_000 },
    async run(life) {
      const timeouts = { create: 0.1, update: 0.1, delete: 0.1 };
      await life.up(program, { timeouts: { ...timeouts, create: TIME_TO_SEND } });
      await life.refresh();
      await life.up(program, { timeouts });
      await life.destroy({ timeouts });
      expect(life.stored?.outs.imageStatus).toBe("CREATING");
      life.emulator.advance(60_000);
      await life.up(program, { timeouts });
      expect(life.stored?.outs.imageStatus).toBe("AVAILABLE");
      await life.destroy({ timeouts });
      expect({ names: names(life), ever: ever(life) }).toEqual({ names: [], ever: 1 });
    },
  },
  {
    name: "failed, replaced in a full zone",
    emulator: { quota: 1 },
    async run(life) {
      life.emulator.faults.add({ action: "CreateImage", kind: "unavailable" });
      await life.up(program);
      expect(life.stored?.outs.imageStatus).toBe("UNAVAILABLE");
      await life.refresh();
      await life.up(program);
      expect(life.stored?.outs.imageStatus).toBe("AVAILABLE");
      expect({ names: names(life), ever: ever(life) }).toEqual({ names: ["web"], ever: 2 });
    },
  },
  {
    name: "the answer to CreateImage is lost",
    emulator: { createImageMs: 60_000 },
    async run(life) {
      life.emulator.faults.add({ action: "CreateImage", kind: "cutAfter" });
      const asked = life.called("CreateImage");
      const up = life.up(program);
      await asked;
      // The first list shows that it was created, the second belongs to the wait for it.
      await life.called("DescribeImages");
      await life.called("DescribeImages");
      life.emulator.advance(60_000);
      await up;
      expect({ names: names(life), ever: ever(life) }).toEqual({ names: ["web"], ever: 1 });
    },
  },
  {
    name: "a running instance is stopped and started again",
    async run(life) {
      await life.up({ ...program, instanceId: "i-db", stopInstance: true });
      await life.up({ ...program, instanceId: "i-db" });
      expect(writes(life)).toEqual(["StopInstances", "CreateImage", "StartInstances", "ModifyImagesAttributes"]);
      await life.destroy();
    },
  },
  {
    name: "canceled, continued",
    emulator: { createImageMs: 60_000 },
    async run(life) {
      const made = life.called("CreateImage");
      const up = life.up({ ...program, instanceId: "i-db", stopInstance: true });
      await made;
      await life.called("DescribeImages");
      await life.cancel();
      await up;
      expect(life.stored?.outs).toMatchObject({ imageStatus: "CREATING", __record: { stoppedInstance: "i-db" } });
      life.emulator.advance(60_000);
      await life.refresh();
      await life.up({ ...program, instanceId: "i-db", stopInstance: true });
      expect(life.emulator.instance("i-db")?.instanceStatus).toBe("RUNNING");
      expect({ names: names(life), ever: ever(life) }).toEqual({ names: ["web"], ever: 1 });
    },
  },
  {
    name: "borrowed and released",
    emulator: { images: [{ zoneId: "HKG-A", imageName: "theirs", imageId: "img-theirs" }] },
    async run(life) {
      await life.up({ adoptImageId: "img-theirs" });
      await life.refreshUnchanged();
      await life.refreshUnchanged();
      await life.up({ adoptImageId: "HKG-A/img-theirs" });
      await life.up({ adoptImageId: "img-theirs", imageName: "ours" });
      await life.destroy();
      expect({ names: names(life), writes: writes(life) }).toEqual({ names: ["theirs"], writes: [] });
    },
  },
  {
    name: "borrowed, then owned without an input left",
    emulator: { images: [{ zoneId: "HKG-A", imageName: "theirs", imageId: "img-theirs" }] },
    async run(life) {
      await life.up({ adoptImageId: "img-theirs" });
      await life.up({});
      await life.up({});
      await life.refreshUnchanged();
      await life.refreshUnchanged();
      await life.up({});
      await life.up({ imageName: "theirs" });
      life.emulator.renameImage("img-theirs", "drifted");
      await life.refresh();
      await life.up({ imageName: "theirs" });
      expect(names(life)).toEqual(["theirs"]);
      await life.destroy();
      expect(names(life)).toEqual([]);
    },
  },
  {
    name: "not to be borrowed",
    emulator: { images: [{ zoneId: "HKG-A", imageName: "bad", imageId: "img-bad", imageStatus: "UNAVAILABLE" }] },
    async run(life) {
      for (const adoptImageId of ["img-none", "img-bad", "NOWHERE/img-bad", "img-EVhEsCuXhCN0urZ7Vt77oOr6K"]) {
        await life.up({ adoptImageId });
      }
      expect(life.stored).toBeUndefined();
    },
  },
  {
    name: "a key that is refused changes nothing",
    async run(life) {
      await life.up(program);
      life.emulator.removeKey(life.emulator.accessKeyId);
      await life.refresh();
      await life.up({ ...program, imageDescription: "silver" });
      await life.destroy();
      expect(life.stored?.outs).toMatchObject(program);
      life.set("token", life.emulator.token);
      await life.refresh();
      await life.destroy();
      expect(names(life)).toEqual([]);
    },
  },
  {
    name: "a preview that finds something",
    emulator: { quota: 1, images: [{ zoneId: "HKG-A", imageName: "web", imageId: "img-old" }] },
    async run(life) {
      await life.preview({ ...program, stopInstance: true });
      expect(writes(life)).toEqual([]);
    },
  },
  {
    name: "a preview that cannot look",
    settings: { accessKeyPassword: "wrong" },
    async run(life) {
      await life.preview(program);
      await life.up(program);
      expect(life.stored).toBeUndefined();
    },
  },
];
