import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { GUESSES } from "./guesses";

/** The source of the emulator, without tests and the table itself. */
function source(): string {
  return readdirSync(__dirname, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && name !== "guesses.ts")
    .map((name) => readFileSync(join(__dirname, name), "utf8"))
    .join("\n");
}

test("every guess in the table is marked in the code, and the other way round", () => {
  const marked = [...source().matchAll(/GUESS ((?:[GZ]\d+(?:, )?)+)/g)].flatMap(
    ([, ids]) => ids?.match(/[GZ]\d+/g) ?? [],
  );
  expect([...new Set(marked)].sort()).toEqual(Object.keys(GUESSES).sort());
});
