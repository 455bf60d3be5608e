import type { EmulatorOptions } from "../../../emulator";
import { emulatedStack, image, program, type EmulatedStack } from "../../support/emulatedStack";
import { pluginOfCheckout } from "../../support/yamlProject";
import type { Finished } from "../../../tools/run";

/** Long enough for several looks, and longer than the settle time. */
const times: EmulatorOptions = { createImageMs: 900, stopInstanceMs: 150, startInstanceMs: 150 };

/** The image of these tests: of a running machine, so that every kind of call is made. */
export const golden = { instanceId: "i-1", imageName: "golden", stopInstance: true };

/** The two forms of the provider. */
export const hosts = ["dynamic", "plugin"] as const;
export type HostKind = (typeof hosts)[number];

/** A service that says it has deleted and has not is waited for until the time-out, by default half an hour. */
const resourceOptions = '{ customTimeouts: { delete: "60s" } }';

const programs: Record<HostKind, string> = {
  dynamic: program(image("golden", golden, resourceOptions)),
  // What every SDK does with its arguments.
  plugin: program(
    `new pulumi.CustomResource("zenlayer:index:CustomImage", "golden", ${JSON.stringify(golden)}, ${resourceOptions});`,
  ),
};

/** A stack of the real engine with one image to make, and the account that it is made in. */
export async function realLife(
  host: HostKind,
  options: EmulatorOptions = {},
  config: Record<string, string> = {},
): Promise<EmulatedStack> {
  const life = await emulatedStack({
    emulator: {
      ...times,
      instances: [{ instanceId: "i-1", zoneId: "HKG-A", instanceStatus: "RUNNING" }],
      ...options,
    },
    config: {
      "zenlayer:pollIntervalSeconds": "0.1",
      "zenlayer:settleSeconds": "0.5",
      "zenlayer:requestTimeoutSeconds": "1",
      ...config,
    },
    program: programs[host],
  });
  const runtime = { name: "nodejs", options: { typescript: false } };
  if (host === "plugin") await life.stack.setProject({ runtime, plugins: pluginOfCheckout });
  return life;
}

/** Runs a command again until it succeeds. @returns what each run printed */
export async function untilDone(command: () => Promise<Finished>, most = 4): Promise<string[]> {
  const outputs: string[] = [];
  for (;;) {
    const { code, output } = await command();
    outputs.push(output);
    if (code === 0) return outputs;
    if (outputs.length === most) throw new Error(`does not come to an end:\n${outputs.join("\n----\n")}`);
  }
}

/** What is wrong with the account at the end of a life: nothing, if it is as the tests promise. */
export function wrongs({ emulator }: EmulatedStack, made: number): string[] {
  const found: string[] = [];
  const [ever, left] = [emulator.history().length, emulator.images().length];
  if (ever !== made) found.push(`${ever} images were made instead of ${made}`);
  if (left !== 0) found.push(`${left} images are left`);
  return found;
}
