import { readFileSync } from "node:fs";
import { join } from "node:path";
import schema from "../schema.json";
import { LONGEST_NAME } from "../test/support/limits";
import { readSettings } from "./configuration/settings";
import { patienceMs } from "./customImage/continueImage";
import { LONGEST_INTERVAL_MS } from "./zenlayer/poller";

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

describe("times that documents name", () => {
  const text = (path: string): string => readFileSync(join(__dirname, "..", path), "utf8").replace(/\s+/g, " ");
  const longest = LONGEST_INTERVAL_MS / 1000;

  test.each([
    ["schema.json", `growing to ${longest} s`],
    ["docs/settings.md", `growing to ${longest} s`],
    ["docs/installation-configuration.md", `growing to ${longest} s`],
    ["docs/zh/settings.md", `增长到 ${longest} 秒`],
    ["tools/bench/page.md", `every 1 to ${longest} s`],
  ])("the longest polling interval in %s", (path, words) => {
    expect(text(path)).toContain(words);
  });

  test.each([
    ["docs/errors.md", /plus about (\d+) seconds\).* about (\d+) seconds once the image/],
    ["docs/zh/errors.md", /再加大约 (\d+) 秒.*大约还需要 (\d+) 秒/],
  ])("how long it takes to confirm that a run has ended, in %s", (path, words) => {
    const settings = readSettings({}, {});
    const [, more, all] = words.exec(text(path)) ?? [];
    const seconds = patienceMs(settings) / 1000;
    const settle = settings.settleMs / 1000;
    expect(Number(more)).toBe(seconds - settle);
    expect(Math.abs(Number(all) - (seconds + settle))).toBeLessThan(5);
  });
});
