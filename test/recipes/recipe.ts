import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator";
import type { Finished } from "../../tools/run";
import { Stack } from "../support/engine";

const recipesFolder = join(__dirname, "..", "..", "examples", "recipes");

/** A recipe as it stands, copied into a stack of its own, with an emulator of its own. */
export class Recipe {
  private constructor(
    readonly stack: Stack,
    readonly emulator: Emulator,
    private readonly program: string,
  ) {}

  static async open(name: string, options: EmulatorOptions = {}): Promise<Recipe> {
    const emulator = createEmulator(options);
    const env = {
      ZENLAYER_ENDPOINT: await emulator.start(),
      ZENLAYER_ACCESS_KEY_ID: emulator.accessKeyId,
      ZENLAYER_ACCESS_KEY_SECRET: emulator.accessKeyPassword,
    };
    const program = readFileSync(join(recipesFolder, name, "index.ts"), "utf8");
    const stack = await Stack.create({ project: `zenlayer-${name}`, program, typescript: true, env });
    cpSync(join(recipesFolder, name), stack.folder, { recursive: true });
    return new Recipe(stack, emulator, program);
  }

  /**
   * Runs a line of commands that the recipe's own comment shows, and answers how the last one ended. Throws when the
   * comment does not show it, or when a command before the last fails.
   * @param values what to put in place of the ellipses in it
   */
  async follow(line: string, values: Record<string, string> = {}): Promise<Finished> {
    if (!this.program.split("\n").includes(`//   ${line}`))
      throw new Error(`The recipe's comment does not show: ${line}`);
    const filled = Object.entries(values).reduce((text, [gap, value]) => text.replace(gap, value), line);
    const commands = filled.split(" && ");
    const last = commands.pop()!;
    for (const command of commands) {
      const { code, output } = await this.run(command);
      if (code !== 0) throw new Error(`${command} failed:\n${output}`);
    }
    return this.run(last);
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

  async close(): Promise<void> {
    await this.stack.cleanup();
    await this.emulator.stop();
  }

  private run(command: string): Promise<Finished> {
    const [tool, verb, ...args] = command.split(" ");
    if (tool !== "pulumi" || !verb) throw new Error(`No command of Pulumi: ${command}`);
    return verb === "up" ? this.stack.up(...args) : this.stack.pulumi(verb, ...args);
  }
}
