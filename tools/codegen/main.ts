/** Brings everything up to date that follows from `schema.json`, and the examples in it. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generate, generateSchema } from "./generate";
import { readPackageSpec, root } from "./packageSpec";
import { generateSdks, hasGo } from "./sdks";
import { generateValidators } from "./validators";

async function main(): Promise<void> {
  write(await generateSchema());
  write(await generate(readPackageSpec()));
  write(await generateValidators(readPackageSpec()));
  if (hasGo()) write(generateSdks(readFileSync(join(root, "schema.json"), "utf8")));
  else console.error("The SDKs in sdk/ were left as they are: Pulumi's generators need Go (https://go.dev/dl/).");
}

function write(files: Map<string, string>): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }
}

void main();
