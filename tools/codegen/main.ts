/** `make codegen`: updates `schema.json`, and every file that is generated from it. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generateSchema, generateTypes } from "./generate";
import { readPackageSpec, root } from "./packageSpec";
import { generateSdks, hasGo } from "./sdks";
import { generateValidators } from "./validators";

async function main(): Promise<void> {
  write(await generateSchema());
  write(await generateTypes(readPackageSpec()));
  write(await generateValidators(readPackageSpec()));
  if (hasGo()) write(generateSdks(readFileSync(join(root, "schema.json"), "utf8")));
  else
    console.error(
      "The SDKs in sdk/ were not updated: Pulumi's generators need Go. Install it (https://go.dev/dl/) and run this again.",
    );
}

function write(files: Map<string, string>): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }
}

void main();
