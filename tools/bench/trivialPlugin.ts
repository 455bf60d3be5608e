import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { modules } from "../engine/pinned";
import { run } from "../run";

const executable = join(__dirname, "..", "..", ".work", "bench", "pulumi-resource-trivial");
const source = join(__dirname, "trivialPlugin", "main.go");

/**
 * Builds a Go plugin that does nothing, from the module that the engine is built of.
 * @returns path of the executable, or why there is none
 */
export async function buildTrivialPlugin(): Promise<{ path: string } | { missing: string }> {
  mkdirSync(dirname(executable), { recursive: true });
  const args = ["build", "-mod=readonly", "-ldflags", "-s -w", "-o", executable, source];
  const { code, output } = await run("go", args, { cwd: modules.engine, env: { ...process.env, GOWORK: "off" } });
  if (code === 0) return { path: executable };
  return {
    missing: code === 127 ? "Go is not installed" : `Go could not build it: ${output.trim().split("\n").at(-1)}`,
  };
}
