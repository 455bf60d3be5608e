#!/usr/bin/env node
import { Command, InvalidArgumentError } from "commander";

import { ACTIONS } from "./actions";
import { announce } from "./announce";
import { DEFAULT_PORT, DEFAULT_QUOTA } from "./defaults";
import { Emulator } from "./emulator";
import { FAULT_KINDS, type Fault, type FaultKind } from "./faults";

interface CliOptions {
  port: number;
  createImageMs: number;
  stopInstanceMs: number;
  startInstanceMs: number;
  quota: number;
  rateLimit?: number;
  stateFile?: string;
  seedFile?: string;
  quiet: boolean;
  allowedHost: string[];
  fault: Fault[];
}

/** `body` needs one, which the command line cannot give. */
const KINDS = Object.entries(FAULT_KINDS).filter(([kind]) => kind !== "body");

const EXAMPLES = `
Actions: ${ACTIONS.map(({ name }) => name).join(", ")}; * is any.

Kinds of fault, the number being ms, or seconds of retryAfter:
${KINDS.map(([kind, meaning]) => `  ${kind.padEnd(12)} ${meaning}`).join("\n")}

Examples:
  zenlayer-emulator --port 0 --state-file zenlayer.json
  zenlayer-emulator --fault CreateImage:1:cutAfter --fault DescribeImages:3:503`;

const command = new Command("zenlayer-emulator")
  .description("A local Zenlayer API (service vm) for trying things out and for tests. Listens on 127.0.0.1 only.")
  .option("--port <number>", "port; 0 takes any free one", wholeNumber, DEFAULT_PORT)
  .option("--create-image-ms <ms>", "how long an image is CREATING", wholeNumber, 3000)
  .option("--stop-instance-ms <ms>", "how long an instance is STOPPING", wholeNumber, 2000)
  .option("--start-instance-ms <ms>", "how long an instance is BOOTING", wholeNumber, 2000)
  .option("--quota <number>", "custom images that fit in a zone", wholeNumber, DEFAULT_QUOTA)
  .option("--rate-limit <number>", "calls a second before 429 (default: no limit)", wholeNumber)
  .option("--state-file <path>", "keep images and instances in this file (default: in memory)")
  .option("--seed-file <path>", "JSON with zones, instances, publicImages, images, keys to begin with")
  .option("--allowed-host <name>", "serve requests for this host too; may be repeated", addHost, [])
  .option("--fault <action:nth:kind[:number]>", "let the n-th call of an action fail; may be repeated", addFault, [])
  .option("--quiet", "no line for each call", false)
  .addHelpText("after", EXAMPLES)
  .showHelpAfterError("Run zenlayer-emulator --help to see all options.");

void run(command.parse().opts<CliOptions>());

async function run(options: CliOptions): Promise<void> {
  let emulator: Emulator | undefined;
  try {
    const { port, rateLimit, quiet, fault, allowedHost: allowedHosts, ...behaviour } = options;
    const log = quiet ? undefined : (line: string): void => console.log(line);
    emulator = new Emulator({ ...behaviour, allowedHosts, rateLimitPerSecond: rateLimit, log });
    for (const each of fault) emulator.faults.add(each);
    stopOnSignals(emulator);
    await emulator.start(port);
    console.log(announce(emulator));
  } catch (error) {
    console.error(`zenlayer-emulator: ${explain(error as NodeJS.ErrnoException, options.port)}`);
    process.exitCode = 1;
    await emulator?.stop(); // frees the state file
  }
}

/** Nobody waits for an emulator: whatever is under way is cut. */
function stopOnSignals(emulator: Emulator): void {
  const stop = (): void => void emulator.stop().then(() => process.exit(0));
  process.on("SIGINT", stop).on("SIGTERM", stop);
  process.stdout.on("error", stop); // whoever read our output is gone
}

function explain(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === "EADDRINUSE") {
    return `port ${port} of 127.0.0.1 is taken; stop what listens there, or choose another with --port.`;
  }
  if (error.code === "EACCES" && error.syscall === "listen") {
    return `this user may not listen on port ${port}; choose one above 1023 with --port.`;
  }
  return error.message;
}

function wholeNumber(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(value);
}

function addHost(value: string, before: string[]): string[] {
  return [...before, value];
}

function addFault(value: string, before: Fault[]): Fault[] {
  const [action = "", nth = "", kind = "", amount, ...rest] = value.split(":");
  const isAction = action === "*" || ACTIONS.some(({ name }) => name === action);
  const isKind = KINDS.some(([known]) => known === kind);
  const numbers = [nth, ...(amount === undefined ? [] : [amount])];
  if (!isAction || !isKind || rest.length > 0 || !numbers.every((number) => /^[1-9]\d*$/.test(number))) {
    throw new InvalidArgumentError("It must look like CreateImage:1:503, with an action and a kind that --help lists.");
  }
  const more = amount === undefined ? {} : { [kind === "429" ? "retryAfter" : "ms"]: Number(amount) };
  return [...before, { action, nth: Number(nth), kind: kind as FaultKind, ...more }];
}
