import type { EmulatorOptions } from "../../emulator";
import { at, type Moment } from "../reliability/support/moments";
import { hasEnded } from "../reliability/support/processes";
import { diagnostics, messagesIn } from "../support/diagnostics";
import { emulatedStack, image, program, succeeds, type EmulatedStack } from "../support/emulatedStack";

let place: EmulatedStack;
afterEach(() => place.cleanup());

const web = (options = "{}") => image("web", { instanceId: "i-app", stopInstance: true }, options);

/** A stack whose machine i-app runs, unless `instanceStatus` says otherwise. */
async function open(
  text: string,
  {
    instanceStatus = "RUNNING" as "RUNNING" | "STOPPED",
    ...emulator
  }: EmulatorOptions & { instanceStatus?: "RUNNING" | "STOPPED" } = {},
): Promise<EmulatedStack> {
  place = await emulatedStack({ program: text, emulator });
  place.emulator.addInstance({ instanceId: "i-app", instanceName: "app", zoneId: "HKG-A", instanceStatus });
  return place;
}

const machineStatus = () => place.emulator.instance("i-app")?.instanceStatus;
const writesSince = () => place.takeCalls().filter((action) => !action.startsWith("Describe"));
const recordOf = async (name: string) => (await place.stack.resource(name))?.outputs.__record;

test("two images of a running machine: announced in preview, then one stop, both images, one start", async () => {
  const text = program(web(), image("twin", { instanceId: "i-app", stopInstance: true }));
  const { stack, emulator } = await open(text, { createImageMs: 100, stopInstanceMs: 50, startInstanceMs: 50 });
  const announced =
    "will power off i-app (app, HKG-A), image it, and start it again. " +
    "If that does not suit now, run it later, or image a machine that is stopped.";
  expect(messagesIn(await succeeds(stack.preview()), "warning").sort()).toEqual([
    `CustomImage "twin": ${announced}`,
    `CustomImage "web": ${announced}`,
  ]);
  expect(machineStatus()).toBe("RUNNING");

  const imagesAtStart: string[] = [];
  emulator.onCall = ({ action, phase }) => {
    if (action === "StartInstances" && phase === "before")
      imagesAtStart.push(...emulator.images().map(({ imageStatus }) => imageStatus));
  };
  const output = await succeeds(stack.up());
  expect(writesSince()).toEqual(["StopInstances", "CreateImage", "CreateImage", "StartInstances"]);
  expect(imagesAtStart).toEqual(["AVAILABLE", "AVAILABLE"]);
  expect(output).toMatch(/stopping virtual machine i-app \(app, HKG-A\)/);
  expect(output).toMatch(/starting virtual machine i-app \(app, HKG-A\) again/);
  expect(machineStatus()).toBe("RUNNING");
  for (const name of ["web", "twin"]) expect(await recordOf(name)).not.toHaveProperty("stoppedInstance");
  await succeeds(stack.preview("--expect-no-changes"));
});

const stoppedAlready =
  'CustomImage "web": virtual machine i-app (app, HKG-A) is stopped already, so it will not be started after the image ' +
  "is made. If an interrupted run stopped it, start it yourself.";

test("a machine that was stopped before stays stopped, and preview says what may be behind it", async () => {
  const { stack } = await open(program(web()), { instanceStatus: "STOPPED" });
  expect(messagesIn(await succeeds(stack.preview()), "warning")).toEqual([stoppedAlready]);
  await succeeds(stack.up());
  expect(writesSince()).toEqual(["CreateImage"]);
  expect(machineStatus()).toBe("STOPPED");
});

test("a machine is started again when its image fails", async () => {
  const { stack, emulator } = await open(program(web()));
  emulator.faults.add({ action: "CreateImage", kind: "unavailable" });
  expect((await stack.up()).code).not.toBe(0);
  expect(writesSince()).toEqual(["StopInstances", "CreateImage", "StartInstances"]);
  expect(machineStatus()).toBe("RUNNING");
  expect(await recordOf("web")).not.toHaveProperty("stoppedInstance");
});

const startsLater =
  "* Virtual machine i-app was stopped for it, and is started by the next `pulumi up` or `pulumi destroy` " +
  "once the image has settled.";

test("after a time-out the next up starts the machine, once the image has settled", async () => {
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
  expect(machineStatus()).toBe("RUNNING");
  expect(await recordOf("web")).not.toHaveProperty("stoppedInstance");
});

test("after Ctrl-C during the wait a destroy starts the machine, then deletes the image", async () => {
  const { stack, emulator } = await open(program(web()), { createImageMs: 1 });
  emulator.pause();
  const up = stack.start("up", "--yes", "--skip-preview");
  await up.until(/image "\S+" \(img-\w+\) is CREATING/);
  up.interrupt();
  expect(diagnostics((await up.finished).output)).toContain(startsLater);
  expect(writesSince()).toEqual(["StopInstances", "CreateImage"]);

  emulator.resume();
  await succeeds(stack.destroy());
  expect(writesSince()).toEqual(["StartInstances", "DeleteImages"]);
  expect(machineStatus()).toBe("RUNNING");
  expect(emulator.images()).toEqual([]);
});

/** Every moment is tried in test/reliability; here are those about the machine. */
const stopped: Moment = { action: "StopInstances", nth: 1, phase: "after" };
const starting: Moment = { action: "StartInstances", nth: 1, phase: "before" };

test("Ctrl-C while the machine stops: it is started again, and no image is made", async () => {
  const { stack, emulator } = await open(program(web()), { stopInstanceMs: 100 });
  const up = stack.start("up", "--yes", "--skip-preview");
  at(emulator, stopped, () => up.interrupt());
  const { code, output } = await up.finished;
  expect(code).not.toBe(0);
  expect(messagesIn(output, "error")).toContainEqual(expect.stringMatching(/^Interrupted/));
  expect(writesSince()).toEqual(["StopInstances", "StartInstances"]);
  expect(machineStatus()).toBe("RUNNING");
  expect(await stack.resource("web")).toBeUndefined();
});

test("Ctrl-C when the machine is to be started: it is", async () => {
  const { stack, emulator } = await open(program(web()));
  const up = stack.start("up", "--yes", "--skip-preview");
  at(emulator, starting, async () => {
    up.interrupt();
    await up.until(/cancelling/);
  });
  await up.finished;
  expect(writesSince()).toEqual(["StopInstances", "CreateImage", "StartInstances"]);
  expect(machineStatus()).toBe("RUNNING");
  expect(await recordOf("web")).not.toHaveProperty("stoppedInstance");
});

test("a kill before there is an id: nothing more is changed, and the next preview says what may have happened", async () => {
  const { stack, emulator } = await open(program(web()));
  const up = stack.start("up", "--yes", "--skip-preview");
  at(emulator, stopped, async () => {
    up.kill();
    await hasEnded(up.pid, 10_000);
  });
  await up.finished;
  expect(writesSince()).toEqual(["StopInstances"]);
  expect(messagesIn(await succeeds(stack.preview()), "warning")).toContain(stoppedAlready);
});
