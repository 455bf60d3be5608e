import type { CallEvent } from "../../emulator";
import { isWorkingName } from "../../provider/customImage/workingName";
import { isLong } from "../reliability/support/long";
import { killAll } from "../reliability/support/machines";
import { hosts, type HostKind } from "../reliability/support/realLife";
import { diagnostics } from "../support/diagnostics";
import { emulatedStack, program, succeeds, type EmulatedStack } from "../support/emulatedStack";
import { fastStart, Stack } from "../support/engine";
import { pluginOfCheckout } from "../support/yamlProject";

// Two runs of one resource while the first is still running; and `up --replace` while the state holds a working name.

const ZONE = "HKG-A";
/** Another run is presumed dead after a few settle times. A live one needs some time on a busy computer. */
const configOf = (settleSeconds: string) => ({
  "zenlayer:pollIntervalSeconds": "0.05",
  "zenlayer:settleSeconds": settleSeconds,
  "zenlayer:maxRequestsPerSecond": "1000",
});
const [ALIVE, DEAD] = [configOf("30"), configOf("0.2")];
const lines: Record<HostKind, string> = {
  dynamic: 'new zenlayer.CustomImage("web", { instanceId: "i-web", imageName: "golden" });',
  plugin:
    'new pulumi.CustomResource("zenlayer:index:CustomImage", "web", { instanceId: "i-web", imageName: "golden" });',
};

const opened: { cleanup(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.cleanup();
});

const prepare = (stack: Stack, host: HostKind): Promise<void> =>
  stack.setProject({
    runtime: { name: "nodejs", options: { typescript: false } },
    ...(host === "plugin" && { plugins: pluginOfCheckout }),
  });

/** A stack whose image stays CREATING until the emulator's clock is resumed. */
async function open(host: HostKind, config: Record<string, string>): Promise<EmulatedStack> {
  const place = await emulatedStack({ program: program(lines[host]), config, emulator: { createImageMs: 1_000 } });
  opened.push(place);
  await prepare(place.stack, host);
  place.emulator.pause();
  return place;
}

/** The same stack in another backend. */
async function inAnotherBackend({ emulator }: EmulatedStack, host: HostKind): Promise<Stack> {
  const { url, accessKeyId, accessKeyPassword } = emulator;
  const env = {
    ...fastStart,
    ZENLAYER_ENDPOINT: url,
    ZENLAYER_ACCESS_KEY_ID: accessKeyId,
    ZENLAYER_ACCESS_KEY_SECRET: accessKeyPassword,
  };
  const stack = await Stack.create({ program: program(lines[host]), config: ALIVE, env });
  opened.push(stack);
  await prepare(stack, host);
  return stack;
}

const up = ["up", "--yes", "--skip-preview"];
const isCreating = /\(img-\w+\) (is|has been) CREATING/;

/** Starts a run, and a second one while the first waits; then the image becomes usable. */
async function runBoth(place: EmulatedStack, second: Stack, between: () => Promise<unknown>) {
  const { stack, emulator } = place;
  const first = stack.start(...up);
  await first.until(isCreating);
  await between();
  const other = second.start(...up);
  await other.until(isCreating);
  emulator.resume();
  emulator.advance(1_000);
  return { first: await first.finished, second: await other.finished };
}

function expectOneOwner({ emulator }: EmulatedStack, { first, second }: Awaited<ReturnType<typeof runBoth>>): string {
  const [image, ...more] = emulator.history();
  expect(more).toEqual([]);
  expect(image).toMatchObject({ imageName: "golden", imageStatus: "AVAILABLE" });
  // If both runs of a stack end at the same moment, Pulumi's file backend cannot save the history of the first one.
  if (first.code !== 0) expect(first.output).toContain("error: saving update info: EOF");
  expect(second.code).not.toBe(0);
  expect(diagnostics(second.output)).toContainEqual(
    expect.stringMatching(
      `Image ${image!.imageId} was being created for this resource by another run, which has finished it in the meantime`,
    ),
  );
  expect(emulator.calls().map(({ action }) => action)).not.toContain("DeleteImages");
  return image!.imageId;
}

/** Both hosts share the rules that decide; the plugin has every case with `TEST_LONG`. */
const hasEveryCase = (host: HostKind) => host === "dynamic" || isLong;

describe.each(hosts)("%s: two live runs", (host) => {
  test("pulumi cancel during a live run, and a second run: the live one finishes the image, the second fails and says so", async () => {
    const place = await open(host, ALIVE);
    const runs = await runBoth(place, place.stack, () => succeeds(place.stack.pulumi("cancel", "--yes")));
    expectOneOwner(place, runs);
  });
});

describe.each(hosts.filter(hasEveryCase))("%s: two backends", (host) => {
  test("the same stack in two backends: one has the image, and the other one's destroy leaves it", async () => {
    const place = await open(host, ALIVE);
    const second = await inAnotherBackend(place, host);
    const id = expectOneOwner(place, await runBoth(place, second, () => Promise.resolve()));
    expect(await second.resource("web")).toBeUndefined();
    await succeeds(second.destroy());
    expect(place.emulator.images()).toMatchObject([{ imageId: id }]);
    expect(await place.stack.resource("web")).toMatchObject({ id, outputs: { imageStatus: "AVAILABLE" } });
    await succeeds(place.stack.destroy());
    expect(place.emulator.images()).toEqual([]);
  });
});

describe.each(hosts)("%s: a replacement", (host) => {
  const endings = ["goes through", "is killed during its delete"];
  test.each(endings.filter((_, n) => n > 0 || hasEveryCase(host)))(
    "up --replace after an interrupted create %s: the one image stays, and state holds it",
    async (how) => {
      const place = await open(host, DEAD);
      const { stack, emulator } = place;
      const create = stack.start(...up);
      await create.until(isCreating);
      create.interrupt();
      expect((await create.finished).code).not.toBe(0);
      const { urn, id } = (await stack.resource("web"))!;
      expect(isWorkingName(emulator.images()[0]!.imageName)).toBe(true);
      emulator.resume();
      emulator.advance(1_000);
      emulator.clearCalls();

      const replace = stack.start(...up, "--replace", urn);
      let killed: Promise<void> | undefined;
      if (how !== "goes through") emulator.onCall = atFirstCallOfDelete(() => (killed ??= killAll(replace)));
      const { code, output } = await replace.finished;
      await killed;
      emulator.onCall = undefined;
      if (killed) {
        expect((await stack.state()).resources.filter((resource) => resource.id === id)).toHaveLength(2);
        await succeeds(stack.pulumi("cancel", "--yes"));
        // Deletes the old state again, from a new process.
        expect(diagnostics(await succeeds(stack.up()))).toContainEqual(
          expect.stringMatching(`^warning: Image ${id} is not deleted, because CustomImage "web" has it in state`),
        );
      } else {
        expect({ code, output }).toMatchObject({ code: 0 });
        expect(diagnostics(output)).toContainEqual(
          expect.stringMatching(`warning: Image ${id} is not deleted with the old state of its resource`),
        );
      }
      expect(emulator.history()).toMatchObject([{ imageId: id, imageName: "golden", zoneId: ZONE }]);
      expect(emulator.images()).toHaveLength(1);
      const { resources } = await stack.state();
      expect(resources.filter((resource) => resource.id === id)).toMatchObject([
        { outputs: { imageName: "golden", imageStatus: "AVAILABLE" } },
      ]);
      expect(emulator.calls().map(({ action }) => action)).not.toContain("DeleteImages");
    },
  );
});

/** The call after the two renames of a takeover: to this run's working name, and to the real name. */
function atFirstCallOfDelete(act: () => Promise<void>): (call: CallEvent) => Promise<void> | void {
  let renames = 0;
  return ({ action, phase }) => {
    if (phase === "before" && renames === 2) return act();
    if (phase === "after" && action === "ModifyImagesAttributes") renames++;
  };
}
