import { recordedStack } from "../support/recordedStack";
import { installPluginSdk } from "../support/pluginSdk";
import { succeeds, type EmulatedStack } from "../support/emulatedStack";
import { pluginOfCheckout } from "../support/yamlProject";

// Stacks of the dynamic provider move to the plugin without a replacement.

let setup: EmulatedStack;
afterEach(() => setup?.cleanup());

/** Switches the stack to a YAML program with these resources. */
const yaml = (resources: object) => setup.stack.setProject({ runtime: "yaml", plugins: pluginOfCheckout, resources });

/** Switches the stack to a program in JavaScript with the plugin's SDK. */
async function javascript(...lines: string[]): Promise<void> {
  await installPluginSdk(setup.stack.folder);
  await setup.stack.setProject({ runtime: "nodejs", plugins: pluginOfCheckout });
  await setup.stack.setProgram(['const zenlayer = require("pulumi-zenlayer-sdk");', ...lines].join("\n"));
}

const inYaml = (properties: object, options: object = {}) => ({ type: "zenlayer:CustomImage", properties, options });
const web = { instanceId: "i-web", imageDescription: "网站 web" };
const named = { instanceId: "i-worker", imageName: "worker-1", stopInstance: true };
const customTimeouts = { create: "30m", delete: "5m" };

/** No changes in up and refresh; destroy deletes the images. */
async function livesOn(): Promise<void> {
  await succeeds(setup.stack.up("--expect-no-changes"));
  expect(setup.takeCalls()).toEqual([]);
  await succeeds(setup.stack.refresh("--expect-no-changes"));
  await succeeds(setup.stack.destroy());
  expect(setup.emulator.images()).toEqual([]);
}

test("a YAML program of the same names", async () => {
  setup = await recordedStack("0.1.0/up");
  await yaml({ web: inYaml(web), named: inYaml(named, { customTimeouts }) });
  expect(await succeeds(setup.stack.preview("--expect-no-changes"))).toMatch(/unchanged/);
  await livesOn();
});

test("a program with the plugin's TypeScript SDK", async () => {
  setup = await recordedStack("0.1.0/up");
  const image = (name: string, args: object, options: object = {}) =>
    `new zenlayer.CustomImage("${name}", ${JSON.stringify(args)}, ${JSON.stringify(options)});`;
  await javascript(image("web", web), image("named", named, { customTimeouts }));
  await livesOn();
});

test("an explicit provider: the provider resource is another one, its image stays", async () => {
  setup = await recordedStack("0.1.0/explicit-provider");
  const { url, token } = setup.emulator;
  await javascript(
    `const provider = new zenlayer.Provider("other", { endpoint: "${url}", token: "${token}" });`,
    'new zenlayer.CustomImage("web", { instanceId: "i-web" }, { provider });',
  );
  const preview = await succeeds(setup.stack.preview());
  expect(preview).toMatch(/\+ +pulumi:providers:zenlayer other create/);
  expect(preview).toMatch(/- +pulumi:providers:pulumi-nodejs other delete/);
  expect(preview).not.toMatch(/CustomImage/); // unchanged resources are not listed
  await succeeds(setup.stack.up());
  expect(setup.takeCalls()).toEqual([]);
  expect(await setup.stack.resource("web")).toMatchObject({ type: "zenlayer:index:CustomImage" });
  await livesOn();
});

test("an explicit provider in YAML", async () => {
  setup = await recordedStack("0.1.0/explicit-provider");
  const { url: endpoint, token } = setup.emulator;
  await yaml({
    other: { type: "pulumi:providers:zenlayer", properties: { endpoint, token } },
    web: inYaml({ instanceId: "i-web" }, { provider: "${other}" }),
  });
  await succeeds(setup.stack.up());
  expect(setup.takeCalls()).toEqual([]);
  await livesOn();
});

test("a name changed by hand is repaired", async () => {
  setup = await recordedStack("0.1.0/drifted-name");
  await yaml({ web: inYaml(web), named: inYaml(named, { customTimeouts }) });
  expect(await succeeds(setup.stack.up("--diff"))).toMatch(/imageName: "renamed-by-hand" => "web-ac6d322"/);
  expect(setup.takeCalls()).toContain("ModifyImagesAttributes");
  await livesOn();
});

test("an interrupted create is continued", async () => {
  setup = await recordedStack("0.1.0/partial-failure");
  await yaml({ web: inYaml({ instanceId: "i-db", stopInstance: true }) });
  expect(await succeeds(setup.stack.up())).toMatch(/1 updated/);
  expect(setup.takeCalls()).not.toContain("CreateImage");
  await livesOn();
});
