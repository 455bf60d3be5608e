import { succeeds } from "../run";
import { baselineStack, Fleet, imageProperties, trivialStack, type ImageProperties } from "./fleet";
import { ratios, ratiosToBaseline, showSpread, timed, type Triples } from "./pairs";
import type { Measured } from "./measured";
import type { Stack } from "../../test/support/engine";

const COMMANDS = ["up", "preview", "refresh"] as const;
type Command = (typeof COMMANDS)[number];
const TARGETS: Record<Command, number> = { up: 1.12, preview: 1.05, refresh: 1.15 };

/**
 * Milliseconds of commands with images that are created instantly, and with the same number of trivial resources, both
 * with two properties and with those of an image.
 */
export interface EngineTimeData {
  count: number;
  commands: Record<Command, Triples>;
  /** `up` by number of images. */
  growth: { count: number; up: Triples }[];
  /** Size of the state file per resource. */
  bytesInState: { floor: number; baseline: number; ours: number };
}

const KINDS = ["floor", "baseline", "ours"] as const;
const COUNT = 200;
const PAIRS = 5;

export async function measureEngineTime({ growth: smaller = [1, 20, 100], count = COUNT, pairs = PAIRS } = {}): Promise<
  Measured<EngineTimeData>
> {
  const properties = await imageProperties();
  const growth: EngineTimeData["growth"] = [];
  for (const n of smaller) {
    growth.push({ count: n, up: (await compare(n, ["up"], Math.min(pairs, 3), properties)).commands.up });
  }
  const { commands, bytesInState } = await compare(count, COMMANDS, pairs, properties);
  growth.push({ count, up: commands.up });
  return {
    data: { count, commands, growth, bytesInState },
    figures: [
      ...COMMANDS.flatMap((command) => [
        {
          name: `\`${command}\` of ${count} images relative to ${count} trivial dynamic resources with the same properties`,
          bar: `ratio at most ${TARGETS[command]}`,
          measured: showSpread(ratiosToBaseline(commands[command])),
          met: ratiosToBaseline(commands[command]).median <= TARGETS[command],
        },
        {
          name: `\`${command}\` of ${count} images relative to ${count} trivial dynamic resources with two properties`,
          measured: showSpread(ratios(commands[command])),
        },
      ]),
      {
        name: "Size of an image in the state",
        bar: "less than a trivial dynamic resource with the same properties",
        measured: `${bytesInState.ours} bytes (${bytesInState.baseline}; with two properties ${bytesInState.floor})`,
        met: bytesInState.ours < bytesInState.baseline,
      },
    ],
  };
}

async function compare(count: number, wanted: readonly Command[], times: number, properties: ImageProperties) {
  const empty = (): Triples => ({ floor: [], baseline: [], ours: [] });
  const commands: Record<Command, Triples> = { up: empty(), preview: empty(), refresh: empty() };
  let bytesInState = { floor: 0, baseline: 0, ours: 0 };
  for (let n = 0; n < times; n++) {
    const fleet = await Fleet.create({ count, zones: 4, settings: { maxRequestsPerSecond: "1000" } });
    const stacks = {
      floor: await trivialStack(count),
      baseline: await baselineStack(count, properties),
      ours: fleet.stack,
    };
    try {
      for (const command of wanted) {
        for (const kind of KINDS) commands[command][kind].push(await time(stacks[kind], command, count));
      }
      for (const kind of KINDS) bytesInState = { ...bytesInState, [kind]: bytesFor(stacks[kind], count) };
    } finally {
      await stacks.floor.cleanup();
      await stacks.baseline.cleanup();
      await fleet.cleanup();
    }
  }
  return { commands, bytesInState };
}

const time = (stack: Stack, command: Command, count: number): Promise<number> =>
  timed(() => succeeds(stack[command]("--parallel", String(count))));

const bytesFor = (stack: Stack, count: number): number => Math.round(stack.stateText().length / count);
