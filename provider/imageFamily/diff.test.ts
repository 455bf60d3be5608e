import { LOGICAL_NAME, TestAccount } from "../../test/support/provider";
import { check, create, diff, type FamilyInputs } from ".";

const account = new TestAccount();
const checked = async (news: Partial<FamilyInputs>, olds?: FamilyInputs) =>
  (await check(account.process(), olds, { __logicalName: LOGICAL_NAME, instanceId: "i-web", ...news })).inputs;

test.each<[string, Partial<FamilyInputs>, object]>([
  ["another version, which becomes current", { version: "2" }, { version: "update" }],
  ["another version beside the current one", { version: "2", currentVersion: "1" }, { version: "update" }],
  ["the current version by its label", { version: "1", currentVersion: "1" }, {}],
])("a diff names what the program declares: %s", async (_, news, properties) => {
  const inputs = await checked({ version: "1" });
  const { id, outs } = await account.run(create(account.process(), inputs));
  expect(diff(account.process(), id, outs, await checked(news, inputs)).properties).toEqual(properties);
  account.emulator.removeImage(outs.imageId!);
});
