import type { ChildProcess } from "node:child_process";
import { run, start } from "../run";

/** The stack that the demo works on. */
export const stackName = "demo";

interface ExportedState {
  deployment: { resources?: { type: string; id?: string; outputs: Record<string, string> }[] };
}

/** The real `pulumi` command in one project folder. */
export class Pulumi {
  private child: ChildProcess | undefined;

  constructor(
    private readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Runs a command whose output people see while it comes, and answers that output. Throws when it fails. */
  async show(args: string[]): Promise<string> {
    const color = process.stdout.isTTY ? "always" : "never";
    // In a process group of its own, so that a Ctrl-C at the terminal reaches the engine once, through us.
    const options = { cwd: this.folder, env: this.env, detached: true };
    const all = [...args, "--stack", stackName, "--non-interactive", "--color", color];
    const { child, finished } = start("pulumi", all, options, (text) => process.stdout.write(text));
    this.child = child;
    const { code, output } = await finished;
    this.child = undefined;
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with status ${code}.`);
    return output;
  }

  /** Runs a command that nobody needs to see. Throws, with its output, when it fails. */
  async quiet(args: string[]): Promise<string> {
    const { code, stdout, output } = await run("pulumi", args, { cwd: this.folder, env: this.env });
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with status ${code}:\n${output}`);
    return stdout;
  }

  /** The image in the stack's state, undefined when there is none. */
  async image(): Promise<(Record<string, string> & { id: string }) | undefined> {
    const exported = JSON.parse(await this.quiet(["stack", "export", "--stack", stackName])) as ExportedState;
    const image = exported.deployment.resources?.find(({ type }) => type.endsWith("zenlayer:CustomImage"));
    return image && { ...image.outputs, id: image.id ?? "" };
  }

  /** Passes a Ctrl-C on. The engine ends in good order at the first, and at once at the second. */
  interrupt(): void {
    if (this.child?.pid) process.kill(-this.child.pid, "SIGINT");
  }
}
