import { Command, CommanderError } from "commander";
import { version } from "../provider/zenlayer/version";
import { COMMANDS } from "./commands";
import { EXIT, type ExitCode } from "./exitCodes";
import { presentable } from "../provider/messages";
import type { World } from "./world";

const EPILOG = `
Exit status: 0 nothing to do, 1 findings, 2 the command could not determine the result.
Documentation: https://github.com/pulumi-zenlayer/pulumi-zenlayer/blob/main/docs/command-line.md`;

/**
 * Runs a command line. Never throws: what goes wrong is written to stderr.
 * @param args without `node` and the script
 * @returns the exit status
 */
export async function run(args: string[], world: World): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const program = programFor(args, world, (found) => (code = found));
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    // Commander has written its own.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.unknown;
    world.terminal.err(`pulumi-zenlayer: ${presentable(error, undefined).message}\n`);
    return EXIT.unknown;
  }
}

function programFor(args: string[], world: World, done: (code: ExitCode) => void): Command {
  const { terminal } = world;
  const program = new Command("pulumi-zenlayer")
    .description("Looks after the custom images of a Zenlayer account that Pulumi manages.")
    .version(version)
    .exitOverride()
    .addHelpText("after", EPILOG)
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      getOutHelpWidth: () => terminal.width ?? 80,
    });
  for (const { name, summary, load } of COMMANDS) {
    const command = program.command(name).summary(summary).description(summary);
    if (args.includes(name)) load()(command, world, done);
  }
  return program;
}
