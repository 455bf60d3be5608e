import { hasClass, hasCode, ZenlayerError } from "./apiError";
import { classOf } from "./errorCodes";

const failure = (code: string) => new ZenlayerError({ action: "DeleteImages", code, text: "no", outcome: "rejected" });

test("a code that the provider does not know has no class, whatever it is called", () => {
  for (const code of ["SOMETHING_NEW", "constructor", "toString", "__proto__", ""]) {
    expect({ code, class: classOf(code) }).toEqual({ code, class: undefined });
  }
});

test("a failure is recognized by its code and by the class of its code", () => {
  const busy = failure("INVALID_IMAGE_STATUS");
  expect({
    INVALID_IMAGE_STATUS: hasCode(busy, "INVALID_IMAGE_STATUS"),
    NETWORK_ERROR: hasCode(busy, "NETWORK_ERROR"),
  }).toEqual({ INVALID_IMAGE_STATUS: true, NETWORK_ERROR: false });
  expect(hasClass(busy, "busy")).toBe(true);
  expect(hasClass(busy, "quota")).toBe(false);
  expect(hasClass(new Error("busy"), "busy")).toBe(false);
});

test("a misspelled code does not compile", () => {
  // @ts-expect-error -- the point of the table
  expect(hasCode(failure("X"), "INVALID_IMAGE_STATSU")).toBe(false);
});
