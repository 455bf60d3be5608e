import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { STATUS_OF_CODE } from "./errorCodes";

/** The text of the emulator's files, without the table itself. */
const textOf = (isWanted: (name: string) => boolean): string =>
  readdirSync(__dirname, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !/^errorCodes/.test(name) && isWanted(name))
    .map((name) => readFileSync(join(__dirname, name), "utf8"))
    .join("\n");

const isTest = (name: string): boolean => name.endsWith(".test.ts");

test.each([
  ["returned", textOf((name) => !isTest(name))],
  ["tested", textOf(isTest)],
])("every error code is %s", (_, text) => {
  expect(Object.keys(STATUS_OF_CODE).filter((code) => !text.includes(`"${code}"`))).toEqual([]);
});
