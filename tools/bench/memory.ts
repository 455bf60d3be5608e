import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Stack } from "../../test/support/engine";
import { succeeds } from "../run";
import { Fleet, trivialStack } from "./fleet";
import { showSpread, spread } from "./pairs";
import type { Measured } from "./measured";

/** Peak memory of the provider process in megabytes, for one command each. Only measured on Linux. */
export interface MemoryData {
  count: number;
  up: { floor: number[]; ours: number[] };
  refresh: { floor: number[]; ours: number[] };
}

const COUNT = 1000;
const PAIRS = 5;
const TARGET_MB = 40;
/** Makes the engine write its state once: writing it at each step takes minutes and does not affect the provider. */
const writeStateOnce = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

export async function measureMemory(): Promise<Measured<MemoryData>> {
  const data: MemoryData = { count: COUNT, up: { floor: [], ours: [] }, refresh: { floor: [], ours: [] } };
  for (let n = 0; n < PAIRS; n++) {
    const fleet = await Fleet.create({
      count: COUNT,
      zones: 4,
      settings: { maxRequestsPerSecond: "1000" },
      env: writeStateOnce,
    });
    const floor = await trivialStack(COUNT, writeStateOnce);
    try {
      for (const command of ["up", "refresh"] as const) {
        data[command].floor.push(await peakMemory(floor, command));
        data[command].ours.push(await peakMemory(fleet.stack, command));
      }
    } finally {
      await floor.cleanup();
      await fleet.cleanup();
    }
  }
  const [up, refresh] = [excess(data.up), excess(data.refresh)];
  return {
    data,
    figures: [
      {
        name: "Peak memory of the provider with 1,000 images, above that of the bare host with 1,000 trivial resources",
        bar: `at most ${TARGET_MB} MB`,
        measured: `up ${showSpread(up, 0)} MB, refresh ${showSpread(refresh, 0)} MB`,
        met: up.median <= TARGET_MB && refresh.median <= TARGET_MB,
      },
    ],
  };
}

const excess = ({ floor, ours }: MemoryData["up"]) => spread(ours.map((peak, n) => peak - (floor[n] ?? NaN)));

async function peakMemory(stack: Stack, command: "up" | "refresh"): Promise<number> {
  const file = join(stack.folder, "peak-memory");
  stack.env.NODE_OPTIONS = `--require ${join(__dirname, "peakMemory.cjs")}`;
  stack.env.PEAK_MEMORY_FILE = file;
  await succeeds(stack[command]("--parallel", String(COUNT)));
  const kilobytes = readFileSync(file, "utf8").trim().split("\n").map(Number);
  await rm(file);
  return Math.max(...kilobytes) / 1024;
}
