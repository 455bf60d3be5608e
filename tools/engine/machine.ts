import { accessSync, constants, statSync } from "node:fs";
import { join } from "node:path";
import { run } from "../run";

/** The computer on which the engine is searched for and installed, as an interface that tests replace. */
export interface Machine {
  env: NodeJS.ProcessEnv;
  /** Platform and architecture, for example `linux-x64`, as in the names of Pulumi's archives. */
  platform: string;
  /** Folder of installed engines, one subfolder for each set of versions. */
  enginesFolder: string;
  run: typeof run;
  /** Prints one line of progress. */
  log: (line: string) => void;
}

/** Installs the engine into an empty folder, or returns a short reason why it could not. */
export type EngineSource = (folder: string, machine: Machine) => Promise<"done" | { failed: string }>;

/** Executables that TypeScript programs with dynamic providers need, all in one folder. */
export const executables = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

/** The computer that runs this process. Progress goes to stderr, so that stdout holds only the result. */
export function thisMachine(): Machine {
  return {
    env: process.env,
    platform: `${process.platform}-${process.arch}`,
    enginesFolder: join(__dirname, "..", "..", ".work", "engine"),
    run,
    log: (line) => console.error(line),
  };
}

/** Names the {@link executables} that `folder` lacks. */
export function missingExecutables(folder: string): string[] {
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
