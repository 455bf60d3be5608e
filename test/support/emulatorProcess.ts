import { spawn } from "node:child_process";
import { renameSync } from "node:fs";
import { join } from "node:path";

import { buildSync } from "esbuild";

import { DEMO_KEY } from "../../emulator/defaults";

/** The command line of the emulator, in its own process. */
export interface EmulatorProcess {
  url: string;
  token: string;
  pid: number;
  /** The output so far, stdout and stderr. */
  output(): string;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when the process has exited. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string }>;
}

/** Starts the emulator on a free port. Resolves once it listens; rejects if it exits before that. */
export async function startCli(args: string[] = []): Promise<EmulatorProcess> {
  const started = runCli(["--port", "0", ...args]);
  const url = await Promise.race([
    started.printed(/listening on (http:\S+);/),
    started.exited.then(({ output }) => Promise.reject(new Error(`The emulator exited: ${output}`))),
  ]);
  return { ...started, url, token: DEMO_KEY.token };
}

/** Starts the command line and does not wait. */
export function runCli(args: string[]): Omit<EmulatorProcess, "url" | "token"> & {
  /** Resolves with the first group of `pattern` once the output matches. */
  printed(pattern: RegExp): Promise<string>;
} {
  const child = spawn(process.execPath, [cliFile(), ...args]);
  let output = "";
  let look: () => void = () => undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      look();
    });
  }
  return {
    pid: child.pid ?? 0,
    output: () => output,
    kill: (signal) => void child.kill(signal),
    exited: new Promise((resolve) => child.once("close", (code, signal) => resolve({ code, signal, output }))),
    printed: (pattern) =>
      new Promise((resolve) => {
        look = () => {
          const match = pattern.exec(output);
          if (match) resolve(match[1] ?? match[0]);
        };
        look();
      }),
  };
}

let builtCli: string | undefined;

/** The command line, bundled into one JavaScript file, which starts much faster than compiling it. */
function cliFile(): string {
  if (builtCli !== undefined) return builtCli;
  const root = join(__dirname, "../..");
  const folder = join(root, "node_modules/.cache/emulator");
  const outfile = join(folder, `cli.${process.pid}.js`);
  const entry = join(root, "emulator/cli.ts");
  buildSync({ entryPoints: [entry], bundle: true, platform: "node", outfile, logLevel: "error" });
  builtCli = join(folder, "cli.js");
  renameSync(outfile, builtCli); // atomic, since other test processes may do the same
  return builtCli;
}
