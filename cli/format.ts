import { Option, type Command } from "commander";

/** Adds `--format` and its short form for scripts, `--json`. The first format is the default. */
export function addFormat(command: Command, formats: readonly [string, ...string[]]): void {
  command
    .addOption(new Option("--format <format>", "how to write the result").choices(formats).default(formats[0]))
    .addOption(new Option("--json", "the same as --format json").implies({ format: "json" }));
}

/** A result for scripts. */
export const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
