import { init, type EChartsOption } from "echarts";
import type { DestroyData } from "./destroy";
import type { EngineTimeData } from "./engineTime";
import { spread, type Triples } from "./pairs";
import { PLUGIN_COMMANDS, type PluginData } from "./plugin";
import type { ScaleData } from "./scale";
import type { SharedWaitsData } from "./sharedWaits";

const size = { width: 760, height: 420 };
const colors = { ours: "#1f6feb", byDefault: "#8250df", other: "#bc4c00", floor: "#57606a" };

/** API calls by number of images, compared with a provider that polls each image by itself. As SVG. */
export function callsPlot({ together, byDefault }: SharedWaitsData): string {
  const [one] = together;
  const each = together.map(({ count }) => [count, count * ((one?.describeImages ?? 0) + (one?.createImage ?? 0))]);
  const points = (runs: SharedWaitsData["together"]) =>
    runs.map(({ count, describeImages, createImage }) => [count, describeImages + createImage]);
  return svg({
    ...frame("Images in one zone, 20 s creation time each", "API calls (CreateImage and DescribeImages)"),
    series: [
      line("one poll per image (calculated)", colors.other, each, "dashed"),
      line("measured, default parallelism", colors.byDefault, points(byDefault)),
      line("measured, all at the same time", colors.ours, points(together)),
    ],
  });
}

/** Time of `up` by number of images, compared with the same number of trivial resources. As SVG. */
export function timePlot({ growth }: EngineTimeData): string {
  const points = (kind: keyof Triples) => growth.map(({ count, up }) => [count, seconds(up[kind])]);
  return svg({
    ...frame("Resources, at --parallel N", "Seconds of `up` (median)"),
    series: [
      line("images that are created instantly", colors.ours, points("ours")),
      line("trivial dynamic resources with the same properties", colors.other, points("baseline"), "dashed"),
      line("trivial dynamic resources with two properties", colors.floor, points("floor"), "dashed"),
    ],
  });
}

/** Time of `destroy` by number of images, compared with the same number of trivial resources. As SVG. */
export function destroyPlot({ runs }: DestroyData): string {
  const points = (kind: keyof Triples) => runs.map(({ count, time }) => [count, seconds(time[kind])]);
  return svg({
    ...frame("Resources, at --parallel N", "Seconds of `destroy` (median)"),
    series: [
      line("images of one zone", colors.ours, points("ours")),
      line("trivial dynamic resources with the same properties", colors.other, points("baseline"), "dashed"),
      line("trivial dynamic resources with two properties", colors.floor, points("floor"), "dashed"),
    ],
  });
}

/** Time of commands with the plugin, compared with a Go plugin that does nothing. As SVG. */
export function pluginPlot({ count, start, commands }: PluginData): string {
  const pairs = [start, ...PLUGIN_COMMANDS.map((command) => commands[command])];
  const floor = pairs.filter((each) => each.floor.length > 0).map((each) => seconds(each.floor));
  return svg({
    ...barFrame(["start", ...PLUGIN_COMMANDS], `Seconds (median), ${count} resources in YAML`),
    series: [
      bar(
        "the plugin, images that are created instantly",
        colors.ours,
        pairs.map((each) => seconds(each.ours)),
      ),
      ...(floor.length > 0 ? [bar("a Go plugin that does nothing", colors.floor, floor)] : []),
    ],
  });
}

/** Requests of the simulated `up` by action, compared with what the number of images alone takes. As SVG. */
export function scalePlot({ up, pipelines, imagesPerPipeline }: ScaleData): string {
  const images = pipelines * imagesPerPipeline;
  const actions = Object.keys(up.calls).sort((a, b) => up.calls[b]! - up.calls[a]!);
  const isPerImage = (action: string) => action === "CreateImage" || action === "ModifyImagesAttributes";
  return svg({
    ...barFrame(actions, `Requests of \`up\`, ${images.toLocaleString("en")} images`),
    series: [
      bar(
        "simulated, with the throttled ones",
        colors.ours,
        actions.map((action) => up.calls[action]!),
      ),
      bar(
        "one per image",
        colors.floor,
        actions.map((action) => (isPerImage(action) ? images : 0)),
      ),
    ],
  });
}

const seconds = (times: number[]): number => Number((spread(times).median / 1000).toFixed(2));

const barFrame = (categories: string[], y: string): EChartsOption => ({
  animation: false,
  backgroundColor: "#ffffff",
  legend: { top: 8 },
  grid: { left: 80, right: 40, top: 50, bottom: 40 },
  xAxis: { type: "category", data: categories },
  yAxis: { type: "value", name: y, nameLocation: "middle", nameGap: 58 },
});

const bar = (name: string, color: string, data: number[]) => ({
  type: "bar" as const,
  name,
  data,
  color,
  label: { show: true, position: "top" as const },
});

const frame = (x: string, y: string): EChartsOption => ({
  animation: false,
  backgroundColor: "#ffffff",
  legend: { top: 8 },
  grid: { left: 70, right: 40, top: 50, bottom: 60 },
  xAxis: { type: "value", name: x, nameLocation: "middle", nameGap: 32, max: "dataMax" },
  yAxis: { type: "value", name: y, nameLocation: "middle", nameGap: 48 },
});

const line = (name: string, color: string, data: number[][], style: "solid" | "dashed" = "solid") => ({
  type: "line" as const,
  name,
  data,
  color,
  symbolSize: 7,
  lineStyle: { type: style, width: 2 },
  label: { show: true, formatter: ({ value }: { value: unknown }) => String((value as number[])[1]) },
});

function svg(option: EChartsOption): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, ...size });
  chart.setOption(option);
  const text = chart.renderToSVGString();
  chart.dispose();
  return `${text}\n`;
}
