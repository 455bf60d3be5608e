import type { SessionEnvironment } from "../provider/session";
import type { Clock } from "../provider/zenlayer/clock";
import type { Terminal } from "./terminal";

/** How a command of Pulumi ended. */
export interface Finished {
  /** Exit status; undefined if there is no such program. */
  code: number | undefined;
  stdout: string;
  stderr: string;
}

/** Everything that a command needs from outside, so that tests can hand in their own. */
export interface World {
  terminal: Terminal;
  env: Readonly<Record<string, string | undefined>>;
  homeDirectory: string;
  /** Folder that the command was started in. */
  folder: string;
  clock: Clock;
  /** Version of Node.js, without `v`. */
  nodeVersion: string;
  /** What carries requests to the API. Default: HTTP, through the proxy that the environment names. */
  transportFor?: SessionEnvironment["transportFor"];
  /** Runs Pulumi. Default: the program `pulumi` on PATH. */
  pulumi?: (args: string[]) => Promise<Finished>;
  /** All of stdin. */
  readInput(): Promise<string>;
}
