import { InvalidArgumentError, type Command } from "commander";

import { banner } from "./banner";
import { DEFAULT_PORT } from "./defaults";
import { Emulator } from "./emulator";
import { FAULT_KINDS, ZEC_FAULT_KINDS, type Fault, type FaultKind } from "./faults/kinds";
import { SERVICES } from "./services";
import { DEFAULT_QUOTA } from "./vm/defaults";
import type { ImageSeed } from "./vm/types";

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

const ACTION_NAMES = [...new Set(SERVICES.flatMap(({ actions }) => actions.map(({ name }) => name)))];

/** What the documentation's programs adopt and look up. */
const EXISTING_IMAGE: ImageSeed = { zoneId: "SIN-A", imageName: "golden-2026-10", imageId: "img-legacy01" };

/** `body` needs a body, which a command line option cannot give. */
const KINDS = Object.entries({ ...FAULT_KINDS, ...ZEC_FAULT_KINDS }).filter(([kind]) => kind !== "body");

const EXAMPLES = `
Actions: ${ACTION_NAMES.join(", ")}; * for any action.

Kinds of faults. The number is milliseconds, or the seconds of Retry-After for 429:
${KINDS.map(([kind, meaning]) => `  ${kind.padEnd(12)} ${meaning}`).join("\n")}

Examples:
  zenlayer-emulator --port 0 --state-file zenlayer.json
  zenlayer-emulator --fault CreateImage:1:cutAfter --fault DescribeImages:3:503`;

/** Gives a command the options of the emulator, and what it does: it starts the emulator and serves until a signal comes. */
export function defineEmulator(command: Command): void {
  command
    .description("A local Zenlayer API (services vm and zec), for development and tests. Listens on 127.0.0.1 only.")
    .option("--port <number>", "port; 0 for any free port", portNumber, DEFAULT_PORT)
    .option("--create-image-ms <ms>", "how long an image is CREATING", wholeNumber, 3000)
    .option("--stop-instance-ms <ms>", "how long an instance is STOPPING", wholeNumber, 2000)
    .option("--start-instance-ms <ms>", "how long an instance is BOOTING", wholeNumber, 2000)
    .option("--quota <number>", "how many custom images a zone can have", wholeNumber, DEFAULT_QUOTA)
    .option("--rate-limit <number>", "calls per second; more get 429 (default: no limit)", wholeNumber)
    .option("--state-file <path>", "save images and instances in this file (default: in memory only)")
    .option("--seed-file <path>", "JSON file with zones, instances, publicImages, images and keys")
    .option("--allowed-host <name>", "accept requests for this host too, besides localhost (repeatable)", addHost, [])
    .option("--fault <action:nth:kind[:number]>", "make the n-th call of an action fail (repeatable)", addFault, [])
    .option("--quiet", "do not log calls", false)
    .addHelpText("after", EXAMPLES)
    .showHelpAfterError("Run zenlayer-emulator --help to see all options.")
    .action(run);
}

async function run(options: CliOptions): Promise<void> {
  let emulator: Emulator | undefined;
  try {
    const { port, rateLimit, quiet, fault, allowedHost: allowedHosts, ...behavior } = options;
    const log = quiet ? undefined : (line: string): void => console.log(line);
    const images = options.seedFile === undefined ? [EXISTING_IMAGE] : undefined;
    emulator = new Emulator({ ...behavior, images, allowedHosts, rateLimitPerSecond: rateLimit, log });
    for (const each of fault) emulator.faults.add(each);
    stopOnSignals(emulator);
    await emulator.start(port);
    console.log(banner(emulator));
  } catch (error) {
    console.error(`zenlayer-emulator: ${explain(error as NodeJS.ErrnoException, options.port)}`);
    process.exitCode = 1;
    await emulator?.stop(); // unlocks the state file
  }
}

/** Calls in progress do not delay the exit: their connections are closed. */
function stopOnSignals(emulator: Emulator): void {
  const stop = (): void => void emulator.stop().then(() => process.exit(0));
  process.on("SIGINT", stop).on("SIGTERM", stop);
  process.stdout.on("error", stop); // the reader of the output has exited
}

function explain(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === "EADDRINUSE") {
    return `port ${port} of 127.0.0.1 is in use. Stop the process that listens on it, or choose another port with --port.`;
  }
  if (error.code === "EACCES" && error.syscall === "listen") {
    return `this user cannot listen on port ${port}. Choose a port above 1023 with --port.`;
  }
  return error.message;
}

function wholeNumber(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(value);
}

function portNumber(value: string): number {
  const port = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError("It must be a whole number from 0 to 65535.");
  return port;
}

function addHost(value: string, previous: string[]): string[] {
  return [...previous, value];
}

function addFault(value: string, previous: Fault[]): Fault[] {
  const [action = "", nth = "", kind = "", amount, ...rest] = value.split(":");
  const isAction = action === "*" || ACTION_NAMES.includes(action);
  const isKind = KINDS.some(([known]) => known === kind);
  const numbers = [nth, ...(amount === undefined ? [] : [amount])];
  if (!isAction || !isKind || rest.length > 0 || !numbers.every((number) => /^[1-9]\d*$/.test(number))) {
    throw new InvalidArgumentError("It must have the form CreateImage:1:503, with an action and a kind from --help.");
  }
  const more = amount === undefined ? {} : { [kind === "429" ? "retryAfter" : "ms"]: Number(amount) };
  return [...previous, { action, nth: Number(nth), kind: kind as FaultKind, ...more }];
}
