import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Emulator, ImageSeed } from "../../emulator";
import { emulatedStack, program, type EmulatedStack } from "../support/emulatedStack";
import { nameOf, type ResourceState } from "../support/state";

/** Stacks that released versions left behind: see test/fixtures/stacks/README.md. */
const folder = join(__dirname, "../fixtures/stacks");
const versions = ["0.1.0"];
/** Placeholder in the recordings for the emulator's address. */
const ADDRESS = "http://127.0.0.1:18080";

interface Recording {
  file: string;
  /** The program at the time of the recording. */
  program: string;
  /** Images that a new run has to change, and the text of the preview; none: no changes. */
  changes: RegExp | undefined;
}

const twoImages = program(
  `new zenlayer.CustomImage("web", { instanceId: "i-web", imageDescription: "网站 web" });`,
  `new zenlayer.CustomImage("named", { instanceId: "i-worker", imageName: "worker-1", stopInstance: true },
    { customTimeouts: { create: "30m", delete: "5m" } });`,
);

const recordings: Recording[] = [
  { file: "up", program: twoImages, changes: undefined },
  { file: "drifted-name", program: twoImages, changes: /CustomImage web updated/ },
  {
    file: "partial-failure",
    program: program(
      `new zenlayer.CustomImage("web", { instanceId: "i-db", stopInstance: true }, { customTimeouts: { create: "1s" } });`,
    ),
    changes: /CustomImage web updated/,
  },
  {
    file: "explicit-provider",
    program: program(
      `const provider = new zenlayer.Provider("other", { token: "demo-token-9hTzB4Kc" });`,
      `new zenlayer.CustomImage("web", { instanceId: "i-web" }, { provider });`,
    ),
    changes: undefined,
  },
];

/** Restores the recorded stack, and its images in the emulator. */
async function restore(version: string, { file, program: text }: Recording): Promise<EmulatedStack> {
  const emulated = await emulatedStack({ program: text });
  const { stack, emulator } = emulated;
  const recorded = readFileSync(join(folder, version, `${file}.json`), "utf8").replaceAll(ADDRESS, emulator.url);
  const deployment = JSON.parse(recorded) as { deployment: { resources: ResourceState[] } };
  const images = deployment.deployment.resources.filter(({ type }) => type.endsWith("zenlayer:CustomImage"));
  for (const { outputs } of images) addImage(emulator, outputs as Record<string, string>);
  const path = join(stack.folder, "recorded.json");
  await writeFile(path, recorded);
  await stack.setConfig({ "zenlayer:endpoint": emulator.url }); // as at the time of the recording
  await stack.setSecret("zenlayer:token", emulator.token);
  const { code, output } = await stack.pulumi("stack", "import", "--file", path);
  if (code !== 0) throw new Error(output);
  return emulated;
}

/** The image as recorded. One that was still being created is usable now, and its instance is still stopped. */
function addImage(emulator: Emulator, outputs: Record<string, string | number>): void {
  const { imageStatus, imageSize, instanceId, ...rest } = outputs as Record<string, string>;
  emulator.addImage({ ...rest, instanceId, imageSize: String(imageSize ?? 40) } as ImageSeed);
  if (imageStatus === "CREATING") emulator.setInstanceStatus(instanceId!, "STOPPED");
}

describe.each(versions)("state of version %s", (version) => {
  test.each(recordings)("$file: refresh, up and destroy continue with it", async (recording) => {
    const emulated = await restore(version, recording);
    const { stack, emulator, takeCalls } = emulated;
    try {
      const known = async () => (await stack.state()).resources.map(({ urn, id }) => `${urn} ${id}`).sort();
      const before = await known();
      takeCalls();
      const refreshed = await stack.refresh();
      expect(refreshed.code).toBe(0);
      // A refresh shows only real changes of an image.
      if (recording.file !== "partial-failure") expect(refreshed.output).not.toMatch(/updated|deleted/);

      const up = await stack.up();
      expect(up.code).toBe(0);
      if (recording.changes) expect(up.output).toMatch(recording.changes);
      else expect(up.output).not.toMatch(/created|updated|replaced|deleted/);
      expect(await known()).toEqual(before);
      expect(takeCalls()).not.toContain("CreateImage");
      expectAsDeclared(emulator, (await stack.state()).resources);

      const destroyed = await stack.destroy();
      expect(destroyed.output).toContain("deleted");
      expect(destroyed.code).toBe(0);
      expect(emulator.images()).toEqual([]);
      expect((await stack.state()).resources).toEqual([]);
    } finally {
      await emulated.cleanup();
    }
  });
});

function expectAsDeclared(emulator: Emulator, resources: ResourceState[]): void {
  for (const resource of resources.filter(({ type }) => type.endsWith("zenlayer:CustomImage"))) {
    const image = emulator.images().find(({ imageId }) => imageId === resource.id);
    expect({ name: nameOf(resource), imageName: image?.imageName, imageStatus: image?.imageStatus }).toEqual({
      name: nameOf(resource),
      imageName: resource.inputs["__givenName"],
      imageStatus: "AVAILABLE",
    });
  }
  // The recorded instance was still stopped; the others were never stopped.
  const wasStopped = resources.some(({ outputs }) => outputs?.["instanceId"] === "i-db");
  if (wasStopped) expect(emulator.instance("i-db")?.instanceStatus).toBe("RUNNING");
}
