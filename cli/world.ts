import type { Clock } from "../provider/zenlayer/clock";
import type { Terminal } from "./terminal";

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
  /** All of stdin. */
  readInput(): Promise<string>;
}
