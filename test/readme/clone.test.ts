import { textsWith } from "./blocks";
import { Place, unchecked } from "./place";

let place: Place;
afterEach(() => place.leave());

test("in a clone: an image in the emulator", async () => {
  place = await Place.clone();
  place.set(unchecked); // `make lint` checks the example
  await place.start(textsWith("run in the background: clone").join(""));
  const output = await place.run(textsWith("run: clone").join(""));
  expect(output).toMatch(/imageId +: "img-\w+"/);
});
