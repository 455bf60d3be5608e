import { spawn } from "node:child_process";
import { renameSync } from "node:fs";
import { join } from "node:path";

import { buildSync } from "esbuild";

import { DEMO_KEY } from "../../emulator/defaults";

/** A process of the emulator's command line. */
export interface EmulatorProcess {
  url: string;
  token: string;
  pid: number;
  /** What it has printed so far on stdout and stderr. */
  output(): string;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when the process has ended. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string }>;
}

/** Starts the command line on a free port and waits until it prints its URL. Rejects if it ends before that. */
export async function startCli(args: string[] = []): Promise<EmulatorProcess> {
  const started = runCli(["--port", "0", ...args]);
  const url = await Promise.race([
    started.printed(/listening on (http:\S+);/),
    started.exited.then(({ output }) => Promise.reject(new Error(`The emulator ended: ${output}`))),
  ]);
  return { ...started, url, token: DEMO_KEY.token };
}

/** Starts the command line without waiting for output. */
export function runCli(args: string[]): Omit<EmulatorProcess, "url" | "token"> & {
  /** Resolves with the first group of `pattern` when matching text has been printed. */
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

/** The command line, bundled into one JavaScript file: it starts much faster than through a compiler. */
function cliFile(): string {
  if (builtCli !== undefined) return builtCli;
  const root = join(__dirname, "../..");
  const folder = join(root, "node_modules/.cache/emulator");
  const outfile = join(folder, `cli.${process.pid}.js`);
  const entry = join(root, "emulator/cli.ts");
  buildSync({ entryPoints: [entry], bundle: true, platform: "node", outfile, logLevel: "error" });
  builtCli = join(folder, "cli.js");
  renameSync(outfile, builtCli); // atomic, since other test processes may write the same file
  return builtCli;
}
