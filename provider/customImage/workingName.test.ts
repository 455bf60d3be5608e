import fc from "fast-check";
import { LONGEST_NAME } from "../../test/support/limits";

import {
  formatOwner,
  formatWorkingName,
  isWorkingName,
  newAttempt,
  parseOwner,
  parseWorkingName,
  resourceHash,
  stackHash,
  whatHash,
} from "./workingName";
import { automaticName } from "./names";

const part = fc.stringMatching(/^[a-z2-7]{4}$/);
const prefix = fc.string({ unit: fc.constantFrom("a", "Z", "7", "_", "-", "镜", "𠀀"), maxLength: 4 });
const name = fc.record({
  prefix,
  hasStopped: fc.boolean(),
  stack: part,
  resource: part,
  what: part,
  attempt: part,
});

test("a working name is read as it was written, and never longer than the service allows", () => {
  fc.assert(
    fc.property(name, (parts) => {
      const text = formatWorkingName(parts);
      expect(parseWorkingName(text)).toEqual(parts);
      expect([...text].length).toBeLessThanOrEqual(LONGEST_NAME.vm);
    }),
  );
});

test("where names may be longer, a working name is read as it was written, and fits", () => {
  const longPart = fc.stringMatching(/^[a-z2-7]{8}$/);
  const longPrefix = fc.string({ unit: fc.constantFrom("a", "Z", "7", "_", "-", "."), maxLength: 24 });
  const long = { prefix: longPrefix, stack: longPart, resource: longPart, what: longPart, attempt: longPart };
  fc.assert(
    fc.property(fc.record({ ...long, hasStopped: fc.boolean() }), (parts) => {
      const text = formatWorkingName(parts);
      expect(parseWorkingName(text)).toEqual(parts);
      expect(text.length).toBeLessThanOrEqual(LONGEST_NAME.zec);
      const { stack, resource, what } = parts;
      expect(parseOwner(formatOwner({ stack, resource, what }))).toEqual({ stack, resource, what });
      expect(parseOwner(formatOwner({ stack, resource, what: "" }))).toEqual({ stack, resource, what: "" });
    }),
  );
});

test("a long real name gives its first four characters", () => {
  const parts = {
    prefix: "golden-2026",
    hasStopped: false,
    stack: "aaaa",
    resource: "bbbb",
    what: "cccc",
    attempt: "dddd",
  };
  expect(formatWorkingName(parts)).toBe("gold-z1naaaabbbbccccdddd");
});

test.each([
  "",
  "golden",
  "web-5a8c1f0",
  "gold-z1naaaabbbbccccddd",
  "gold-z2naaaabbbbccccdddd",
  "golde-z1naaaabbbbccccdddd",
  "gold-z1naaaabbbbcccc1111",
])("%j is no working name", (text) => expect(isWorkingName(text)).toBe(false));

test("no automatic name is a working name", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (logicalName, instanceId) => {
      expect(isWorkingName(automaticName({ project: "p", stack: "s", name: logicalName }, instanceId))).toBe(false);
    }),
  );
});

test("an owner differs by project, stack, parents, type, logical name, instance and real name", () => {
  const of = { project: "shop", stack: "dev", name: "web" };
  const type = "zenlayer:index:CustomImage";
  const stacks = [of, { ...of, stack: "prod" }, { ...of, project: "s", stack: "hopdev" }].map((each) =>
    stackHash(each),
  );
  const resources = [
    resourceHash(of, type),
    resourceHash({ ...of, name: "db" }, type),
    resourceHash({ ...of, parents: "my:index:Component" }, type),
    resourceHash(of, "zenlayer:index:ImageFamily"),
  ];
  const whats = [whatHash("i-1", "a"), whatHash("i-1", "b"), whatHash("i-2", "a"), whatHash("i-1a")];
  for (const hashes of [stacks, resources, whats]) expect(new Set(hashes).size).toBe(hashes.length);
});

test("the hidden input holds the owner in 12 characters", () => {
  const owner = { stack: "aaaa", resource: "bbbb", what: "cccc" };
  expect(formatOwner(owner)).toHaveLength(12);
  expect(parseOwner(formatOwner(owner))).toEqual(owner);
});

test("each attempt is another one", () => {
  const attempts = new Set(Array.from({ length: 100 }, () => newAttempt(Math.random, { stack: "abcd" })));
  expect(attempts.size).toBeGreaterThan(95);
  for (const attempt of attempts) expect(attempt).toMatch(/^[a-z2-7]{4}$/);
  expect(newAttempt(Math.random, { stack: "abcdefgh" })).toMatch(/^[a-z2-7]{8}$/);
});
