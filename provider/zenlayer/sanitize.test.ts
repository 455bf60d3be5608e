import fc from "fast-check";

import { hostileText, controlSequence } from "../../test/support/hostileText";
import { Reader, readImage, readInstance } from "./responseReader";
import { sanitizeLine, sanitize } from "./sanitize";

test("nothing is left that a terminal or Pulumi obeys, also after cutting and joining", () => {
  fc.assert(
    fc.property(hostileText, fc.nat(600), (text, at) => {
      for (const clean of [sanitize, sanitizeLine]) {
        expect(clean(text)).not.toMatch(controlSequence);
        expect(clean("x".repeat(at) + text)).not.toMatch(controlSequence);
        expect(clean(clean(text))).toBe(clean(text));
      }
    }),
    { numRuns: 2_000 },
  );
});

test("text that nothing obeys stays as it is", () => {
  const letters = fc.string({ unit: "grapheme" }).filter((text) => !/[\p{C}\p{Zl}\p{Zp}]|<\{%/u.test(text));
  fc.assert(fc.property(letters, (text) => expect(sanitize(text)).toBe(text)));
  for (const text of ["自定义镜像 web-1", "Ubuntu Server 22.04  LTS", "نام‌ها", "👩‍💻", "a < {b} %"]) {
    expect(sanitize(text)).toBe(text);
  }
});

test("a character that goes leaves a space: no name becomes equal to another, and no tag is joined", () => {
  expect(sanitize("we\u0000b")).toBe("we b");
  expect(sanitize("<\u001b{%fg 1%}>")).toBe("< {%fg 1%}>");
  expect(sanitize("<{%reset%}>")).toBe("< {%reset%}>");
  expect(sanitizeLine("<\u202e{%reset%}>")).toBe("< {%reset%}>");
});

describe("what the service says", () => {
  const text = "\u001b[2J<{%fg 1%}>镜像";
  const reader = new Reader("DescribeImages", {});

  test("is read fit to be shown, but for the description, which is compared with the program's", () => {
    const entry = { imageId: "img-1", imageName: text, imageType: text, imageStatus: text, imageDescription: text };
    const shown = " [2J< {%fg 1%}>镜像";
    expect(readImage(reader)({ ...entry, category: text, osType: text, imageVersion: text })).toEqual({
      ...{ imageId: "img-1", imageName: shown, imageType: shown, imageStatus: shown, imageDescription: text },
      ...{ category: shown, osType: shown, imageVersion: shown, imageSize: undefined },
    });
  });

  test("of an instance", () => {
    const entry = { instanceId: "i-1", instanceName: text, zoneId: "HKG-A", instanceStatus: "RUNNING" };
    const disks = [{ diskId: text, diskName: text }];
    const { instanceName, dataDisks } = readInstance(reader)({ ...entry, dataDisks: disks });
    for (const shown of [instanceName, dataDisks[0]!.diskId, dataDisks[0]!.diskName])
      expect(shown).not.toMatch(controlSequence);
  });

  test("an id is sent back as it came, so one that could not be shown is an error", () => {
    expect(() => reader.id({ imageId: "img-\u202e1" }, "imageId")).toThrow(/imageId holds characters that no id has/);
  });
});
