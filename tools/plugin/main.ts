/** `make plugin`: builds the plugin's release archives and prints their paths. */
import { join } from "node:path";
import { buildArchives } from "./archives";

buildArchives(join(__dirname, "..", "..", ".work", "plugin")).then(
  (paths) => console.log(paths.join("\n")),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
