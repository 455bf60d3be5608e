import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator";
import { fastStart, Stack, type StackOptions } from "./engine";

export interface EmulatedStackOptions extends Partial<StackOptions> {
  emulator?: EmulatorOptions;
}

/** A stack of the real engine with its own emulator. The access key of the demo account is in the environment. */
export interface EmulatedStack {
  stack: Stack;
  emulator: Emulator;
  /** Actions called since the previous call of this method, in order. */
  takeCalls(): string[];
  cleanup(): Promise<void>;
}

/** Creates a stack and its emulator. The polling interval is short, so that tests wait only for the emulator. */
export async function emulatedStack(options: EmulatedStackOptions = {}): Promise<EmulatedStack> {
  const { emulator: emulatorOptions, config, env, program: text = program(), ...rest } = options;
  const emulator = createEmulator(emulatorOptions);
  const endpoint = await emulator.start();
  const stack = await Stack.create({
    ...rest,
    program: text,
    config: { "zenlayer:pollIntervalSeconds": "0.05", "zenlayer:maxRequestsPerSecond": "1000", ...config },
    env: {
      ...fastStart,
      ZENLAYER_ENDPOINT: endpoint,
      ZENLAYER_ACCESS_KEY_ID: emulator.accessKeyId,
      ZENLAYER_ACCESS_KEY_SECRET: emulator.accessKeyPassword,
      ...env,
    },
  });
  return {
    stack,
    emulator,
    takeCalls() {
      const actions = emulator.calls().map(({ action }) => action);
      emulator.clearCalls();
      return actions;
    },
    async cleanup() {
      await stack.cleanup();
      await emulator.stop();
    },
  };
}

export { succeeds } from "../../tools/run";

/** Text of a program with these lines, which can use the packages as `zenlayer` and `pulumi`. */
export const program = (...lines: string[]): string =>
  ['const pulumi = require("@pulumi/pulumi");', 'const zenlayer = require("pulumi-zenlayer");', ...lines].join("\n");

/**
 * A line that declares an image as the variable `name`.
 * @param options the resource options as source text, which may refer to other variables
 */
export const image = (name: string, args: object = {}, options = "{}"): string =>
  `const ${name} = new zenlayer.CustomImage(${JSON.stringify(name)}, ${JSON.stringify(args)}, ${options});`;

/** URN of an image without parent in the default project and stack. */
export const urnOf = (name: string): string =>
  `urn:pulumi:dev::test::pulumi-nodejs:dynamic/zenlayer:CustomImage::${name}`;
