import type { Command } from "commander";
import type { ExitCode } from "./exitCodes";
import type { World } from "./world";

/** Gives a command its options and what it does. @param done takes the exit status of the command */
export type Define = (command: Command, world: World, done: (code: ExitCode) => void) => void;
