import { diagnostics } from "../support/diagnostics";
import { emulatedStack, image, program, succeeds, type EmulatedStack } from "../support/emulatedStack";
import { Stack } from "../support/engine";

/** Resource options that stop a run, so that the table in options.test.ts cannot hold them, and what uses an image. */
let place: EmulatedStack;
const web = { instanceId: "i-web" };
const named = (imageName: string) => ({ ...web, imageName });

afterEach(() => place.cleanup());

test("protect: deleting and replacing are refused, and changing is not", async () => {
  const protectedImage = (args: object) => program(image("web", args, "{ protect: true }"));
  place = await emulatedStack({ program: protectedImage(named("web-1")) });
  const { stack, emulator } = place;
  await succeeds(stack.up());
  await stack.setProgram(protectedImage({ ...named("web-1"), imageDescription: "changed" }));
  await succeeds(stack.up());
  await stack.setProgram(protectedImage(named("web-2")));
  for (const command of ["up", "destroy"] as const) {
    const { code, output } = await stack[command]();
    expect(code).not.toBe(0);
    expect(output).toMatch(/protect/);
  }
  expect(emulator.history()).toMatchObject([{ imageName: "web-1", imageDescription: "changed" }]);
  expect(emulator.images()).toHaveLength(1);
});

test("customTimeouts end the wait of create, update and delete", async () => {
  const options = '{ customTimeouts: { create: "2s", update: "1s", delete: "1s" } }';
  place = await emulatedStack({ program: program(image("web", web, options)), emulator: { createImageMs: 1 } });
  const { stack, emulator } = place;
  emulator.pause();
  const waited: [() => Promise<{ code: number; output: string }>, RegExp][] = [
    [() => stack.up(), /is still CREATING after [0-2] s.*customTimeouts\.create/],
    [() => stack.up(), /is still CREATING after [0-2] s/],
    [() => stack.destroy(), /is still being made and cannot be deleted.*customTimeouts\.delete/],
  ];
  for (const [command, says] of waited) {
    const { code, output } = await command();
    expect(code).not.toBe(0);
    expect(diagnostics(output)).toContainEqual(expect.stringMatching(says));
  }
  emulator.resume();
  await succeeds(stack.destroy());
  expect(emulator.images()).toEqual([]);
});

test("another stack reads the id by StackReference, and policy code knows an image by its type", async () => {
  place = await emulatedStack({
    program: program(
      image("web", web),
      "exports.imageId = web.id;",
      "exports.type = zenlayer.CustomImage.__pulumiType;",
      'exports.known = [web, {}, new pulumi.ComponentResource("a:b:C", "c")].map(zenlayer.CustomImage.isInstance);',
    ),
  });
  const { stack, emulator } = place;
  await succeeds(stack.up());
  expect(await stack.outputs()).toEqual({
    imageId: emulator.images()[0]?.imageId,
    type: (await stack.resource("web"))?.type,
    known: [true, false, false],
  });

  const reader = await Stack.create({
    project: "reader",
    program: program(
      'const images = new pulumi.StackReference("organization/test/dev");',
      'exports.golden = images.requireOutput("imageId");',
    ),
    env: { PULUMI_BACKEND_URL: stack.env.PULUMI_BACKEND_URL },
  });
  try {
    await succeeds(reader.pulumi("stack", "init"));
    expect(await succeeds(reader.up())).toContain(`golden: "${emulator.images()[0]?.imageId}"`);
  } finally {
    await reader.cleanup();
  }
});
