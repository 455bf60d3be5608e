import { readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { recipesFolder } from "./recipe";

const parse = (recipe: string) => {
  const folder = join(recipesFolder, recipe);
  const file = ts.readConfigFile(join(folder, "tsconfig.json"), (path) => ts.sys.readFile(path));
  return ts.parseJsonConfigFileContent(file.config, ts.sys, folder);
};

test("every recipe has the same compiler options, and compiles with them", () => {
  const configs = readdirSync(recipesFolder).map(parse);
  const options = configs.map(({ options }) => options);
  expect(options).toEqual(options.map(() => options[0]));
  const files = configs.flatMap(({ fileNames }) => fileNames);
  expect(files.length).toBeGreaterThanOrEqual(8);
  const program = ts.createProgram(files, { ...options[0], noEmit: true, skipLibCheck: true });
  const mistakes = ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText);
  expect(mistakes).toEqual([]);
});
