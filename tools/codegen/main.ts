/** Writes the files that are generated from `schema.json`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generate } from "./generate";
import { readPackageSpec, root } from "./packageSpec";

async function main(): Promise<void> {
  for (const [path, text] of await generate(readPackageSpec())) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }
}

void main();
