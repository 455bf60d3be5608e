import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { run } from "../../cli/program";
import type { World } from "../../cli/world";
import { systemClock } from "../../provider/zenlayer/clock";

/** What a command line left behind. */
export interface CommandLineResult {
  code: number;
  out: string;
  err: string;
}

/**
 * Runs `pulumi-zenlayer` in the process of the test, in an empty environment.
 * @param world what is different from the outside; `width` and `hasColors` as on a terminal
 */
export async function commandLine(
  args: string[],
  world: Partial<Omit<World, "terminal">> & { width?: number; hasColors?: boolean; input?: string } = {},
): Promise<CommandLineResult> {
  const { width, hasColors = false, input = "", ...rest } = world;
  const result: CommandLineResult = { code: 0, out: "", err: "" };
  const code = await run(args, {
    env: {},
    homeDirectory: "/nowhere",
    folder: "/",
    clock: systemClock,
    nodeVersion: process.versions.node,
    readInput: async () => input,
    ...rest,
    terminal: {
      out: (text) => (result.out += text),
      err: (text) => (result.err += text),
      width,
      hasColors,
    },
  });
  return { ...result, code };
}

/** A new empty folder. */
export const emptyFolder = (): string => mkdtempSync(join(tmpdir(), "pulumi-zenlayer-cli-"));

/**
 * A program `pulumi` that responds by the beginning of its arguments, and fails for all others.
 * @returns the PATH on which it is found
 */
export function fakePulumi(folder: string, answers: Record<string, unknown>): string {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  const texts = Object.entries(answers).map(([args, answer]) => [
    args,
    typeof answer === "string" ? answer : JSON.stringify(answer),
  ]);
  const script = `#!/usr/bin/env node
const args = process.argv.slice(2).join(" ");
const found = ${JSON.stringify(texts)}.find(([begin]) => args.startsWith(begin));
if (found) process.stdout.write(found[1]);
else {
  process.stderr.write("error: unexpected " + args + "\\n");
  process.exitCode = 255;
}
`;
  writeFileSync(join(bin, "pulumi"), script);
  chmodSync(join(bin, "pulumi"), 0o755);
  return [bin, dirname(process.execPath)].join(delimiter);
}

/** Puts a package of some version into a project. */
export function plantPackage(folder: string, name: string, content: object): void {
  const place = join(folder, "node_modules", name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "package.json"), JSON.stringify({ name, ...content }));
}
