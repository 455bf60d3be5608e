import { tmpdir } from "node:os";
import { rejectBundle } from "./bundle";

test("the package's own files are no bundle; a file elsewhere is one", () => {
  expect(() => rejectBundle()).not.toThrow();
  expect(() => rejectBundle(tmpdir())).toThrow(/is part of a bundle.*--packages=external/);
});
