import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Stack } from "../../test/support/engine";
import { Fleet, ok, trivialStack } from "./fleet";
import { showSpread, spread } from "./pairs";
import type { Measured } from "./results";

/** Peak memory of the provider process in megabytes, of one command each. Linux alone tells it. */
export interface MemoryData {
  count: number;
  up: { floor: number[]; ours: number[] };
  refresh: { floor: number[]; ours: number[] };
}

const COUNT = 1000;
const PAIRS = 5;
const BAR_MB = 40;
/** Without this the engine writes its whole state for each step, which takes minutes and changes nothing in the provider. */
const oneWrite = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

export async function measureMemory(): Promise<Measured<MemoryData>> {
  const data: MemoryData = { count: COUNT, up: { floor: [], ours: [] }, refresh: { floor: [], ours: [] } };
  for (let n = 0; n < PAIRS; n++) {
    const fleet = await Fleet.create({
      count: COUNT,
      zones: 4,
      settings: { maxRequestsPerSecond: "1000" },
      env: oneWrite,
    });
    const floor = await trivialStack(COUNT, oneWrite);
    try {
      for (const command of ["up", "refresh"] as const) {
        data[command].floor.push(await peak(floor, command));
        data[command].ours.push(await peak(fleet.stack, command));
      }
    } finally {
      await floor.cleanup();
      await fleet.cleanup();
    }
  }
  const [up, refresh] = [over(data.up), over(data.refresh)];
  return {
    data,
    figures: [
      {
        name: "Provider's peak memory at 1,000 images over that of the bare host at 1,000 trivial resources",
        bar: `at most ${BAR_MB} MB more`,
        measured: `up ${showSpread(up, 0)} MB, refresh ${showSpread(refresh, 0)} MB`,
        met: up.median <= BAR_MB && refresh.median <= BAR_MB,
      },
    ],
  };
}

const over = ({ floor, ours }: MemoryData["up"]) => spread(ours.map((peak, n) => peak - (floor[n] ?? NaN)));

async function peak(stack: Stack, command: "up" | "refresh"): Promise<number> {
  const file = join(stack.folder, "peak-memory");
  stack.env.NODE_OPTIONS = `--require ${join(__dirname, "peakMemory.cjs")}`;
  stack.env.PEAK_MEMORY_FILE = file;
  await ok(stack[command]("--parallel", String(COUNT)));
  const kilobytes = readFileSync(file, "utf8").trim().split("\n").map(Number);
  await rm(file);
  return Math.max(...kilobytes) / 1024;
}
