import { emulatedStack, succeeds, type EmulatedStack } from "../support/emulatedStack";
import { yamlImage } from "../support/yamlProject";

// Features of Pulumi that dynamic providers do not have.

let setup: EmulatedStack;
afterEach(() => setup.cleanup());

/** A program of one image, with a resource option. */
const described = (imageDescription: string, options: object) => {
  const properties = { instanceId: "i-web", imageDescription };
  return yamlImage({}, { resources: { web: { type: "zenlayer:CustomImage", properties, options } } });
};

test("replaceOnChanges creates a new image instead of a change in place", async () => {
  setup = await emulatedStack({ program: "" });
  const { stack, emulator } = setup;
  const options = { replaceOnChanges: ["imageDescription"] };
  await stack.setProject(described("first", options));
  await succeeds(stack.up());
  const [first] = emulator.images();
  await stack.setProject(described("second", options));
  expect(await succeeds(stack.up())).toMatch(/1 replaced/);
  expect(emulator.images()).toMatchObject([{ imageDescription: "second" }]);
  expect(emulator.images()[0]!.imageId).not.toBe(first!.imageId);
});

test("pulumi:autonaming sets the name", async () => {
  setup = await emulatedStack({ program: "" });
  const config = { "pulumi:autonaming": { value: { pattern: "${name}-${stack}" } } };
  await setup.stack.setProject(yamlImage({ instanceId: "i-web" }, { config }));
  await succeeds(setup.stack.up());
  expect(setup.emulator.images()).toMatchObject([{ imageName: "web-dev" }]);
  await succeeds(setup.stack.preview("--expect-no-changes"));
});
