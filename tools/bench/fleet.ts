import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator";
import { Stack } from "../../test/support/engine";
import type { Finished } from "../run";

/** The zones of the emulator that can hold images. */
const ZONES = ["HKG-A", "SIN-A", "FRA-A", "SEL-A"];

export interface FleetOptions {
  /** Images of the program, each of a machine of its own. */
  count: number;
  /** Zones that they are spread over, 1 to 4. */
  zones?: number;
  emulator?: EmulatorOptions;
  /** Settings of the provider by their own names, instead of what a user gets. */
  settings?: Record<string, string>;
  env?: NodeJS.ProcessEnv;
}

/** A stack of images beside the emulator that it is made at. */
export class Fleet {
  private constructor(
    readonly emulator: Emulator,
    readonly stack: Stack,
    private readonly ownsEmulator: boolean,
  ) {}

  static async create(options: FleetOptions): Promise<Fleet> {
    const { count, zones = 1 } = options;
    const emulator = createEmulator({ quota: count, instances: machines(count, zones), ...options.emulator });
    await emulator.start();
    return new Fleet(emulator, await stackFor(emulator, range(count).map(machine), options), true);
  }

  /** A stack at somebody else's emulator, of machines number `first` and following. */
  static async at(emulator: Emulator, first: number, count: number, stack: string): Promise<Fleet> {
    const ids = range(count).map((n) => machine(first + n));
    return new Fleet(emulator, await stackFor(emulator, ids, { count, stack }), false);
  }

  /** Actions called since the last time of asking, counted. */
  takeCalls(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { action } of this.emulator.calls()) counts[action] = (counts[action] ?? 0) + 1;
    this.emulator.clearCalls();
    return counts;
  }

  async cleanup(): Promise<void> {
    await this.stack.cleanup();
    if (this.ownsEmulator) await this.emulator.stop();
  }
}

/** Machines that can be imaged, spread over zones by turns. */
export const machines = (count: number, zones: number) =>
  range(count).map((n) => ({ instanceId: machine(n), zoneId: ZONES[n % zones]!, instanceStatus: "STOPPED" as const }));

function stackFor(
  { url, accessKeyId, accessKeyPassword }: Emulator,
  instanceIds: string[],
  { settings = {}, env, stack }: FleetOptions & { stack?: string },
): Promise<Stack> {
  const config = Object.entries(settings).map(([name, value]) => [`zenlayer:${name}`, value] as const);
  const key = { ZENLAYER_ACCESS_KEY_ID: accessKeyId, ZENLAYER_ACCESS_KEY_SECRET: accessKeyPassword };
  return Stack.create({
    program: imagesOf(instanceIds),
    stack,
    config: Object.fromEntries(config),
    env: { ZENLAYER_ENDPOINT: url, ...key, ...env },
  });
}

const imagesOf = (instanceIds: string[]): string => `
const { CustomImage } = require("pulumi-zenlayer");
for (const instanceId of ${JSON.stringify(instanceIds)}) {
  new CustomImage("img-" + instanceId, { instanceId, imageDescription: "one of a fleet" });
}`;

/** As many resources of a provider that does nothing: what the engine itself takes. */
export const trivialStack = (count: number, env?: NodeJS.ProcessEnv): Promise<Stack> =>
  Stack.create({
    env,
    program: `
const pulumi = require("@pulumi/pulumi");
const provider = { create: async (inputs) => ({ id: inputs.instanceId, outs: inputs }) };
class Trivial extends pulumi.dynamic.Resource {
  constructor(name, args) {
    super(provider, name, args, {});
  }
}
for (let n = 0; n < ${count}; n++) {
  new Trivial("img-i-" + n, { instanceId: "i-" + n, imageDescription: "one of a fleet" });
}`,
  });

/** The output of a command that is expected to work. */
export async function ok(command: Promise<Finished>): Promise<string> {
  const { code, output } = await command;
  if (code !== 0) throw new Error(`pulumi ended with ${code}:\n${output}`);
  return output;
}

export const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
const machine = (n: number): string => `i-${n}`;
