/** Writes the software bill of materials of the plugin beside its archives; prints its path. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import { pluginSbom } from "./sbom";

const folder = join(__dirname, "..", "..", ".work", "plugin");
const path = join(folder, `pulumi-resource-zenlayer-v${version}.cdx.json`);

pluginSbom().then(
  (sbom) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, `${JSON.stringify(sbom, undefined, 2)}\n`);
    console.log(path);
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
