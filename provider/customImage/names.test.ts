import fc from "fast-check";
import { anyText } from "../../test/support/hostileText";
import { automaticName } from "./names";

const of = (name: string, project = "shop", stack = "dev") => ({ project, stack, name });

// Users' state holds such names: the computation must never change.
test.each([
  ["web", "web-8d17e1a"],
  ["a logical name that is far too long", "a-logical-name-t-e76d7ee"],
  ["生产镜像", "生产镜像-029e057"],
])("%s becomes %s", (name, expected) => {
  expect(automaticName(of(name), "i-web")).toBe(expected);
});

test("unfit characters become dashes, one for each character", () => {
  expect(automaticName(of("a b.c/😀é"), "i-1")).toMatch(/^a-b-c----[0-9a-f]{7}$/);
});

test("any logical name gives a valid name whose digits are whole", () => {
  fc.assert(
    fc.property(anyText(), fc.string(), (name, instanceId) => {
      const made = automaticName(of(name), instanceId);
      expect([...made].length).toBeLessThanOrEqual(24);
      expect(made).toMatch(/^[\p{Script=Han}A-Za-z0-9_-]*-[0-9a-f]{7}$/u);
    }),
  );
});

test("a name depends on project, stack, logical name and instance, and on nothing else", () => {
  const name = automaticName(of("web"), "i-1");
  expect(automaticName(of("web"), "i-1")).toBe(name);
  const others = [
    automaticName(of("web", "other"), "i-1"),
    automaticName(of("web", "shop", "prod"), "i-1"),
    automaticName(of("web"), "i-2"),
    automaticName(of("web2"), "i-1"),
    // Parts do not run into each other.
    automaticName(of("web", "shopd", "ev"), "i-1"),
  ];
  expect(new Set([name, ...others]).size).toBe(6);
});
