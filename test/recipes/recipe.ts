import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator, EmulatorOptions } from "../../emulator";
import { emulatedStack, type EmulatedStack } from "../support/emulatedStack";
import type { Stack } from "../support/engine";

export const recipesFolder = join(__dirname, "..", "..", "examples", "recipes");

/** A recipe, copied unchanged into its own stack, with its own emulator. */
export class Recipe {
  readonly #opened: EmulatedStack;
  readonly #program: string;

  private constructor(opened: EmulatedStack, program: string) {
    this.#opened = opened;
    this.#program = program;
  }

  static async open(name: string, emulator: EmulatorOptions = {}): Promise<Recipe> {
    const program = readFileSync(join(recipesFolder, name, "index.ts"), "utf8");
    // types.test.ts has compiled all recipes, and compiling them again would take most of the time.
    const env = { PULUMI_NODEJS_TRANSPILE_ONLY: "true" };
    const opened = await emulatedStack({ project: `zenlayer-${name}`, program, typescript: true, emulator, env });
    cpSync(join(recipesFolder, name), opened.stack.folder, { recursive: true });
    return new Recipe(opened, program);
  }

  get stack(): Stack {
    return this.#opened.stack;
  }

  get emulator(): Emulator {
    return this.#opened.emulator;
  }

  /**
   * Runs a line of commands that the recipe's own comment shows, and returns the output of the last one. Throws if the
   * comment does not show it, or if a command fails.
   * @param values replace the ellipses in it
   */
  async follow(line: string, values: Record<string, string> = {}): Promise<string> {
    if (!this.#program.split("\n").includes(`//   ${line}`)) throw new Error(`The recipe's comment lacks: ${line}`);
    const filled = Object.entries(values).reduce((text, [gap, value]) => text.replace(gap, value), line);
    let output = "";
    for (const command of filled.split(" && ")) output = await this.run(command);
    return output;
  }

  /** Runs a command of Pulumi that must succeed, and returns its output. */
  async run(command: string): Promise<string> {
    const [tool, verb, ...args] = command.split(" ");
    if (tool !== "pulumi" || !verb) throw new Error(`No command of Pulumi: ${command}`);
    const { code, output } = await (verb === "up" || verb === "destroy"
      ? this.stack[verb](...args)
      : this.stack.pulumi(verb, ...args));
    if (code !== 0) throw new Error(`${command} failed:\n${output}`);
    return output;
  }

  /** Names of the images that exist now, with their zones. */
  images(): string[] {
    return this.emulator.images().map(({ zoneId, imageName }) => `${zoneId}/${imageName}`);
  }

  /** Actions that changed something, in order. */
  changes(): string[] {
    return this.emulator
      .calls()
      .map(({ action }) => action)
      .filter((action) => !action.startsWith("Describe"));
  }

  close(): Promise<void> {
    return this.#opened.cleanup();
  }
}
