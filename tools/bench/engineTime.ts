import { succeeds } from "../run";
import { Fleet, trivialStack } from "./fleet";
import { ratios, showSpread, timed, type Pairs } from "./pairs";
import type { Measured } from "./measured";
import type { Stack } from "../../test/support/engine";

const COMMANDS = ["up", "preview", "refresh"] as const;
type Command = (typeof COMMANDS)[number];
const TARGETS: Record<Command, number> = { up: 1.12, preview: 1.05, refresh: 1.15 };

/** Milliseconds of commands with images that are created instantly, and with the same number of trivial resources. */
export interface EngineTimeData {
  count: number;
  commands: Record<Command, Pairs>;
  /** `up` by number of images. */
  growth: { count: number; up: Pairs }[];
  /** Size of the state file per resource. */
  bytesInState: { floor: number; ours: number };
}

const COUNT = 200;
const PAIRS = 5;
const MAX_BYTES_IN_STATE = 2_450;

export async function measureEngineTime({ growth: smaller = [1, 20, 100], count = COUNT, pairs = PAIRS } = {}): Promise<
  Measured<EngineTimeData>
> {
  const growth: EngineTimeData["growth"] = [];
  for (const n of smaller) growth.push({ count: n, up: (await pairsOf(n, ["up"], Math.min(pairs, 3))).commands.up });
  const { commands, bytesInState } = await pairsOf(count, COMMANDS, pairs);
  growth.push({ count, up: commands.up });
  return {
    data: { count, commands, growth, bytesInState },
    figures: [
      ...COMMANDS.map((command) => ({
        name: `\`${command}\` of ${count} images relative to ${count} trivial dynamic resources`,
        bar: `ratio at most ${TARGETS[command]}`,
        measured: showSpread(ratios(commands[command])),
        met: ratios(commands[command]).median <= TARGETS[command],
      })),
      {
        name: "Size of an image in the state",
        bar: `at most ${MAX_BYTES_IN_STATE} bytes`,
        measured: `${bytesInState.ours} bytes (a trivial dynamic resource: ${bytesInState.floor})`,
        met: bytesInState.ours <= MAX_BYTES_IN_STATE,
      },
    ],
  };
}

async function pairsOf(count: number, wanted: readonly Command[], times: number) {
  const empty = (): Pairs => ({ floor: [], ours: [] });
  const commands: Record<Command, Pairs> = { up: empty(), preview: empty(), refresh: empty() };
  let bytesInState = { floor: 0, ours: 0 };
  for (let n = 0; n < times; n++) {
    const fleet = await Fleet.create({ count, zones: 4, settings: { maxRequestsPerSecond: "1000" } });
    const floor = await trivialStack(count);
    try {
      for (const command of wanted) {
        commands[command].floor.push(await time(floor, command, count));
        commands[command].ours.push(await time(fleet.stack, command, count));
      }
      bytesInState = { floor: bytesFor(floor, count), ours: bytesFor(fleet.stack, count) };
    } finally {
      await floor.cleanup();
      await fleet.cleanup();
    }
  }
  return { commands, bytesInState };
}

const time = (stack: Stack, command: Command, count: number): Promise<number> =>
  timed(() => succeeds(stack[command]("--parallel", String(count))));

const bytesFor = (stack: Stack, count: number): number => Math.round(stack.stateText().length / count);
