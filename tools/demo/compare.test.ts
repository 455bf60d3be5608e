import { differences, type Outcome } from "./compare";
import { steps, type Expectation } from "./steps";

const fields = { imageName: "web-1", imageDescription: "first" };
const image = { ...fields, imageId: "img-1" };
const other = { ...image, imageId: "img-2" };
const state = { ...image, imageStatus: "AVAILABLE" };
const expected: Expectation = {
  writes: ["CreateImage"],
  images: [fields],
  state: fields,
  isNewImage: true,
  output: /web created/,
};
const actual: Outcome = {
  writes: ["CreateImage"],
  images: [image],
  state,
  output: "\u001b[32mweb\u001b[0m created",
};

test("the expected result has no differences, with or without colors", () => {
  expect(differences(expected, actual)).toEqual([]);
});

test.each<[string, Partial<Outcome>, string]>([
  ["a surplus call", { writes: ["CreateImage", "CreateImage"] }, "API calls that change something: expected"],
  ["a surplus image", { images: [image, other] }, "images: expected"],
  ["another description", { images: [{ ...image, imageDescription: "" }] }, "images: expected"],
  ["no image in state", { state: undefined }, 'image in state: expected {"imageName":"web-1"'],
  ["another name in state", { state: { ...state, imageName: "web-2" } }, "image in state: expected"],
  ["a failed image", { state: { ...state, imageStatus: "UNAVAILABLE" } }, 'expected "AVAILABLE", got "UNAVAILABLE"'],
  ["a missing image", { images: [other] }, 'id of the image in state: expected "img-2", got "img-1"'],
  ["the same image as before", { idBefore: "img-1" }, "new image in state: expected true, got false"],
  ["other output", { output: "nothing" }, "output: expected a match of /web created/, got none"],
])("%s is reported", (_, change, difference) => {
  expect(differences(expected, { ...actual, ...change })).toEqual([expect.stringContaining(difference)]);
});

test("the last step deletes everything", () => {
  const { command, expected: last } = steps.at(-1)!;
  expect(command).toContain("destroy");
  expect(last.images).toEqual([]);
});
