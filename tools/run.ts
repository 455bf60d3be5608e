import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { constants } from "node:os";

/** How a command ended. It is never thrown: a test or tool decides itself what a status means. */
export interface Finished {
  /** Exit status; 127 when the command could not be started, 128 + n when signal n ended it, as shells say it. */
  code: number;
  stdout: string;
  stderr: string;
  /** Both streams in the order in which they came. */
  output: string;
}

export interface Started {
  child: ChildProcess;
  finished: Promise<Finished>;
}

/** Starts a command without a shell and collects what it prints; `onText` sees each piece as it comes. */
export function start(
  command: string,
  args: string[],
  options: SpawnOptions = {},
  onText?: (text: string) => void,
): Started {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  return { child, finished: collect(child, onText) };
}

/** Runs a command to its end. */
export function run(command: string, args: string[], options: SpawnOptions = {}): Promise<Finished> {
  return start(command, args, options).finished;
}

function collect(child: ChildProcess, onText?: (text: string) => void): Promise<Finished> {
  const finished: Finished = { code: 0, stdout: "", stderr: "", output: "" };
  const take = (stream: "stdout" | "stderr") => (text: string) => {
    finished[stream] += text;
    finished.output += text;
    onText?.(text);
  };
  child.stdout?.setEncoding("utf8").on("data", take("stdout"));
  child.stderr?.setEncoding("utf8").on("data", take("stderr"));
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ ...finished, code: 127, stderr: error.message, output: error.message }));
    child.on("close", (code, signal) => resolve({ ...finished, code: code ?? 128 + constants.signals[signal!] }));
  });
}
