import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmulator, type Emulator } from "../../emulator";
import { FakeEngine } from "../support/fakeEngine";
import { dynamicHost, Host, HostError, pluginHost, type Dialect, type Properties } from "../support/host";

// Several provider processes of one engine run, as with explicit providers. One takes over what another one owns.

const dialects: [string, () => Promise<Dialect>][] = [
  ["dynamic host", dynamicHost],
  ["plugin", pluginHost],
];

describe.each(dialects)("%s", (_, dialect) => {
  let home: string;
  let emulator: Emulator;
  let engine: FakeEngine;
  let imageId: string;
  const hosts: Host[] = [];

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), "pulumi-home-"));
    emulator = createEmulator({});
    await emulator.start();
    engine = await FakeEngine.start();
    imageId = emulator.addImage({ zoneId: "SIN-A", imageName: "golden" }).imageId;
  });
  afterEach(async () => {
    await Promise.all(hosts.splice(0).map((host) => host.stop()));
    engine.stop();
    await emulator.stop();
    rmSync(home, { recursive: true });
  });

  async function open(address = engine.address): Promise<Host> {
    const { accessKeyId, accessKeyPassword } = emulator;
    const config = { endpoint: emulator.url, accessKeyId, accessKeyPassword, pollIntervalSeconds: "0.02" };
    const host = await Host.start(await dialect(), { config, engine: address, env: { PULUMI_HOME: home } });
    hosts.push(host);
    return host;
  }

  const records = (): string[] => readdirSync(join(home, "zenlayer-runs"));
  const exists = () => emulator.images().some((image) => image.imageId === imageId);
  const owned = (): Properties => ({
    ...{ imageId, imageName: "golden", zoneId: "SIN-A", imageStatus: "AVAILABLE", imageType: "CUSTOM_IMAGE" },
    ...{ endpoint: emulator.url, __record: { seen: true, wasAvailable: true } },
  });
  const wants = async (host: Host) => (await host.check({ adoptImageId: imageId }, undefined, { name: "new" })).inputs;
  const adopts = async (host: Host) => host.create(await wants(host), { name: "new" });
  async function refusal(host: Host): Promise<string> {
    const outcome: unknown = await host.delete(imageId, owned(), { name: "old" }).catch((error: unknown) => error);
    if (!(outcome instanceof HostError)) throw new Error("it was deleted, or let go");
    expect(exists()).toBe(true);
    return outcome.message;
  }

  test("an image that another process has adopted is released, and its new owner is named", async () => {
    const [ours, theirs] = [await open(), await open()];
    await adopts(theirs);
    await ours.delete(imageId, owned(), { name: "old" });
    expect(exists()).toBe(true);
    expect(engine.warnings).toEqual([
      expect.stringMatching(`^Image ${imageId} is not deleted, because CustomImage "new" has it in state`),
    ]);
  });

  test("an image that another process has yet to adopt is not deleted", async () => {
    const [ours, theirs] = [await open(), await open()];
    await wants(theirs);
    expect(await refusal(ours)).toMatch(/stays in state: CustomImage "new" is to adopt it .* not done so yet\./);
  });

  test("nor is one whose adoption has failed, and the reason is reported", async () => {
    const [ours, theirs] = [await open(), await open()];
    const { inputs } = await theirs.check({ adoptImageId: imageId, imageName: "other" }, undefined, { name: "new" });
    await expect(theirs.create(inputs, { name: "new" })).rejects.toThrow(HostError);
    expect(await refusal(ours)).toMatch(
      /CustomImage "new" was to .* failed: .* imageName is "golden", but the program declares/,
    );
  });

  test("nor is one that another process was adopting when it was killed; the next run is not blocked", async () => {
    const [ours, theirs] = [await open(), await open()];
    await adopts(theirs);
    await theirs.stop();
    expect(await refusal(ours)).toMatch(/process that handled CustomImage "new", .* exited early/);
    const next = await FakeEngine.start();
    try {
      await (await open(next.address)).delete(imageId, owned(), { name: "old" });
      expect(exists()).toBe(false);
    } finally {
      next.stop();
    }
  });

  test("a process with nothing to record writes nothing", async () => {
    const host = await open();
    await host.check({ instanceId: "i-web", imageName: "web" }, undefined);
    await host.delete(imageId, owned());
    expect({ exists: exists(), files: readdirSync(home) }).toEqual({ exists: false, files: [] });
  });

  test.each<NodeJS.Signals>(["SIGINT", "SIGTERM"])("what it has told goes with it at %s, at once", async (signal) => {
    const host = await open();
    await adopts(host);
    expect(records()).toHaveLength(1);
    const before = Date.now();
    host.signal(signal);
    await host.exited;
    expect(Date.now() - before).toBeLessThan(4_000);
    expect(records()).toEqual([]);
  });

  test("and when its engine is gone", async () => {
    const host = await open();
    await adopts(host);
    engine.stop();
    await host.exited;
    expect(records()).toEqual([]);
  });
});

test("the dynamic host names the resource in the warnings of up, as a preview does", async () => {
  const emulator = createEmulator({});
  await emulator.start();
  const engine = await FakeEngine.start();
  const { accessKeyId, accessKeyPassword } = emulator;
  const config = { endpoint: emulator.url, accessKeyId, accessKeyPassword, pollIntervalSeconds: "0.02" };
  const host = await Host.start(await dynamicHost(), { config, engine: engine.address });
  try {
    emulator.addImage({ zoneId: "HKG-A", imageName: "web" });
    const program = { instanceId: "i-web", imageName: "web" };
    await host.check(program, undefined, { name: "shop", preview: true });
    const { inputs } = await host.check(program, undefined, { name: "shop" });
    await host.create(inputs);
    expect(engine.warnings).toHaveLength(2);
    for (const text of engine.warnings) expect(text).toMatch(/^CustomImage "shop": zone HKG-A already has an image/);
  } finally {
    await host.stop();
    engine.stop();
    await emulator.stop();
  }
});
