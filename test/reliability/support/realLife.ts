import type { EmulatorOptions } from "../../../emulator";
import { emulatedStack, image, program, type EmulatedStack } from "../../support/emulatedStack";
import { pluginOfCheckout } from "../../support/yamlProject";
import type { Finished } from "../../../tools/run";

/** Long enough for several polls, and longer than the settle time. */
const times: EmulatorOptions = { createImageMs: 900, stopInstanceMs: 150, startInstanceMs: 150 };

/** The image of these tests, of a running instance, so that every kind of call occurs. */
const golden = { instanceId: "i-1", imageName: "golden", stopInstance: true };

/** The two forms of the provider. */
export const hosts = ["dynamic", "plugin"] as const;
export type HostKind = (typeof hosts)[number];

/** A service that reports a deletion that has not happened is polled until the timeout, by default half an hour. */
const resourceOptions = { customTimeouts: { delete: "60s" } };

/** The same program for the plugin: in YAML, which takes half of the time. */
const pluginProject = {
  runtime: "yaml",
  plugins: pluginOfCheckout,
  resources: { golden: { type: "zenlayer:CustomImage", properties: golden, options: resourceOptions } },
};

/** A stack of the real engine with one image to create, and the account for it. */
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
    program: program(image("golden", golden, JSON.stringify(resourceOptions))),
  });
  if (host === "plugin") await life.stack.setProject(pluginProject);
  return life;
}

/** Replaces the program in YAML, for which Pulumi starts a second plugin process, by one in JavaScript. */
export async function useOnePluginProcess({ stack }: EmulatedStack): Promise<void> {
  const args = `${JSON.stringify(golden)}, ${JSON.stringify(resourceOptions)}`;
  // As every SDK does with its arguments.
  await stack.setProgram(program(`new pulumi.CustomResource("zenlayer:index:CustomImage", "golden", ${args});`));
  const runtime = { name: "nodejs", options: { typescript: false } };
  await stack.setProject({ runtime, plugins: pluginOfCheckout });
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

/** Violated guarantees about the account at the end of a lifecycle. */
export function violations({ emulator }: EmulatedStack, made: number): string[] {
  const found: string[] = [];
  const [ever, left] = [emulator.history().length, emulator.images().length];
  if (ever !== made) found.push(`${ever} images were made instead of ${made}`);
  if (left !== 0) found.push(`${left} images are left`);
  return found;
}
