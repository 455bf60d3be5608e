/**
 * Replaces the compiled host for dynamic providers by a bundle with its dependencies, got included. Pulumi starts this host
 * for every command, and loading a hundred small files was most of what the provider added to its start.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "../bundle";

const entry = "dist/provider/hosts/dynamic/index.js";

async function main(): Promise<void> {
  // Stays external: the host must use the copy of the user's program.
  const { program, notices } = await bundle(entry, { external: ["@pulumi/pulumi"] });
  const file = join(__dirname, "..", "..", entry);
  writeFileSync(file, program);
  writeFileSync(join(file, "..", "NOTICES.txt"), notices);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
