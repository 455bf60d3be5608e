import { spawn } from "node:child_process";
import type { Finished, World } from "./world";

/** Runs Pulumi and waits for its end. Ctrl-C reaches it as well: it belongs to the same process group. */
export function runPulumi({ env, folder, pulumi }: World, args: string[]): Promise<Finished> {
  if (pulumi) return pulumi(args);
  const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
    cwd: folder,
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const finished: Finished = { code: undefined, stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => (finished[stream] += text));
  }
  return new Promise((resolve) => {
    child.on("error", () => resolve(finished));
    child.on("close", (code) => resolve({ ...finished, code: code ?? 1 }));
  });
}
