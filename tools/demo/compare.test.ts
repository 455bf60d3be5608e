import { differences, type Outcome } from "./compare";
import { steps, type Announcement } from "./steps";

const facts = { imageName: "web-1", imageDescription: "first" };
const image = { ...facts, imageId: "img-1" };
const announced: Announcement = {
  writes: ["CreateImage"],
  images: [facts],
  state: facts,
  isNewImage: true,
  shows: /web created/,
};
const seen: Outcome = {
  writes: ["CreateImage"],
  images: [image],
  state: { ...image, imageStatus: "AVAILABLE" },
  output: "\u001b[32mweb\u001b[0m created",
};

test("what came out as announced has no differences, colours or not", () => {
  expect(differences(announced, seen)).toEqual([]);
});

const other = { ...image, imageId: "img-2" };
test.each<[string, Partial<Outcome>, string]>([
  ["a call too many", { writes: ["CreateImage", "CreateImage"] }, "calls that change something: announced"],
  ["an image too many", { images: [image, other] }, "images that exist: announced"],
  ["another description", { images: [{ ...image, imageDescription: "" }] }, "images that exist: announced"],
  ["no image in state", { state: undefined }, 'image in state: announced {"imageName":"web-1"'],
  ["another name in state", { state: { ...seen.state!, imageName: "web-2" } }, "image in state: announced"],
  [
    "a failed image",
    { state: { ...seen.state!, imageStatus: "UNAVAILABLE" } },
    'announced "AVAILABLE", found "UNAVAILABLE"',
  ],
  ["an image that is not there", { images: [other] }, 'id of the image in state: announced "img-2", found "img-1"'],
  ["the same image as before", { idBefore: "img-1" }, "another image than before: announced true, found false"],
  ["other output", { output: "nothing" }, "output: announced /web created/, found nothing like it"],
])("%s is told", (_, change, told) => {
  expect(differences(announced, { ...seen, ...change })).toEqual([expect.stringContaining(told)]);
});

test("the story ends with nothing left", () => {
  const { command, expects } = steps.at(-1)!;
  expect(command).toContain("destroy");
  expect(expects.images).toEqual([]);
});
