import type { EmulatorOptions } from "../../emulator";
import { at, type Moment } from "../reliability/support/moments";
import { hasEnded } from "../reliability/support/processes";
import { diagnostics, messagesIn } from "../support/diagnostics";
import { emulatedStack, image, program, succeeds, type EmulatedStack } from "../support/emulatedStack";

let place: EmulatedStack;
afterEach(() => place.cleanup());

const web = (options = "{}") => image("web", { instanceId: "i-app", stopInstance: true }, options);

/** A stack and its running instance i-app. */
async function open(text: string, emulator: EmulatorOptions = {}): Promise<EmulatedStack> {
  place = await emulatedStack({ program: text, emulator });
  place.emulator.addInstance({
    instanceId: "i-app",
    instanceName: "app",
    zoneId: "HKG-A",
    instanceStatus: "RUNNING",
  });
  return place;
}

const statusOf = (instanceId = "i-app") => place.emulator.instance(instanceId)?.instanceStatus;
/** All but the renames to the real names. */
const writesSince = () =>
  place.takeCalls().filter((action) => !action.startsWith("Describe") && action !== "ModifyImagesAttributes");
const recordOf = async (name: string) => (await place.stack.resource(name))?.outputs.__record;

const stoppedAlready = (name: string, instance: string) =>
  `CustomImage "${name}": instance ${instance} is already stopped, so it will not be started after the image ` +
  "is created. If an interrupted run stopped it, start it yourself.";

test("two images of a running instance: announced in preview, then one stop, both images, one start; a stopped one stays stopped", async () => {
  const text = program(
    web(),
    image("twin", { instanceId: "i-app", stopInstance: true }),
    image("idle", { instanceId: "i-worker", stopInstance: true }),
  );
  const { stack, emulator } = await open(text, { createImageMs: 100, stopInstanceMs: 50, startInstanceMs: 50 });
  const announced =
    "will power off i-app (app, HKG-A), create the image, and start it again. " +
    "If the instance must not be powered off now, run this later, or use an instance that is stopped.";
  expect(messagesIn(await succeeds(stack.preview()), "warning").sort()).toEqual([
    stoppedAlready("idle", "i-worker (worker, SIN-A)"),
    `CustomImage "twin": ${announced}`,
    `CustomImage "web": ${announced}`,
  ]);
  expect(statusOf()).toBe("RUNNING");

  const imagesAtStart: string[] = [];
  const changed: string[] = [];
  emulator.onCall = ({ action, params, phase }) => {
    if (phase === "after") return;
    if (/^(Stop|Start)Instances$/.test(action)) changed.push(...(params.instanceIds as string[]));
    if (action !== "StartInstances") return;
    const images = emulator.images().filter(({ instanceId }) => instanceId === "i-app");
    imagesAtStart.push(...images.map(({ imageStatus }) => imageStatus));
  };
  const output = await succeeds(stack.up());
  const writes = writesSince();
  expect(writes.filter((action) => action !== "CreateImage")).toEqual(["StopInstances", "StartInstances"]);
  expect(writes.filter((action) => action === "CreateImage")).toHaveLength(3);
  expect(changed).toEqual(["i-app", "i-app"]);
  expect(imagesAtStart).toEqual(["AVAILABLE", "AVAILABLE"]);
  expect(output).toMatch(/stopping instance i-app \(app, HKG-A\)/);
  expect(output).toMatch(/starting instance i-app \(app, HKG-A\) again/);
  expect({ "i-app": statusOf(), "i-worker": statusOf("i-worker") }).toEqual({
    "i-app": "RUNNING",
    "i-worker": "STOPPED",
  });
  for (const name of ["web", "twin"]) expect(await recordOf(name)).not.toHaveProperty("stoppedInstance");
  await succeeds(stack.preview("--expect-no-changes"));
});

test("an instance is started again when its image fails", async () => {
  const { stack, emulator } = await open(program(web()));
  emulator.faults.add({ action: "CreateImage", kind: "unavailable" });
  expect((await stack.up()).code).not.toBe(0);
  expect(writesSince()).toEqual(["StopInstances", "CreateImage", "StartInstances"]);
  expect(statusOf()).toBe("RUNNING");
  expect(await recordOf("web")).not.toHaveProperty("stoppedInstance");
});

const startsLater =
  "* Instance i-app was stopped to create the image. The next `pulumi up` or `pulumi destroy` starts it again, " +
  "once the image is no longer being created.";

test("after a timeout the next up starts the instance, once the image is no longer being created", async () => {
  const { stack, emulator } = await open(program(web('{ customTimeouts: { create: "3s" } }')), { createImageMs: 1 });
  emulator.pause();
  const { code, output } = await stack.up();
  expect(code).not.toBe(0);
  expect(diagnostics(output)).toContain(startsLater);
  expect(writesSince()).toEqual(["StopInstances", "CreateImage"]);
  expect(await recordOf("web")).toMatchObject({ stoppedInstance: "i-app" });

  emulator.resume();
  expect(await succeeds(stack.up())).toMatch(/~ 1 updated/);
  expect(writesSince()).toEqual(["StartInstances"]);
  expect(statusOf()).toBe("RUNNING");
  expect(await recordOf("web")).not.toHaveProperty("stoppedInstance");
});

test("after Ctrl-C during the wait destroy starts the instance, then deletes the image", async () => {
  const { stack, emulator } = await open(program(web()), { createImageMs: 1 });
  emulator.pause();
  const up = stack.start("up", "--yes", "--skip-preview");
  await up.until(/image "\S+" \(img-\w+\) (is|has been) CREATING/);
  up.interrupt();
  expect(diagnostics((await up.finished).output)).toContain(startsLater);
  expect(writesSince()).toEqual(["StopInstances", "CreateImage"]);

  emulator.resume();
  await succeeds(stack.destroy());
  expect(writesSince()).toEqual(["StartInstances", "DeleteImages"]);
  expect(statusOf()).toBe("RUNNING");
  expect(emulator.images()).toEqual([]);
});

/** test/reliability interrupts every moment; here are those that concern the instance. */
const stopped: Moment = { action: "StopInstances", nth: 1, phase: "after" };
const starting: Moment = { action: "StartInstances", nth: 1, phase: "before" };

test("Ctrl-C while the instance stops: it is started again, and no image is created", async () => {
  const { stack, emulator } = await open(program(web()), { stopInstanceMs: 3_000 });
  const up = stack.start("up", "--yes", "--skip-preview");
  at(emulator, stopped, () => up.interrupt());
  const { code, output } = await up.finished;
  expect(code).not.toBe(0);
  expect(messagesIn(output, "error")).toContainEqual(expect.stringMatching(/^Interrupted/));
  const waits = /interrupted: waiting until instance i-app \(app, HKG-A\) has stopped, to start it again/;
  expect(messagesIn(output, "warning")).toContainEqual(expect.stringMatching(waits));
  expect(writesSince()).toEqual(["StopInstances", "StartInstances"]);
  expect(statusOf()).toBe("RUNNING");
  expect(await stack.resource("web")).toBeUndefined();
});

test("Ctrl-C before the instance is started: it is started", async () => {
  const { stack, emulator } = await open(program(web()));
  const up = stack.start("up", "--yes", "--skip-preview");
  at(emulator, starting, async () => {
    up.interrupt();
    await up.until(/cancelling/);
  });
  await up.finished;
  expect(writesSince()).toEqual(["StopInstances", "CreateImage", "StartInstances"]);
  expect(statusOf()).toBe("RUNNING");
  expect(await recordOf("web")).not.toHaveProperty("stoppedInstance");
});

test("a kill before there is an id: nothing more is changed, and the next preview reports what may have happened", async () => {
  const { stack, emulator } = await open(program(web()));
  const up = stack.start("up", "--yes", "--skip-preview");
  at(emulator, stopped, async () => {
    up.kill();
    await hasEnded(up.pid, 10_000);
  });
  await up.finished;
  expect(writesSince()).toEqual(["StopInstances"]);
  expect(messagesIn(await succeeds(stack.preview()), "warning")).toContain(stoppedAlready("web", "i-app (app, HKG-A)"));
});
