import { emulatedStack, image, program, succeeds, type EmulatedStack } from "../support/emulatedStack";
import { Stack } from "../support/engine";

/** The option `protect`, which ends a run, so that the table in options.test.ts cannot hold it; and users of an image. */
let place: EmulatedStack;

const protectedImage = (args: object) => [
  image("web", { instanceId: "i-web", ...args }, "{ protect: true }"),
  "exports.imageId = web.id;",
  "exports.type = zenlayer.CustomImage.__pulumiType;",
  'exports.known = [web, {}, new pulumi.ComponentResource("a:b:C", "c")].map(zenlayer.CustomImage.isInstance);',
];

beforeAll(async () => {
  place = await emulatedStack({ program: program(...protectedImage({ imageName: "web-1" })) });
  await succeeds(place.stack.up());
});
afterAll(() => place.cleanup());

test("another stack reads the id by StackReference, and policies recognize an image by its type", async () => {
  const { stack, emulator } = place;
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

test("protect: the image cannot be deleted or replaced, but updated", async () => {
  const { stack, emulator } = place;
  await stack.setProgram(program(...protectedImage({ imageName: "web-1", imageDescription: "changed" })));
  await succeeds(stack.up());
  await stack.setProgram(program(...protectedImage({ imageName: "web-2" })));
  for (const command of ["up", "destroy"] as const) {
    const { code, output } = await stack[command]();
    expect(code).not.toBe(0);
    expect(output).toMatch(/protect/);
  }
  expect(emulator.history()).toMatchObject([{ imageName: "web-1", imageDescription: "changed" }]);
  expect(emulator.images()).toHaveLength(1);
});
