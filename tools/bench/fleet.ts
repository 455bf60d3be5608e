import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator";
import { Stack } from "../../test/support/engine";
import { succeeds } from "../run";

/** Zones of the emulator that support images. */
const ZONES = ["HKG-A", "SIN-A", "FRA-A", "SEL-A"];

export interface FleetOptions {
  /** Number of images in the program, each of its own instance. */
  count: number;
  /** Number of zones that the images are spread over, 1 to 4. */
  zones?: number;
  emulator?: EmulatorOptions;
  /** Provider settings without namespace. Default: those of a user. */
  settings?: Record<string, string>;
  env?: NodeJS.ProcessEnv;
}

/** A stack of images, and the emulator that it uses. */
export class Fleet {
  readonly #ownsEmulator: boolean;

  private constructor(
    readonly emulator: Emulator,
    readonly stack: Stack,
    { ownsEmulator }: { ownsEmulator: boolean },
  ) {
    this.#ownsEmulator = ownsEmulator;
  }

  static async create(options: FleetOptions): Promise<Fleet> {
    const { count, zones = 1 } = options;
    const emulator = createEmulator({ quota: count, instances: stoppedInstances(count, zones), ...options.emulator });
    await emulator.start();
    return new Fleet(emulator, await stackFor(emulator, range(count).map(instanceId), options), { ownsEmulator: true });
  }

  /** A stack that shares an emulator with others, with images of `count` instances from number `first` on. */
  static async createAt(emulator: Emulator, first: number, count: number, stack: string): Promise<Fleet> {
    const ids = range(count).map((n) => instanceId(first + n));
    return new Fleet(emulator, await stackFor(emulator, ids, { count, stack }), { ownsEmulator: false });
  }

  /** Number of calls of each action since the previous call of this method. */
  takeCalls(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { action } of this.emulator.calls()) counts[action] = (counts[action] ?? 0) + 1;
    this.emulator.clearCalls();
    return counts;
  }

  async cleanup(): Promise<void> {
    await this.stack.cleanup();
    if (this.#ownsEmulator) await this.emulator.stop();
  }
}

/** Stopped instances, distributed over the zones in turn. */
export const stoppedInstances = (count: number, zones: number) =>
  range(count).map((n) => ({
    instanceId: instanceId(n),
    zoneId: ZONES[n % zones]!,
    instanceStatus: "STOPPED" as const,
  }));

function stackFor(
  { url, accessKeyId, accessKeyPassword }: Emulator,
  instanceIds: string[],
  { settings = {}, env, stack }: FleetOptions & { stack?: string },
): Promise<Stack> {
  const config = Object.entries(settings).map(([name, value]) => [`zenlayer:${name}`, value] as const);
  const key = { ZENLAYER_ACCESS_KEY_ID: accessKeyId, ZENLAYER_ACCESS_KEY_SECRET: accessKeyPassword };
  return Stack.create({
    program: programOf(instanceIds),
    stack,
    config: Object.fromEntries(config),
    env: { ZENLAYER_ENDPOINT: url, ...key, ...env },
  });
}

const programOf = (instanceIds: string[]): string => `
const { CustomImage } = require("pulumi-zenlayer");
for (const instanceId of ${JSON.stringify(instanceIds)}) {
  new CustomImage("img-" + instanceId, { instanceId, imageDescription: "one of a fleet" });
}`;

/** Resources whose provider does nothing, to measure the engine alone: with two inputs that are also their outputs. */
export const trivialStack = (count: number, env?: NodeJS.ProcessEnv): Promise<Stack> =>
  Stack.create({ env, program: trivialProgram(count, "inputs", "{}") });

/** What an image has in state, without the serialized provider. */
export type ImageProperties = Record<"inputs" | "outputs", Record<string, unknown>>;

/** Properties of an image, from the state of a stack that has created it. */
export async function imageProperties(): Promise<ImageProperties> {
  const fleet = await Fleet.create({ count: 1 });
  try {
    await succeeds(fleet.stack.up());
    const { inputs = {}, outputs = {} } = (await fleet.stack.resource(`img-${instanceId(0)}`)) ?? {};
    const own = (all: Record<string, unknown>) => Object.fromEntries(Object.entries(all).filter(isOwn));
    return { inputs: own(inputs), outputs: own(outputs) };
  } finally {
    await fleet.cleanup();
  }
}

const isOwn = ([name]: [string, unknown]): boolean => name !== "__provider";

/**
 * Resources whose provider does nothing, with the properties of an image: what the engine and Pulumi's host take for any
 * dynamic resource of that kind.
 */
export async function baselineStack(count: number, properties: ImageProperties): Promise<Stack> {
  const outs = `{ ...inputs, ...require("./properties.json").outputs }`;
  // Pulumi only fills in outputs that are named at construction.
  const toFill = Object.keys(properties.outputs).map((name) => `${name}: undefined`);
  const args = `{ ${toFill.join(", ")}, ...require("./properties.json").inputs }`;
  const stack = await Stack.create({ program: trivialProgram(count, outs, args) });
  await writeFile(join(stack.folder, "properties.json"), JSON.stringify(properties));
  return stack;
}

const trivialProgram = (count: number, outs: string, args: string): string => `
const pulumi = require("@pulumi/pulumi");
const provider = { create: async (inputs) => ({ id: inputs.instanceId, outs: ${outs} }) };
class Trivial extends pulumi.dynamic.Resource {
  constructor(name, args) {
    super(provider, name, args, {});
  }
}
for (let n = 0; n < ${count}; n++) {
  new Trivial("img-i-" + n, { ...${args}, instanceId: "i-" + n, imageDescription: "one of a fleet" });
}`;

export const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
const instanceId = (n: number): string => `i-${n}`;
