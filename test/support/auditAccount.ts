import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator";
import type { World } from "../../cli/world";
import { JumpingClock } from "../reliability/support/jumpingClock";
import { commandLine, type CommandLineResult } from "./commandLine";
import { MemoryTransport } from "./memoryTransport";

/** A stack as Pulumi shows it to the command line. */
export interface FakeStack {
  project?: string;
  /** Whether a run has it locked; `unknown` where the backend does not say. */
  locked?: boolean | "unknown";
  /** Pulumi does not list it. */
  unlisted?: boolean;
  resources?: object[];
  pending?: object[];
  /** Pulumi cannot read it. */
  unreadable?: boolean;
}

/** An emulated account and stacks for `pulumi-zenlayer audit`, in memory, with a clock that skips every wait. */
export class AuditAccount {
  readonly clock = new JumpingClock();
  readonly emulator: Emulator;
  /** By name; `ORGANIZATION/PROJECT/NAME` in another organization. */
  readonly stacks: Record<string, FakeStack> = {};
  /** Address of Pulumi's backend. */
  backend = "https://app.pulumi.com/me";
  /** Called before each request, with its action, and before each command of Pulumi, with its first words. */
  onRead: (what: string) => void = () => undefined;

  constructor(options: EmulatorOptions = {}) {
    this.emulator = createEmulator({ ...options, clock: this.clock });
  }

  /** Runs a command line. */
  run(args: string[], world: Parameters<typeof commandLine>[1] = {}): Promise<CommandLineResult> {
    return commandLine(args, { ...this.#world(), ...world });
  }

  #world(): Partial<World> {
    const { emulator, clock } = this;
    return {
      clock,
      env: {
        ZENLAYER_ENDPOINT: "http://127.0.0.1:18080",
        ZENLAYER_ACCESS_KEY_ID: emulator.accessKeyId,
        ZENLAYER_ACCESS_KEY_SECRET: emulator.accessKeyPassword,
      },
      transportFor: (settings, credentials) => {
        const transport = new MemoryTransport(emulator, settings, credentials, clock);
        return {
          post: (action, body, signal) => {
            this.onRead(action);
            clock.touch();
            return transport.post(action, body, signal).finally(() => clock.touch());
          },
        };
      },
      pulumi: async (args) => this.#pulumi(args),
    };
  }

  /** The list of stacks as Pulumi Cloud returns it, which shows the stacks that are being updated. */
  #pulumi(args: string[]) {
    const answer = (value: unknown) => ({ code: 0, stdout: JSON.stringify(value), stderr: "" });
    const name = args.at(args.indexOf("--stack") + 1) ?? "";
    this.onRead(`pulumi ${args[0]} ${args[1]}`);
    const stack = this.stacks[name];
    switch (`${args[0]} ${args[1]}`) {
      case "config --json":
        return answer({});
      case "whoami --verbose":
        return answer({ user: "me", url: this.backend });
      case "stack ls":
        return answer(
          Object.entries(this.stacks)
            .filter(([, { unlisted }]) => !unlisted)
            .map(([stackName, { project = "test", locked = false }]) => ({
              name: stackName.includes("/") ? stackName : `me/${project}/${stackName}`,
              ...(locked !== "unknown" && { updateInProgress: locked }),
            })),
        );
      case "stack export":
        if (!stack || stack.unreadable)
          return { code: 255, stdout: "", stderr: `error: no stack named '${name}' found` };
        return answer({
          version: 3,
          deployment: {
            resources: stack.resources ?? [],
            pending_operations: (stack.pending ?? []).map((resource) => ({ type: "creating", resource })),
          },
        });
      default:
        throw new Error(`pulumi ${args.join(" ")}`);
    }
  }
}

const DYNAMIC = "pulumi-nodejs:dynamic/zenlayer:CustomImage";

/** The state of a `CustomImage`. */
export function imageState(
  name: string,
  image: { imageId: string; zoneId?: string; [key: string]: unknown },
  { stack = "dev", project = "test", inputs = {}, ...more }: Record<string, unknown> & { inputs?: object } = {},
): object {
  const { imageId, zoneId = "HKG-A", ...outputs } = image;
  return {
    urn: `urn:pulumi:${stack as string}::${project as string}::${DYNAMIC}::${name}`,
    type: DYNAMIC,
    custom: true,
    id: imageId,
    inputs: { instanceId: "i-web", ...inputs },
    outputs: { imageId, zoneId, endpoint: "http://127.0.0.1:18080", ...outputs, ...inputs },
    ...more,
  };
}

const ZEC = "zenlayer:index:ZecImage";

/** The state of a `ZecImage`. */
export function zecImageState(
  name: string,
  image: { imageId: string; [key: string]: unknown },
  { stack = "dev", project = "test", inputs = {}, ...more }: Record<string, unknown> & { inputs?: object } = {},
): object {
  const outputs = { regions: ["asia-east-1"], endpoint: "http://127.0.0.1:18080", ...image, ...inputs };
  return {
    urn: `urn:pulumi:${stack as string}::${project as string}::${ZEC}::${name}`,
    type: ZEC,
    custom: true,
    id: image.imageId,
    inputs: { instanceId: "zec-web", ...inputs },
    outputs,
    ...more,
  };
}
