import { readFileSync } from "node:fs";
import { join } from "node:path";
import { succeeds } from "./emulatedStack";
import type { Stack } from "./engine";

/** Imports an image with the name `web`, and returns the program that Pulumi generates for it. */
export async function importImage(stack: Stack, id: string): Promise<string> {
  const file = join(stack.folder, "imported");
  const options = ["--yes", "--skip-preview", "--out", file];
  await succeeds(stack.pulumi("import", "zenlayer:index:CustomImage", "web", id, ...options));
  return readFileSync(file, "utf8");
}
