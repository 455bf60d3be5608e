import { readFileSync } from "node:fs";
import { join } from "node:path";
import { drawPictures } from "./pictures";

test("the pictures of the documentation show what the commands write now (else run `make pictures`)", async () => {
  for (const [name, text] of Object.entries(await drawPictures())) {
    expect({ name, text: readFileSync(join(__dirname, "..", "..", "docs", name), "utf8") }).toEqual({
      name,
      text,
    });
  }
});
