import { messagesIn } from "../support/diagnostics";
import { emulatedStack, image, program, succeeds, urnOf, type EmulatedStack } from "../support/emulatedStack";

const partnerKey = { accessKeyId: "AKPARTNER", accessKeyPassword: "partner-secret" };
const thirdKey = { accessKeyId: "AKTHIRD", accessKeyPassword: "third-secret" };
const otherToken = "other-token";

let place: EmulatedStack;

/** A stack with the demo account's key in the environment, and three more accounts with one instance each. */
async function open(...lines: string[]): Promise<EmulatedStack> {
  place = await emulatedStack({ program: program(...lines) });
  const { emulator } = place;
  emulator.addAccount({ account: "partner", ...partnerKey });
  emulator.addAccount({ account: "third", ...thirdKey });
  emulator.addAccount({ account: "other", token: otherToken });
  emulator.addInstance({ instanceId: "i-partner", zoneId: "SIN-A", account: "partner" });
  emulator.addInstance({ instanceId: "i-moved", zoneId: "SIN-A", account: "third" });
  emulator.addInstance({ instanceId: "i-other", zoneId: "SIN-A", account: "other" });
  return place;
}
afterEach(() => place.cleanup());

const ownersOfImages = () => place.emulator.images().map(({ account, instanceId }) => `${account} ${instanceId}`);

test("four accounts in one program, one of them through a component: each has its own images, and no key is in the state", async () => {
  const moved = (options: string) => image("moved", { instanceId: "i-moved" }, options);
  const lines = [
    // In plain text in the program, but encrypted in the state.
    `const partner = new zenlayer.Provider("partner", ${JSON.stringify(partnerKey)});`,
    `const other = new zenlayer.Provider("other", { token: "${otherToken}" });`,
    // Without its own key: the stack's account with another setting.
    'const hasty = new zenlayer.Provider("hasty", { requestTimeoutSeconds: 30 });',
    'const config = new pulumi.Config("third");',
    'const third = new zenlayer.Provider("third", { accessKeyId: config.require("id"), accessKeyPassword: config.requireSecret("password") });',
    image("ours", { instanceId: "i-web" }),
    image("hastily", { instanceId: "i-worker" }, "{ provider: hasty }"),
    image("theirs", { instanceId: "i-partner" }, "{ provider: partner }"),
    "class Site extends pulumi.ComponentResource {",
    '  constructor(name, opts) { super("test:index:Site", name, {}, opts);',
    '    new zenlayer.CustomImage("child", { instanceId: "i-other" }, { parent: this });',
    "  }",
    "}",
    'new Site("site", { providers: [other] });',
  ];
  const { stack, emulator } = await open(...lines, moved("{ provider: third }"));
  await stack.setConfig({ "third:id": thirdKey.accessKeyId });
  await stack.setSecret("third:password", thirdKey.accessKeyPassword);
  // Each account is read with its own key, so there is no finding.
  expect(messagesIn(await succeeds(stack.preview()), "warning")).toEqual([]);
  await succeeds(stack.up());
  const owners = ["demo i-web", "demo i-worker", "other i-other", "partner i-partner", "third i-moved"];
  expect(ownersOfImages().sort()).toEqual(owners);
  const expectNoSecrets = () => {
    const secrets = [partnerKey.accessKeyPassword, thirdKey.accessKeyPassword, otherToken];
    for (const secret of secrets) expect(stack.stateText()).not.toContain(secret);
  };
  expectNoSecrets();

  emulator.clearCalls();
  await succeeds(stack.preview("--expect-no-changes"));
  expect(emulator.calls()).toEqual([]);
  await succeeds(stack.refresh("--expect-no-changes"));
  expect(ownersOfImages().sort()).toEqual(owners);
  expect(emulator.calls().filter(({ status }) => status !== 200)).toEqual([]);

  // Without the option, which Pulumi does not treat as a change, the image is looked up in the stack's account. It does not count as
  // deleted.
  await stack.setProgram(program(...lines, moved("{}")));
  await succeeds(stack.up());
  expectNoSecrets();
  const target = ["--target", urnOf("moved")];
  for (const command of ["refresh", "destroy"] as const) {
    const { code, output } = await stack[command](...target);
    expect(code).not.toBe(0);
    expect(messagesIn(output, "error")).toEqual([
      expect.stringMatching(/was not found, but it was last seen with another key than the one from the environment/),
    ]);
  }

  await stack.setProgram(program(...lines, moved("{ provider: third }")));
  await succeeds(stack.up());
  emulator.clearCalls();
  await succeeds(stack.destroy());
  expect(ownersOfImages()).toEqual([]);
  expect(emulator.history()).toHaveLength(owners.length);
  expect(emulator.calls().filter(({ status }) => status !== 200)).toEqual([]);
});

test("a key that is rejected: the message also names the arguments of a provider", async () => {
  const wrong = { ...partnerKey, accessKeyPassword: "a-wrong-one" };
  const { stack } = await open(
    `const partner = new zenlayer.Provider("partner", ${JSON.stringify(wrong)});`,
    image("theirs", { instanceId: "i-partner" }, "{ provider: partner }"),
  );
  const { code, output } = await stack.up("--skip-preview");
  expect(code).not.toBe(0);
  expect(messagesIn(output, "error").join("\n")).toMatch(
    /rejected .*zenlayer:accessKeyPassword in the stack configuration \(or given to a Provider\): its id and password/,
  );
});
