import fc from "fast-check";
import { anyText } from "../../test/support/hostileText";
import { TestAccount } from "../../test/support/provider";
import { check } from "./check";
import { automaticName, newName, type Autonaming } from "./names";
import type { CheckedInputs } from "./state";
import { UNKNOWN } from "./unknown";
import { validate } from "./validateAgainstSchema";

const __logicalName = { project: "shop", stack: "dev", name: "web" };
const ctx = new TestAccount().process();

async function named(__autonaming: Autonaming, news: CheckedInputs = { instanceId: "i-1" }, olds?: CheckedInputs) {
  const { inputs, failures } = await check(ctx, olds, { ...news, __logicalName, __autonaming });
  return { name: inputs.imageName, failures };
}

const propose = (proposedName: string): Autonaming => ({ mode: "propose", proposedName });
const enforce = (proposedName: string): Autonaming => ({ mode: "enforce", proposedName });

test("a proposed name is used and recorded", async () => {
  const { inputs } = await check(ctx, undefined, { instanceId: "i-1", __logicalName, __autonaming: propose("web-9") });
  expect(inputs).toMatchObject({ instanceId: "i-1", imageName: "web-9", __givenName: "web-9" });
});

test("a proposed name that is unfit or too long is adapted, and stays distinct", async () => {
  expect(await named(propose("web.9"))).toEqual({ name: "web-9", failures: [] });
  const long = "aProposedNameThatIsTooLong";
  const { name } = await named(propose(long));
  expect(name).toBe(`aProposedNameTha-${automaticName(__logicalName, "i-1").slice(-7)}`);
  expect((await named(propose(long), { instanceId: "i-2" })).name).not.toBe(name);
  expect((await named(propose(long), { instanceId: UNKNOWN })).name).toBe(UNKNOWN);
});

test("a proposed name that has the form of a working name gets digits, like one that is too long", async () => {
  expect(await named(propose(`web-z1n${"a2".repeat(8)}`))).toEqual({
    name: `web-z1na2a2a2a2a-${automaticName(__logicalName, "i-1").slice(-7)}`,
    failures: [],
  });
});

test("whatever is proposed, the name is one that the service accepts", () => {
  fc.assert(
    fc.property(anyText({ minLength: 1 }), fc.string(), (proposedName, instanceId) => {
      const made = newName(__logicalName, instanceId, propose(proposedName));
      expect(made).toHaveProperty("name");
      expect(validate({ imageName: (made as { name: string }).name })).toEqual([]);
    }),
  );
});

test("an enforced name is used as it is, or refused with the setting's name", async () => {
  expect(await named(enforce("web"))).toEqual({ name: "web", failures: [] });
  const { name, failures } = await named(enforce("a b"));
  expect(name).toBeUndefined();
  expect(failures).toEqual([{ property: "imageName", reason: expect.stringMatching(/pulumi:autonaming.*"a b"/) }]);
});

test("without automatic names a new image needs one of its own", async () => {
  const disabled: Autonaming = { mode: "disable" };
  expect((await named(disabled)).failures).toEqual([
    { property: "imageName", reason: expect.stringContaining("pulumi:autonaming") },
  ]);
  expect(await named(disabled, { instanceId: "i-1", imageName: "mine" })).toEqual({ name: "mine", failures: [] });
  expect(await named(disabled, { adoptImageId: "img-1" })).toEqual({ name: undefined, failures: [] });
});

test("an image that exists keeps its name, whatever the setting says now", async () => {
  const olds = { instanceId: "i-1", imageName: "web-1", __givenName: "web-1" };
  for (const autonaming of [propose("x"), enforce("a b"), { mode: "disable" } as const]) {
    expect(await named(autonaming, { instanceId: "i-1" }, olds)).toEqual({ name: "web-1", failures: [] });
  }
});

test("a name of the program's own wins", async () => {
  expect(await named(enforce("other"), { instanceId: "i-1", imageName: "mine" })).toEqual({
    name: "mine",
    failures: [],
  });
});
