import { execFileSync, type SpawnOptions } from "node:child_process";
import { start, type Finished } from "../../tools/run";

/** A running command, for tests that watch or interrupt it. */
export class Running {
  readonly finished: Promise<Finished>;
  readonly #child;
  readonly #listeners = new Set<() => void>();
  #text = "";
  #ended = false;
  #orphans: number[] = [];

  constructor(command: string, args: string[], options: SpawnOptions) {
    const { child, finished } = start(command, args, options, (text) => this.#hear(text));
    this.#child = child;
    this.finished = finished.then((result) => {
      this.#ended = true;
      this.#hear("");
      return result;
    });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Output so far. */
  get output(): string {
    return this.#text;
  }

  /** Waits until the output matches `pattern`. Throws if the command ends before that. */
  async until(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#text)) {
      if (this.#ended) throw new Error(`ended without printing ${pattern}:\n${this.#text}`);
      await new Promise<void>((resolve) => this.#listeners.add(resolve));
    }
  }

  /**
   * Sends Ctrl-C as a terminal does: to the process group, which the command must lead (option `detached`).
   * The engine puts its plugins into other process groups.
   */
  interrupt(): void {
    process.kill(-this.pid, "SIGINT");
  }

  /** Kills only the command. Its child processes keep running as orphans until {@link dispose}. */
  kill(): void {
    this.#orphans = this.descendants();
    process.kill(this.pid, "SIGKILL");
  }

  /** Running child processes of the command, direct and indirect. */
  descendants(): number[] {
    const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
    const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number));
    const below = (parent: number): number[] =>
      pairs.filter(([, ppid]) => ppid === parent).flatMap(([pid]) => [pid!, ...below(pid!)]);
    return below(this.pid);
  }

  /** Kills the command and its child processes if they still run. */
  async dispose(): Promise<void> {
    const left = this.#ended ? this.#orphans : [this.pid, ...this.descendants(), ...this.#orphans];
    for (const pid of left) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended meanwhile.
      }
    }
    // The output streams close when the last process that has them open ends.
    await this.finished;
  }

  #hear(text: string): void {
    this.#text += text;
    const waiting = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of waiting) listener();
  }
}
