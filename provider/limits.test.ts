import schema from "../schema.json";
import { LONGEST_NAME } from "../test/support/limits";

const { resources } = schema;

/** What limits a text. */
const rulesOf = ({ minLength, maxLength, pattern }: { minLength: number; maxLength: number; pattern: string }) => ({
  minLength,
  maxLength,
  pattern,
});

describe.each([
  ["vm", resources["zenlayer:index:CustomImage"], resources["zenlayer:index:ImageFamily"]],
  ["zec", resources["zenlayer:index:ZecImage"], resources["zenlayer:index:ZecImageFamily"]],
] as const)("names of %s", (product, { inputProperties: ofImage }, { inputProperties: ofFamily }) => {
  const longest = LONGEST_NAME[product];

  test("the descriptions name the limit", () => {
    expect(ofImage.imageName.description).toContain(` to ${longest} `);
    expect(ofFamily.version.description).toContain(`that name may have ${longest} characters`);
  });

  test("the parts of a version's name leave room for each other", () => {
    expect(ofFamily.familyName.maxLength).toBe(longest - "-1".length);
    expect(ofFamily.version.maxLength).toBeLessThanOrEqual(longest);
    expect(rulesOf(ofFamily.currentVersion)).toEqual(rulesOf(ofFamily.version));
  });
});

test.each([
  resources["zenlayer:index:CustomImage"].inputProperties.imageDescription,
  resources["zenlayer:index:ImageFamily"].inputProperties.imageDescription,
])("the description of imageDescription names its limit", ({ description, maxLength }) => {
  expect(description).toContain(`at most ${maxLength} characters`);
});
