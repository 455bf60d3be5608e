import { accessSync, constants, statSync } from "node:fs";
import { join } from "node:path";
import { run } from "../run";

/** What the search for the engine takes from outside, so that tests can hand in their own. */
export interface Machine {
  env: NodeJS.ProcessEnv;
  /** For example `linux-x64`, as Pulumi names its archives. */
  platform: string;
  /** Folder that holds copies of the engine, one subfolder a set of versions. */
  copies: string;
  run: typeof run;
  /** One line about what is happening. */
  say: (line: string) => void;
}

/** Fills a folder with the engine, or answers in a few words why it could not. */
export type Source = (folder: string, machine: Machine) => Promise<"done" | { failed: string }>;

/** What has to stand side by side for TypeScript programs with dynamic providers. */
export const executables = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

/** This machine; lines go to stderr, so that stdout holds the result alone. */
export function thisMachine(): Machine {
  return {
    env: process.env,
    platform: `${process.platform}-${process.arch}`,
    copies: join(__dirname, "..", "..", ".work", "engine"),
    run,
    say: (line) => console.error(line),
  };
}

/** Names what `folder` lacks of {@link executables}. */
export function missingFrom(folder: string): string[] {
  return executables.filter((name) => !isExecutable(join(folder, name)));
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
