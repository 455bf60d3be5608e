import { LOGICAL_NAME, TestAccount } from "../../test/support/provider";
import { check, create, diff, read, remove, update, type FamilyInputs } from ".";

// Labels that make the image's name a working name are refused; earlier versions of this package accepted them.

const RESERVED = `z1n${"a2".repeat(8)}`;

let account: TestAccount;
beforeEach(() => {
  account = new TestAccount();
});
const names = () =>
  account.emulator
    .images()
    .map(({ imageName }) => imageName)
    .sort();

async function checked(news: Partial<FamilyInputs>, olds?: FamilyInputs) {
  const program = { __logicalName: LOGICAL_NAME, instanceId: "i-web", version: "1", keep: 2, ...news };
  const { inputs, failures } = await check(account.process(), olds, program);
  return { inputs, refused: failures.map(({ property }) => property) };
}

async function familyOfBefore() {
  const { inputs } = await checked({});
  const reserved = { ...inputs, version: RESERVED };
  return { inputs: reserved, ...(await account.run(create(account.process(), reserved))) };
}

test("a family that has such a version is checked, compared, refreshed, updated, rolled back and deleted", async () => {
  const { inputs, id, outs } = await familyOfBefore();
  expect(await checked({ version: RESERVED }, inputs)).toEqual({ inputs, refused: [] });
  expect(diff(account.process(), id, outs, inputs).properties).toEqual({});
  expect(await account.run(read(account.process(), id, outs))).toMatchObject({ outs, undone: [] });
  const second = await checked({ version: "2" }, inputs);
  const updated = await account.run(update(account.process(), outs, second.inputs));
  const pinned = await checked({ version: "2", currentVersion: RESERVED }, second.inputs);
  expect(pinned.refused).toEqual([]);
  const back = await account.run(update(account.process(), updated, pinned.inputs));
  expect(back).toMatchObject({ currentVersion: RESERVED, imageName: `web-${RESERVED}` });
  expect(names()).toEqual(["web-2", `web-${RESERVED}`]);
  await account.run(remove(account.process(), back));
  expect(names()).toEqual([]);
});

test("an image that was adopted as such a version stays declared", async () => {
  const { imageId } = account.emulator.addImage({ zoneId: "HKG-A", imageName: "golden" });
  const { inputs } = await checked({});
  const adoptVersions = { [RESERVED]: imageId };
  expect((await checked({ adoptVersions }, { ...inputs, adoptVersions })).refused).toEqual([]);
  expect((await checked({ adoptVersions }, inputs)).refused).toEqual([`adoptVersions.${RESERVED}`]);
});

test("another version with such a label is refused", async () => {
  const { inputs } = await familyOfBefore();
  expect((await checked({ version: `${RESERVED.slice(0, -1)}7` }, inputs)).refused).toEqual(["version"]);
});
