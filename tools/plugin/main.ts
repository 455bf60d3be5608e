/** Makes the archives of the plugin; prints their paths. */
import { join } from "node:path";
import { makeArchives } from "./archives";

makeArchives(join(__dirname, "..", "..", ".work", "plugin")).then(
  (paths) => console.log(paths.join("\n")),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
