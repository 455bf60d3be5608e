/** `make pictures`: draws the pictures of `docs/command-line.md`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { drawPictures } from "./pictures";

async function main(): Promise<void> {
  for (const [name, text] of Object.entries(await drawPictures())) {
    writeFileSync(join(__dirname, "..", "..", "docs", name), text);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
