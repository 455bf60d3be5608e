import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as prettier from "prettier";
import { ratiosToBaseline, showSpread, spread } from "./pairs";
import { callsPlot, destroyPlot, pluginPlot, scalePlot, timePlot } from "./plots";
import type { Figure } from "./measured";
import { docsFolder, type Results, type Subjects } from "./results";

/** The table of all figures, with their targets. */
export function table(figures: Figure[]): string {
  const rows = figures.map(
    ({ name, bar, measured, met }) =>
      `| ${name} | ${bar ?? ""} | ${measured} | ${bar === undefined ? "" : met ? "met" : "**missed**"} |`,
  );
  return ["| figure | target | measured | |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

export const figuresOf = (results: Results): Figure[] => Object.values(results).flatMap(({ figures }) => figures);

/** Writes `docs/benchmarks.md` and its plots. Throws if a subject was never measured. */
export async function writePage(results: Results): Promise<void> {
  for (const [name, text] of await renderPage(results)) writeFileSync(join(docsFolder, name), text);
}

/** The page and its plots, as a map from file name in `docs` to text. Throws if a subject was never measured. */
export async function renderPage(results: Results): Promise<Map<string, string>> {
  const data = dataOf(results);
  return new Map([
    ["benchmarks.md", await renderText(results, data)],
    ["benchmarks-calls.svg", callsPlot(data.sharedWaits)],
    ["benchmarks-time.svg", timePlot(data.engineTime)],
    ["benchmarks-destroy.svg", destroyPlot(data.destroy)],
    ["benchmarks-plugin.svg", pluginPlot(data.plugin)],
    ["benchmarks-scale.svg", scalePlot(data.scale)],
  ]);
}

async function renderText(results: Results, data: Subjects): Promise<string> {
  const template = readFileSync(join(__dirname, "page.md"), "utf8");
  const values: Record<string, string | number> = {
    table: table(figuresOf(results)),
    ...proseValues(data),
    ...lastRun(results),
  };
  const text = template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`page.md contains {{${name}}}, which page.ts does not define.`);
    return String(value);
  });
  const options = await prettier.resolveConfig(join(docsFolder, "benchmarks.md"));
  return prettier.format(text, { ...options, parser: "markdown" });
}

function dataOf(results: Results): Subjects {
  const data = Object.fromEntries(Object.entries(results).map(([subject, measured]) => [subject, measured.data]));
  return data as unknown as Subjects;
}

function lastRun(results: Results): { at: string; machine: string } {
  const latest = Object.values(results)
    .sort((a, b) => a.at.localeCompare(b.at))
    .at(-1);
  return { at: latest?.at.slice(0, 10) ?? "", machine: latest?.machine ?? "" };
}

/** Numbers in the text of the page. */
function proseValues({
  sharedWaits,
  limits,
  engineTime,
  memory,
  size,
  scale,
}: Subjects): Record<string, string | number> {
  const times = Object.entries(engineTime.commands).flatMap(([command, pairs]) => [
    [`${command}Floor`, seconds(spread(pairs.floor).median)],
    [`${command}Ours`, seconds(spread(pairs.ours).median)],
    [`${command}Baseline`, seconds(spread(pairs.baseline).median)],
    [`${command}Ratio`, showSpread(ratiosToBaseline(pairs))],
  ]);
  const defaults = sharedWaits.byDefault.map(({ count, describeImages, ms }) => [
    [`default${count}Lists`, describeImages],
    [`default${count}Time`, seconds(ms)],
  ]);
  return {
    ...(Object.fromEntries([...times, ...defaults.flat()]) as Record<string, string | number>),
    stateBytes: engineTime.bytesInState.ours,
    stateBytesBaseline: engineTime.bytesInState.baseline,
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
    ...scaleValues(scale),
    peakAtThousand: spread(memory.up.ours).median.toFixed(0),
  };
}

function scaleValues({ up, destroy }: Subjects["scale"]): Record<string, string | number> {
  const { CreateImage = 0, ModifyImagesAttributes = 0, ...looks } = up.calls;
  const lookCount = Object.values(looks).reduce((sum, count) => sum + count, 0);
  const calls = CreateImage + ModifyImagesAttributes + lookCount;
  return {
    scaleMinutes: (up.seconds / 60).toFixed(0),
    scaleCalls: calls.toLocaleString("en"),
    scaleCreates: CreateImage.toLocaleString("en"),
    scaleRenames: ModifyImagesAttributes.toLocaleString("en"),
    scaleLooks: lookCount.toLocaleString("en"),
    scalePerSecond: (calls / up.seconds).toFixed(1),
    scaleRefused: `${((up.throttled / calls) * 100).toFixed(1)} %`,
    scaleDestroySeconds: destroy.seconds,
    scaleDeletes: destroy.calls.DeleteImages ?? 0,
  };
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
