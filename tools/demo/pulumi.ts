import type { ChildProcess } from "node:child_process";
import { runOrThrow, start } from "../run";

/** The stack of the demo. */
export const stackName = "demo";

interface ExportedState {
  deployment: { resources?: { type: string; id?: string; outputs: Record<string, string> }[] };
}

/** The real `pulumi` command in one project folder. */
export class Pulumi {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;

  constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.#folder = folder;
    this.#env = env;
  }

  /** Runs a command, prints its output as it arrives, and returns that output. Throws if the command fails. */
  async runVisibly(args: string[]): Promise<string> {
    const color = process.stdout.isTTY ? "always" : "never";
    // `detached`, so that the terminal does not send Ctrl-C to the engine a second time; see interrupt().
    const options = { cwd: this.#folder, env: this.#env, detached: true };
    const allArgs = [...args, "--stack", stackName, "--non-interactive", "--color", color];
    const { child, finished } = start("pulumi", allArgs, options, (text) => process.stdout.write(text));
    this.#child = child;
    const { code, output } = await finished;
    this.#child = undefined;
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} failed with status ${code}.`);
    return output;
  }

  /** Runs a command and returns its stdout. Throws with the output if the command fails. */
  runSilently(args: string[]): Promise<string> {
    return runOrThrow("pulumi", args, { cwd: this.#folder, env: this.#env });
  }

  /** The image in the stack's state; undefined if there is none. */
  async imageInState(): Promise<(Record<string, string> & { id: string }) | undefined> {
    const exported = JSON.parse(await this.runSilently(["stack", "export", "--stack", stackName])) as ExportedState;
    const image = exported.deployment.resources?.find(({ type }) => type.endsWith("zenlayer:CustomImage"));
    return image && { ...image.outputs, id: image.id ?? "" };
  }

  /** Forwards Ctrl-C. The engine shuts down gracefully at the first, and at once at the second. */
  interrupt(): void {
    if (this.#child?.pid) process.kill(-this.#child.pid, "SIGINT");
  }
}
