#!/usr/bin/env node
import { homedir } from "node:os";
import { text } from "node:stream/consumers";
import { systemClock } from "../provider/zenlayer/clock";
import { run } from "./program";
import { processTerminal } from "./terminal";

// The reader of the output has exited, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 2));

void run(process.argv.slice(2), {
  terminal: processTerminal(),
  env: process.env,
  homeDirectory: homedir(),
  folder: process.cwd(),
  clock: systemClock,
  nodeVersion: process.versions.node,
  readInput: () => text(process.stdin),
}).then((code) => (process.exitCode ||= code));
