import { TestAccount } from "../../test/support/provider";
import type { ProgramInputs } from "../customImage";
import * as zecFamily from "../zecImageFamily";
import * as vmFamily from ".";

const LOGICAL_NAME = { name: "fam", project: "test", stack: "dev" };

const mistakes = async (family: Pick<typeof vmFamily, "check">, news: object) => {
  const inputs = { __logicalName: LOGICAL_NAME, instanceId: "i-web", version: "1", ...news } as ProgramInputs;
  const { failures } = await family.check(new TestAccount().process(), undefined, inputs);
  return failures;
};

describe.each([
  ["ImageFamily", vmFamily, 24],
  ["ZecImageFamily", zecFamily, 63],
] as const)("%s: mistakes in the inputs", (_, family, longest) => {
  const tooLong = (label: string, most: number) =>
    `label "${label}" has ${label.length} characters; the maximum for family "a" is ${most}, because the image's name ` +
    `"a-…" may have ${longest}. Choose a shorter label, or for a new family a shorter familyName.`;

  test.each([25, 0, -1])("keep: %d is answered with the range", async (keep) => {
    const reason = `keep is ${keep}; use a whole number from 1 to 20.`;
    expect(await mistakes(family, { keep })).toEqual([{ property: "keep", reason }]);
  });

  test("keep is a whole number", async () => {
    const reason = "keep must be a whole number, but is 2.5. Give it as a whole number.";
    expect(await mistakes(family, { keep: 2.5 })).toEqual([{ property: "keep", reason }]);
  });

  test("an empty version cannot be omitted", async () => {
    const reason = "version is empty. It is required: set a value.";
    expect(await mistakes(family, { version: "" })).toEqual([{ property: "version", reason }]);
  });

  test.each([longest - 1, longest + 5])(
    "a label of %d characters: the maximum of this family is named at once",
    async (length) => {
      const label = "x".repeat(length);
      const news = { familyName: "a", version: label };
      expect(await mistakes(family, news)).toEqual([{ property: "version", reason: tooLong(label, longest - 2) }]);
      expect(await mistakes(family, { ...news, version: label.slice(0, longest - 2) })).toEqual([]);
    },
  );

  test("a family of the resource's name, and the current version", async () => {
    const label = "x".repeat(longest + 1);
    const failures = await mistakes(family, { currentVersion: label });
    const most = longest - "fam-".length;
    expect(failures).toEqual([
      { property: "currentVersion", reason: expect.stringContaining(`for family "fam" is ${most},`) as string },
    ]);
  });
});
