import { tmpdir } from "node:os";
import { refuseBundle } from "./bundle";

test("the package's own files are no bundle; a file elsewhere is one", () => {
  expect(() => refuseBundle()).not.toThrow();
  expect(() => refuseBundle(tmpdir())).toThrow(/is part of a bundle.*--packages=external/);
});
