import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator";
import { Stack, type StackOptions } from "./engine";

export interface EmulatedStackOptions extends Partial<StackOptions> {
  emulator?: EmulatorOptions;
}

/** A stack of the real engine beside an emulator of its own, with the demo account's key in the environment. */
export interface EmulatedStack {
  stack: Stack;
  emulator: Emulator;
  /** Actions called since the last time of asking, in the order of arrival. */
  takeCalls(): string[];
  cleanup(): Promise<void>;
}

/** Makes both. Images are looked at often, so that nothing waits longer than the emulator does. */
export async function emulatedStack(options: EmulatedStackOptions = {}): Promise<EmulatedStack> {
  const { emulator: emulatorOptions, config, env, program: text = program(), ...rest } = options;
  const emulator = createEmulator(emulatorOptions);
  const endpoint = await emulator.start();
  const stack = await Stack.create({
    ...rest,
    program: text,
    config: { "zenlayer:pollIntervalSeconds": "0.05", "zenlayer:maxRequestsPerSecond": "1000", ...config },
    env: {
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

/** Text of a program made of these lines, in which `zenlayer` and `pulumi` are the packages. */
export const program = (...lines: string[]): string =>
  ['const pulumi = require("@pulumi/pulumi");', 'const zenlayer = require("pulumi-zenlayer");', ...lines].join("\n");

/**
 * A line that declares an image in the variable `name`.
 * @param options the resource options, as source text since they may refer to other variables
 */
export const image = (name: string, args: object = {}, options = "{}"): string =>
  `const ${name} = new zenlayer.CustomImage(${JSON.stringify(name)}, ${JSON.stringify(args)}, ${options});`;

/** URN of an image that stands at the top of the program of the default project and stack. */
export const urnOf = (name: string): string =>
  `urn:pulumi:dev::test::pulumi-nodejs:dynamic/zenlayer:CustomImage::${name}`;
