import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { constants } from "node:os";

/** How a command ended. {@link run} never throws it: the caller decides what a status means. */
export interface Finished {
  /** Exit status; as in shells, 127 if the command could not be started and 128 + n if signal n ended it. */
  code: number;
  stdout: string;
  stderr: string;
  /** Both streams in the order in which they arrived. */
  output: string;
}

export interface Started {
  child: ChildProcess;
  finished: Promise<Finished>;
}

/** Starts a command without a shell and collects its output; `onText` receives each chunk as it arrives. */
export function start(
  command: string,
  args: string[],
  options: SpawnOptions = {},
  onText?: (text: string) => void,
): Started {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  return { child, finished: collectOutput(child, onText) };
}

/** Runs a command and waits until it ends. */
export function run(command: string, args: string[], options: SpawnOptions = {}): Promise<Finished> {
  return start(command, args, options).finished;
}

/** Runs a command and returns its stdout. Throws with the output if it fails. */
export async function runOrThrow(command: string, args: string[], options: SpawnOptions = {}): Promise<string> {
  const { code, stdout, output } = await run(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} failed with status ${code}:\n${output}`);
  return stdout;
}

/** Returns the output of a command that was started. Throws with the output if it fails. */
export async function succeeds(command: Promise<Finished>): Promise<string> {
  const { code, output } = await command;
  if (code !== 0) throw new Error(`failed with status ${code}:\n${output}`);
  return output;
}

function collectOutput(child: ChildProcess, onText?: (text: string) => void): Promise<Finished> {
  const finished: Finished = { code: 0, stdout: "", stderr: "", output: "" };
  const append = (stream: "stdout" | "stderr") => (text: string) => {
    finished[stream] += text;
    finished.output += text;
    onText?.(text);
  };
  child.stdout?.setEncoding("utf8").on("data", append("stdout"));
  child.stderr?.setEncoding("utf8").on("data", append("stderr"));
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ ...finished, code: 127, stderr: error.message, output: error.message }));
    child.on("close", (code, signal) => resolve({ ...finished, code: code ?? 128 + constants.signals[signal!] }));
  });
}
