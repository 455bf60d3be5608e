import { emulatedStack, succeeds, type EmulatedStack } from "../support/emulatedStack";
import { yamlImage } from "../support/yamlProject";

// The engine stores the inputs that check returns, and passes them to the next check. If there are none, only a hidden
// input distinguishes an existing image from a new one.

let setup: EmulatedStack;
afterEach(() => setup.cleanup());

test("an image that was adopted and is owned now needs no input, and is deleted with its resource", async () => {
  setup = await emulatedStack({ program: "" });
  const { stack, emulator } = setup;
  const { imageId } = emulator.addImage({ zoneId: "SIN-A", imageName: "by-hand" });

  await stack.setProject(yamlImage({ adoptImageId: imageId }));
  await succeeds(stack.up());
  await stack.setProject(yamlImage({}));
  expect(await succeeds(stack.up())).toMatch(/1 updated/);
  expect((await stack.resource("web"))?.outputs).not.toHaveProperty("adoptImageId");

  // The first run stored no inputs of the program; every later check starts from these.
  await succeeds(stack.preview("--expect-no-changes"));
  await succeeds(stack.up("--expect-no-changes"));
  await succeeds(stack.refresh("--expect-no-changes"));
  await succeeds(stack.preview("--expect-no-changes"));
  await succeeds(stack.destroy());
  expect(emulator.images()).toEqual([]);
});
