/**
 * Puts the host for dynamic providers into one file, got and all, in the place of the compiled one. Pulumi starts a process of
 * it for every command, and loading a hundred small files was most of what we added to its start.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "../bundle";

const entry = "dist/provider/hosts/dynamic/index.js";

async function main(): Promise<void> {
  // Pulumi's own package is that of the user's program.
  const { program, notices } = await bundle(entry, { external: ["@pulumi/pulumi"] });
  const file = join(__dirname, "..", "..", entry);
  writeFileSync(file, program);
  writeFileSync(join(file, "..", "NOTICES.txt"), notices);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
