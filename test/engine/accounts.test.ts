import { messagesIn } from "../support/diagnostics";
import { emulatedStack, image, program, succeeds, type EmulatedStack } from "../support/emulatedStack";

const partnerKey = { accessKeyId: "AKPARTNER", accessKeyPassword: "partner-secret" };
const otherToken = "other-token";

let place: EmulatedStack;

/** A stack in which the environment holds the demo account's key, and two more accounts have a machine each. */
async function open(...lines: string[]): Promise<EmulatedStack> {
  place = await emulatedStack({ program: program(...lines) });
  const { emulator } = place;
  emulator.addAccount({ account: "partner", ...partnerKey });
  emulator.addAccount({ account: "other", token: otherToken });
  emulator.addInstance({ instanceId: "i-partner", zoneId: "SIN-A", account: "partner" });
  emulator.addInstance({ instanceId: "i-other", zoneId: "SIN-A", account: "other" });
  return place;
}
afterEach(() => place.cleanup());

const ownersOfImages = () => place.emulator.images().map(({ account, instanceId }) => `${account} ${instanceId}`);

test("three accounts in one program, one of them through a component: each has its own images, and no key is in state", async () => {
  const { stack, emulator } = await open(
    // Given in clear text in the program, encrypted all the same.
    `const partner = new zenlayer.Provider("partner", ${JSON.stringify(partnerKey)});`,
    `const other = new zenlayer.Provider("other", { token: "${otherToken}" });`,
    // Without a key of its own: the stack's account under other settings.
    'const hasty = new zenlayer.Provider("hasty", { requestTimeoutSeconds: 30 });',
    image("ours", { instanceId: "i-web" }),
    image("hastily", { instanceId: "i-worker" }, "{ provider: hasty }"),
    image("theirs", { instanceId: "i-partner" }, "{ provider: partner }"),
    "class Site extends pulumi.ComponentResource {",
    '  constructor(name, opts) { super("test:index:Site", name, {}, opts);',
    '    new zenlayer.CustomImage("child", { instanceId: "i-other" }, { parent: this });',
    "  }",
    "}",
    'new Site("site", { providers: [other] });',
  );
  // Each account is looked at with its own key, so there is nothing to complain of.
  expect(messagesIn(await succeeds(stack.preview()), "warning")).toEqual([]);
  await succeeds(stack.up());
  const owners = ["demo i-web", "demo i-worker", "other i-other", "partner i-partner"];
  expect(ownersOfImages().sort()).toEqual(owners);
  for (const secret of [partnerKey.accessKeyPassword, otherToken]) expect(stack.stateText()).not.toContain(secret);

  emulator.clearCalls();
  await succeeds(stack.preview("--expect-no-changes"));
  expect(emulator.calls()).toEqual([]);
  await succeeds(stack.refresh("--expect-no-changes"));
  expect(ownersOfImages().sort()).toEqual(owners);
  await succeeds(stack.destroy());
  expect(ownersOfImages()).toEqual([]);
  expect(emulator.calls().filter(({ status }) => status !== 200)).toEqual([]);
});

test("secrets of the configuration given to a provider are encrypted; an image in another account is not taken for gone", async () => {
  const partner = [
    'const config = new pulumi.Config("partner");',
    'const partner = new zenlayer.Provider("partner", { accessKeyId: config.require("id"), accessKeyPassword: config.requireSecret("password") });',
  ];
  const theirs = (options: string) => program(...partner, image("theirs", { instanceId: "i-partner" }, options));
  const { stack, emulator } = await open();
  await stack.setConfig({ "partner:id": partnerKey.accessKeyId });
  await stack.setSecret("partner:password", partnerKey.accessKeyPassword);
  await stack.setProgram(theirs("{ provider: partner }"));
  await succeeds(stack.up());
  expect(stack.stateText()).not.toContain(partnerKey.accessKeyPassword);

  // To Pulumi the option's absence changes nothing, but from now on the image is looked for in our account.
  await stack.setProgram(theirs("{}"));
  await succeeds(stack.up());
  for (const command of ["refresh", "destroy"] as const) {
    const { code, output } = await stack[command]();
    expect(code).not.toBe(0);
    expect(messagesIn(output, "error")).toEqual([
      expect.stringMatching(
        /is not visible here, but it was last seen with another key than the one from the environment/,
      ),
    ]);
  }

  await stack.setProgram(theirs("{ provider: partner }"));
  await succeeds(stack.up());
  await succeeds(stack.destroy());
  expect(emulator.history()).toMatchObject([{ account: "partner", deletedBy: expect.any(Number) as number }]);
});

test("a key that is not accepted: one sentence that also thinks of a provider's", async () => {
  const wrong = { ...partnerKey, accessKeyPassword: "a-wrong-one" };
  const { stack } = await open(
    `const partner = new zenlayer.Provider("partner", ${JSON.stringify(wrong)});`,
    image("theirs", { instanceId: "i-partner" }, "{ provider: partner }"),
  );
  const { code, output } = await stack.up("--skip-preview");
  expect(code).not.toBe(0);
  expect(messagesIn(output, "error").join("\n")).toMatch(
    /does not accept .*zenlayer:accessKeyPassword in the stack configuration \(or given to a Provider\): id and password/,
  );
});
