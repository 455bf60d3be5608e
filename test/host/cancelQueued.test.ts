import { createEmulator, type Emulator } from "../../emulator";
import { FakeEngine } from "../support/fakeEngine";
import type { HostError } from "../support/host";
import { dynamicHost, Host, pluginHost, type Dialect } from "../support/host";

// Over real sockets and with the real clock: a queue of creates behind a low rate limit, and Ctrl-C.

const COUNT = 12;
const instances = Array.from({ length: COUNT }, (_, n) => ({ instanceId: `i-${n}`, zoneId: "HKG-A" }));

let emulator: Emulator;
let engine: FakeEngine;
let host: Host;

async function open(dialect: Dialect): Promise<void> {
  emulator = createEmulator({ instances, quota: COUNT, createImageMs: 600_000 });
  const endpoint = await emulator.start();
  engine = await FakeEngine.start();
  const { accessKeyId, accessKeyPassword } = emulator;
  const config = { endpoint, accessKeyId, accessKeyPassword, maxRequestsPerSecond: "0.5" };
  host = await Host.start(dialect, { config, engine: engine.address });
}

afterEach(async () => {
  await host.stop();
  engine.stop();
  await emulator.stop();
});

const creates = (): number => emulator.calls().filter(({ action }) => action === "CreateImage").length;

test.each([
  ["dynamic", dynamicHost],
  ["plugin", pluginHost],
])("%s host: creates that wait in the queue are not sent after a cancel, and the command ends", async (_, dialect) => {
  await open(await dialect());
  const canceled = new Promise<number>((resolve) => {
    emulator.onCall = async ({ action, phase }) => {
      if (action !== "CreateImage" || phase !== "before" || creates() !== 1) return;
      await host.cancel();
      resolve(performance.now());
    };
  });
  const steps = instances.map(async ({ instanceId }) => {
    const options = { name: instanceId };
    const { inputs } = await host.check({ instanceId, imageName: instanceId }, undefined, options);
    return host.create(inputs, options);
  });
  const ended = Promise.allSettled(steps);
  const canceledAt = await canceled;
  const results = await ended;
  expect(performance.now() - canceledAt).toBeLessThan(1_500);
  expect(creates()).toBe(1);
  const failures = results.map((result) => (result as PromiseRejectedResult).reason as HostError);
  // Every image that exists has its id saved, the request in flight at the cancel included.
  const saved = failures.flatMap(({ failure }) => failure?.id ?? []);
  expect(saved.sort()).toEqual(
    emulator
      .images()
      .map(({ imageId }) => imageId)
      .sort(),
  );
  expect(failures.filter(({ failure }) => !failure).map(({ message }) => message)).toEqual(
    Array.from({ length: COUNT - 1 }, () => expect.stringMatching(/^Interrupted\. Run the same command again/)),
  );
});
