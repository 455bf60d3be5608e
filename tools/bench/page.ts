import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as prettier from "prettier";
import { ratios, showSpread, spread } from "./pairs";
import { callsPlot, timePlot } from "./plots";
import { docsFolder, type Figure, type Results, type Subjects } from "./results";

/** The whole table of bars; a bar that is missed is shown as missed. */
export function table(figures: Figure[]): string {
  const rows = figures.map(
    ({ name, bar, measured, met }) => `| ${name} | ${bar} | ${measured} | ${met ? "met" : "**missed**"} |`,
  );
  return ["| figure | bar | measured | |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

export const figuresOf = (results: Results): Figure[] => Object.values(results).flatMap(({ figures }) => figures);

/** Writes `docs/benchmarks.md` and its plots. Throws when a subject was never measured. */
export async function writePage(results: Results): Promise<void> {
  const template = readFileSync(join(__dirname, "page.md"), "utf8");
  const values: Record<string, string | number> = {
    table: table(figuresOf(results)),
    ...numbersIn(complete(results)),
    ...lastRun(results),
  };
  const text = template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`page.md asks for ${name}, which nothing measures.`);
    return String(value);
  });
  const file = join(docsFolder, "benchmarks.md");
  const options = await prettier.resolveConfig(file);
  writeFileSync(file, await prettier.format(text, { ...options, parser: "markdown" }));
  const { sharedWaits, engineTime } = complete(results);
  writeFileSync(join(docsFolder, "benchmarks-calls.svg"), callsPlot(sharedWaits));
  writeFileSync(join(docsFolder, "benchmarks-time.svg"), timePlot(engineTime));
}

function complete(results: Results): Subjects {
  const data = Object.fromEntries(Object.entries(results).map(([subject, measured]) => [subject, measured.data]));
  return data as unknown as Subjects;
}

function lastRun(results: Results): { at: string; machine: string } {
  const latest = Object.values(results)
    .sort((a, b) => a.at.localeCompare(b.at))
    .at(-1);
  return { at: latest?.at.slice(0, 10) ?? "", machine: latest?.machine ?? "" };
}

/** Numbers that the page's prose names. */
function numbersIn({ sharedWaits, limits, engineTime, memory, size }: Subjects): Record<string, string | number> {
  const times = Object.entries(engineTime.commands).flatMap(([command, pairs]) => [
    [`${command}Floor`, seconds(spread(pairs.floor).median)],
    [`${command}Ours`, seconds(spread(pairs.ours).median)],
    [`${command}Ratio`, showSpread(ratios(pairs))],
  ]);
  const defaults = sharedWaits.byDefault.map(({ count, describeImages, ms }) => [
    [`default${count}Looks`, describeImages],
    [`default${count}Time`, seconds(ms)],
  ]);
  return {
    ...(Object.fromEntries([...times, ...defaults.flat()]) as Record<string, string | number>),
    stateBytes: engineTime.bytesInState.ours,
    stateBytesFloor: engineTime.bytesInState.floor,
    stateOf500: ((engineTime.bytesInState.ours * 500) / 1e6).toFixed(1),
    stateOf10000: ((engineTime.bytesInState.ours * 10_000) / 1e6).toFixed(0),
    writtenBy500: ((engineTime.bytesInState.ours * 500 * 500) / 1e9).toFixed(1),
    writtenBy10000: ((engineTime.bytesInState.ours * 10_000 * 10_000) / 1e9).toFixed(0),
    serializedBytes: size.serializedProviderBytes,
    limitedTime: seconds(limits.fleet.ms),
    pipelinesTime: seconds(limits.pipelines.ms),
    pipelinesCalls: limits.pipelines.calls,
    pipelinesRefused: limits.pipelines.refused,
    peakAtThousand: spread(memory.up.ours).median.toFixed(0),
  };
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
