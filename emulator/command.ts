import { InvalidArgumentError, type Command } from "commander";

import { banner } from "./banner";
import { DEFAULT_PORT } from "./defaults";
import { Emulator } from "./emulator";
import { FAULT_KINDS, ZEC_FAULT_KINDS, type Fault, type FaultKind } from "./faults";
import { SERVICES, type Service } from "./services";
import { DEFAULT_QUOTA } from "./vm/defaults";
import { DEFAULT_ZEC_QUOTA } from "./zec/defaults";

interface CliOptions {
  port: number;
  createImageMs: number;
  stopInstanceMs: number;
  startInstanceMs: number;
  quota: number;
  zecQuota: number;
  copyImageMs: number;
  rateLimit?: number;
  stateFile?: string;
  seedFile?: string;
  quiet: boolean;
  allowedHost: string[];
  fault: Fault[];
}

const namesOf = ({ actions }: Service): string[] => actions.map(({ name }) => name);

/** `body` needs a body, which a command line option cannot give. */
const KINDS = Object.entries({ ...FAULT_KINDS, ...ZEC_FAULT_KINDS }).filter(([kind]) => kind !== "body");

const EXAMPLES = `
Actions, * for any. A service and a slash before an action affect only that service, as in zec/CreateImage:
${SERVICES.map((service) => `  ${`${service.name}:`.padEnd(5)} ${namesOf(service).join(", ")}`).join("\n")}

Kinds of faults. The value is milliseconds, the seconds of Retry-After for 429, or the region for copyFails:
${KINDS.map(([kind, meaning]) => `  ${kind.padEnd(12)} ${meaning}`).join("\n")}

Examples:
  zenlayer-emulator --port 0 --state-file zenlayer.json
  zenlayer-emulator --fault CreateImage:1:cutAfter --fault zec/CopyImage:1:copyFails:SEA-A`;

/** Gives a command the options of the emulator, and what it does: it starts the emulator and serves until a signal comes. */
export function defineEmulator(command: Command): void {
  command
    .description("A local Zenlayer API (services vm and zec), for development and tests. Listens on 127.0.0.1 only.")
    .option("--port <number>", "port; 0 for any free port", wholeNumber, DEFAULT_PORT)
    .option("--create-image-ms <ms>", "how long an image is CREATING", wholeNumber, 3000)
    .option("--copy-image-ms <ms>", "how long a copy of an image of zec to one region takes", wholeNumber, 3000)
    .option("--stop-instance-ms <ms>", "how long an instance is STOPPING", wholeNumber, 2000)
    .option("--start-instance-ms <ms>", "how long an instance is BOOTING", wholeNumber, 2000)
    .option("--quota <number>", "how many custom images of vm a zone can have", wholeNumber, DEFAULT_QUOTA)
    .option("--zec-quota <number>", "how many custom images of zec an account can have", wholeNumber, DEFAULT_ZEC_QUOTA)
    .option("--rate-limit <number>", "calls per second; more get 429 (default: no limit)", wholeNumber)
    .option("--state-file <path>", "save images and instances in this file (default: in memory only)")
    .option("--seed-file <path>", "JSON file with zones, instances, publicImages, images, keys and zec")
    .option("--allowed-host <name>", "accept requests for this host too, besides localhost (repeatable)", addHost, [])
    .option("--fault <action:nth:kind[:value]>", "make the n-th call of an action fail (repeatable)", addFault, [])
    .option("--quiet", "do not log calls", false)
    .addHelpText("after", EXAMPLES)
    .showHelpAfterError("Run zenlayer-emulator --help to see all options.")
    .action(run);
}

async function run(options: CliOptions): Promise<void> {
  let emulator: Emulator | undefined;
  try {
    const { port, rateLimit, quiet, fault, allowedHost: allowedHosts, zecQuota, copyImageMs, ...behavior } = options;
    const zec = { quota: zecQuota, copyImageMs };
    const log = quiet ? undefined : (line: string): void => console.log(line);
    emulator = new Emulator({ ...behavior, zec, allowedHosts, rateLimitPerSecond: rateLimit, log });
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

function addHost(value: string, previous: string[]): string[] {
  return [...previous, value];
}

function addFault(value: string, previous: Fault[]): Fault[] {
  const [target = "", nth = "", kind = "", extra, ...rest] = value.split(":");
  const [action = "", name] = target.split("/").reverse();
  const services = SERVICES.filter((service) => name === undefined || service.name === name);
  const isTarget = target.split("/").length <= 2 && services.some((service) => hasAction(service, action));
  const isKind = KINDS.some(([known]) => known === kind);
  const numbers = extra === undefined || kind === "copyFails" ? [nth] : [nth, extra];
  if (!isTarget || !isKind || rest.length > 0 || !numbers.every((number) => /^[1-9]\d*$/.test(number))) {
    throw new InvalidArgumentError("It must have the form CreateImage:1:503, with an action and a kind from --help.");
  }
  const service = name === undefined ? undefined : services[0]?.name;
  return [...previous, { service, action, nth: Number(nth), kind: kind as FaultKind, ...valueOf(kind, extra) }];
}

const hasAction = (service: Service, action: string): boolean => action === "*" || namesOf(service).includes(action);

/** What the fourth part of a fault means, which depends on the kind. */
function valueOf(kind: string, extra: string | undefined): Partial<Fault> {
  if (extra === undefined) return {};
  if (kind === "copyFails") return { regionId: extra };
  return kind === "429" ? { retryAfter: Number(extra) } : { ms: Number(extra) };
}
