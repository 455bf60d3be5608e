import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator";
import { FakeEngine } from "../support/fakeEngine";
import { dynamicHost, Host, HostError, type HostOptions, TIME_TO_SEND } from "../support/host";
import { serializedProvider } from "../support/serializedProvider";

// Pulumi's own host process for dynamic providers with the built package in it, and no engine.

const hosts: Host[] = [];
const engines: FakeEngine[] = [];
let emulator: Emulator;

async function start(options: EmulatorOptions = {}, hostOptions: HostOptions = {}): Promise<Host> {
  emulator = createEmulator(options);
  await emulator.start();
  const { accessKeyId, accessKeyPassword } = emulator;
  const config = {
    ...{ endpoint: emulator.url, accessKeyId, accessKeyPassword },
    ...{ pollIntervalSeconds: "0.02", maxRequestsPerSecond: "1000", settleSeconds: "1" },
    ...hostOptions.config,
  };
  return open({ ...hostOptions, config });
}

async function open(options: HostOptions = {}): Promise<Host> {
  const host = await Host.start(await dynamicHost(), options);
  hosts.push(host);
  return host;
}

async function startEngine(): Promise<FakeEngine> {
  const engine = await FakeEngine.start();
  engines.push(engine);
  return engine;
}

afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.stop()));
  engines.splice(0).forEach((engine) => engine.stop());
  await emulator?.stop();
});

const program = { instanceId: "i-web", imageName: "web", imageDescription: "golden" };
/** Added by check: the owner of the image. */
const OWNER = expect.stringMatching(/^[a-z2-7]{12}$/) as string;
const actions = () => emulator.calls().map(({ action }) => action);

async function failureOf(work: Promise<unknown>): Promise<HostError> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof HostError) return outcome;
  throw new Error(`it did not fail: ${String(outcome)}`);
}

/** Resolves once the emulator has received this call. */
function called(action: string, phase: "before" | "after" = "after"): Promise<void> {
  return new Promise((resolve) => {
    emulator.onCall = (event) => {
      if (event.action === action && event.phase === phase) resolve();
    };
  });
}

/** A stack trace. Errors caused by a user's mistake have none. */
const STACK = /^\s+at .+:\d+:\d+\)?$/m;

describe("the text that is stored with every image", () => {
  test("is short, and contains only the name of the module", async () => {
    const text = await serializedProvider();
    expect(Buffer.byteLength(text)).toBeLessThan(700);
    expect(text.match(/require\([^)]*\)/g)).toEqual(['require("pulumi-zenlayer/dynamic")']);
    expect(text).not.toContain("\r");
  });

  test("does nothing if the package is missing: no call succeeds", async () => {
    const host = await open({ config: {}, cwd: tmpdir() });
    const calls: (() => Promise<unknown>)[] = [
      () => host.delete("img-1", program),
      () => host.update("img-1", program, program),
      () => host.create(program),
      () => host.readState("img-1", program),
      () => host.diff("img-1", program, program),
      () => host.check(program, undefined),
    ];
    // Pulumi configures the provider for the first call only, and keeps it even if that fails.
    for (const call of [...calls, ...calls]) {
      await expect(call()).rejects.toThrow("Cannot find module 'pulumi-zenlayer/dynamic'");
    }
  });
});

describe("every verb", () => {
  test("a whole lifecycle", async () => {
    const host = await start();
    const { inputs, failures } = await host.check(program, undefined);
    const shown = { ...program, __givenName: "web" };
    expect({ inputs, failures }).toEqual({ inputs: { ...shown, __owner: OWNER }, failures: [] });
    const { id, outs } = await host.create(inputs);
    expect(outs).toMatchObject({ ...program, imageId: id, imageStatus: "AVAILABLE", imageSize: 40 });
    expect(await host.diff(id, outs, inputs)).toEqual({ changes: false, replaces: [], deleteBeforeReplace: false });
    expect(await host.readState(id, outs)).toEqual({ id, outs, inputs: shown });

    const changed = { ...program, imageDescription: "silver" };
    const { inputs: news } = await host.check(changed, inputs);
    expect(await host.diff(id, outs, news)).toEqual({ changes: true, replaces: [], deleteBeforeReplace: false });
    const updated = await host.update(id, outs, news);
    expect(updated).toEqual({ ...outs, imageDescription: "silver" });

    const { inputs: renamed } = await host.check({ ...program, imageName: "other" }, inputs);
    expect(await host.diff(id, outs, renamed)).toMatchObject({ changes: true, replaces: ["imageName"] });

    await host.delete(id, updated);
    expect(await host.readState(id, updated)).toBeUndefined();
    expect(emulator.images()).toEqual([]);
    expect(host.output).toBe("");
  });

  test("a failed image is replaced, and deleted first", async () => {
    const host = await start();
    const { inputs } = await host.check(program, undefined);
    const { id, outs } = await host.create(inputs);
    const failed = { ...outs, imageStatus: "UNAVAILABLE", __record: { seen: true } };
    expect(await host.diff(id, failed, inputs)).toEqual({
      changes: true,
      replaces: ["imageStatus"],
      deleteBeforeReplace: true,
    });
  });

  test("get: an image of which only the id is known", async () => {
    const host = await start({ images: [{ zoneId: "SIN-A", imageName: "theirs", imageId: "img-1" }] });
    const found = await host.readState("img-1", {});
    expect(found).toMatchObject({ id: "img-1", outs: { zoneId: "SIN-A" }, inputs: { imageName: "theirs" } });
  });

  test("mistakes are failures, not errors", async () => {
    const host = await open({ config: {} });
    const { failures } = await host.check({ imagename: "web", imageDescription: 7 }, undefined);
    expect(failures.map(({ property }) => property).sort()).toEqual(["imageDescription", "imagename", "instanceId"]);
  });

  test("inputs that only check needs are not returned", async () => {
    const host = await start();
    const options = { preview: true, timeouts: { create: 5 }, deleteBeforeReplace: true };
    const { inputs } = await host.check(program, undefined, options);
    expect(inputs).toEqual({ ...program, __givenName: "web", __owner: OWNER, __timeouts: { create: 5 } });
  });
});

describe("failures", () => {
  test("a partial failure carries id, properties and reasons", async () => {
    const host = await start({ createImageMs: 60_000 });
    const { inputs } = await host.check(program, undefined, { timeouts: { create: TIME_TO_SEND } });
    const { message, failure } = await failureOf(host.create(inputs));
    const [image] = emulator.images();
    expect(failure).toMatchObject({
      id: image?.imageId,
      properties: { ...program, imageId: image?.imageId, imageStatus: "CREATING", zoneId: "HKG-A" },
    });
    expect(failure?.reasons).toEqual([expect.stringMatching(/^Image img-\w+ is still CREATING after \d+ s\./)]);
    expect(message).toBe(failure?.reasons.join(" "));
    expect(host.output).toBe("");
  });

  test("the next run continues with it, and an update can fail partially, too", async () => {
    const host = await start({ createImageMs: 60_000 });
    const { inputs: first } = await host.check(program, undefined, { timeouts: { create: TIME_TO_SEND } });
    const { inputs } = await host.check(program, undefined, { timeouts: { create: 0.1, update: 0.1 } });
    const { failure } = await failureOf(host.create(first));
    const again = await failureOf(host.update(failure!.id, failure!.properties, inputs));
    expect(again.failure?.id).toBe(failure?.id);
    emulator.advance(60_000);
    expect(await host.update(failure!.id, again.failure!.properties, inputs)).toMatchObject({
      imageStatus: "AVAILABLE",
    });
    expect(actions().filter((action) => action === "CreateImage")).toHaveLength(1);
  });

  test("a rejection is one sentence without a stack trace", async () => {
    const host = await start({ quota: 0 });
    const { inputs } = await host.check(program, undefined);
    const { message, failure } = await failureOf(host.create(inputs));
    expect(message).toMatch(/^Cannot create the image: zone HKG-A holds 0 of 0 custom images/);
    expect(failure).toBeUndefined();
    expect(message + host.output).not.toMatch(STACK);
  });

  test("an error of read or delete is sent to the engine, which shows it, and not printed, too", async () => {
    const host = await start();
    const { inputs } = await host.check(program, undefined);
    const { id, outs } = await host.create(inputs);
    emulator.removeKey(emulator.accessKeyId);
    const refused = /Zenlayer rejected the access key from zenlayer:accessKeyId/;
    expect((await failureOf(host.delete(id, outs))).message).toMatch(refused);
    // The last list of create does not count after a write.
    expect((await failureOf(host.readState(id, outs))).message).toMatch(refused);
    expect(host.output).toBe("");
  });

  test("missing credentials are one message, in preview and in up", async () => {
    const host = await open({ config: {} });
    const { inputs, failures } = await host.check(program, undefined, { preview: true });
    expect(failures).toEqual([
      { property: "instanceId", reason: expect.stringMatching(/^No credentials for Zenlayer were found\. Searched,/) },
    ]);
    expect((await failureOf(host.create(inputs))).message).toMatch(
      /^No credentials for Zenlayer were found\. Searched, in this order:/,
    );
    expect(host.output).not.toMatch(STACK);
  });

  test("a wrong setting is reported where it is needed", async () => {
    const host = await start({}, { config: { settleSeconds: "soon" } });
    const { inputs } = await host.check(program, undefined);
    expect((await failureOf(host.create(inputs))).message).toMatch(/^The setting settleSeconds is "soon"; it must be/);
  });

  test("credentials in the environment are found", async () => {
    const host = await start(
      {},
      {
        config: { accessKeyId: "", accessKeyPassword: "" },
        env: { ZENLAYER_TOKEN: createEmulator().token },
      },
    );
    const { inputs } = await host.check(program, undefined);
    expect((await host.create(inputs)).outs).toMatchObject({ imageStatus: "AVAILABLE" });
  });
});

test("simultaneous calls right after Configure are all configured", async () => {
  const host = await start({ instances: ["i-1", "i-2", "i-3"].map((instanceId) => ({ instanceId, zoneId: "HKG-A" })) });
  // The first call loads and configures the provider; the others find it in the host's cache.
  const made = await Promise.all(
    ["i-1", "i-2", "i-3"].map((instanceId) =>
      host.create({ instanceId, imageName: instanceId, __givenName: instanceId, __owner: `aaaabbbb${instanceId}a` }),
    ),
  );
  expect(new Set(made.map(({ id }) => id)).size).toBe(3);
  expect(emulator.calls().every(({ keyId }) => keyId === emulator.accessKeyId)).toBe(true);
});

describe("Cancel", () => {
  test("takes effect in the middle of a wait: the id is saved within a second", async () => {
    const host = await start({ createImageMs: 600_000 });
    const { inputs } = await host.check(program, undefined);
    const made = called("CreateImage");
    const creating = failureOf(host.create(inputs));
    await made;
    await called("DescribeImages");
    const before = Date.now();
    await host.cancel();
    const { failure } = await creating;
    expect(Date.now() - before).toBeLessThan(1_000);
    expect(failure).toMatchObject({
      id: emulator.images()[0]?.imageId,
      reasons: [expect.stringMatching(/^Waiting for image img-\w+ \(CREATING\) was interrupted/) as string],
    });
  });

  test("ends every wait at once", async () => {
    const instances = ["i-1", "i-2"].map((instanceId) => ({ instanceId, zoneId: "HKG-A" }));
    const host = await start({ createImageMs: 600_000, instances });
    const creating = instances.map(({ instanceId }) =>
      failureOf(
        host.create({ instanceId, imageName: instanceId, __givenName: instanceId, __owner: `aaaabbbb${instanceId}a` }),
      ),
    );
    while (emulator.images().length < 2) await called("DescribeImages");
    await host.cancel();
    await host.cancel();
    const ids = (await Promise.all(creating)).map(({ failure }) => failure?.id);
    expect(ids.sort()).toEqual(
      emulator
        .images()
        .map(({ imageId }) => imageId)
        .sort(),
    );
  });

  test("without the hook is no error: the wait continues", async () => {
    const preload = `--require ${join(__dirname, "frozenServer.cjs")}`;
    const host = await start({ createImageMs: 600_000 }, { env: { NODE_OPTIONS: preload } });
    const { inputs } = await host.check(program, undefined);
    const made = called("CreateImage");
    const creating = host.create(inputs);
    await made;
    await host.cancel();
    await called("DescribeImages");
    emulator.advance(600_000);
    expect((await creating).outs).toMatchObject({ imageStatus: "AVAILABLE" });
    expect(host.output).toBe("");
  });

  test("is ignored when no operation is in progress, as at the end of every command", async () => {
    const host = await start();
    await host.cancel();
    const { inputs } = await host.check(program, undefined);
    await host.cancel();
    expect((await host.create(inputs)).outs).toMatchObject({ imageStatus: "AVAILABLE" });
  });
});

describe("the engine", () => {
  test("receives progress at once, and lasting warnings", async () => {
    const engine = await startEngine();
    const host = await start(
      { createImageMs: 1_000, images: [{ zoneId: "HKG-A", imageName: "web", imageId: "img-old" }] },
      { engine: engine.address },
    );
    const { inputs } = await host.check(program, undefined);
    const { id } = await host.create(inputs);
    await host.stop();
    const told = engine.told.map(({ severity, ephemeral, message }) => [severity, ephemeral, message.split(";")[0]]);
    expect(told).toEqual(
      expect.arrayContaining([
        ["INFO", true, expect.stringMatching(`^image "web" \\(${id}\\) has been CREATING since`)],
        ["INFO", true, `image "web" (${id}) is AVAILABLE`],
        ["WARNING", false, expect.stringContaining("img-old (AVAILABLE)")],
      ]),
    );
    expect(told).toHaveLength(3);
  });

  test("has received all warnings when the verb ends: it may end the command right after", async () => {
    const engine = await startEngine();
    const host = await start({}, { engine: engine.address });
    await host.check({ instanceId: "i-none" }, undefined, { preview: true, name: "lost" });
    expect(engine.warnings).toEqual([expect.stringContaining("i-none")]);
  });

  test("receives the findings of the preview", async () => {
    const engine = await startEngine();
    const host = await start({}, { engine: engine.address });
    await host.check({ instanceId: "i-none" }, undefined, { preview: true, name: "lost" });
    await host.check({ instanceId: "i-none" }, undefined, { name: "lost" });
    await host.stop();
    expect(engine.warnings).toEqual([expect.stringMatching(/^CustomImage "lost": there is no instance i-none/)]);
  });

  test("may be absent", async () => {
    const host = await start({}, { engine: "127.0.0.1:1" });
    const { inputs } = await host.check(program, undefined);
    expect((await host.create(inputs)).outs).toMatchObject({ imageStatus: "AVAILABLE" });
  });

  test("that ends also ends the process: nothing more is written, and no orphan is left", async () => {
    const engine = await startEngine();
    const host = await start({ stopInstanceMs: 600_000 }, { engine: engine.address });
    const { inputs } = await host.check({ ...program, instanceId: "i-db", stopInstance: true }, undefined);
    const stopped = called("StopInstances");
    const creating = host.create(inputs).catch(() => undefined);
    await stopped;
    engine.stop();
    expect(await host.exited).toBe(1);
    await creating;
    expect(actions().filter((action) => !action.startsWith("Describe"))).toEqual(["StopInstances"]);
  });

  test("is checked before each write", async () => {
    const engine = await startEngine();
    const host = await start({}, { engine: engine.address });
    const { inputs } = await host.check(program, undefined);
    emulator.onCall = ({ action, phase }) => {
      if (action === "DescribeImages" && phase === "before") engine.stop();
    };
    const outcome = await host.create(inputs).catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(HostError);
    expect(actions()).not.toContain("CreateImage");
  });
});
