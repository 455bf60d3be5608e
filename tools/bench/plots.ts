import { init, type EChartsOption } from "echarts";
import { spread } from "./pairs";
import type { EngineTimeData } from "./engineTime";
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
      line("one poll per image (calculated)", colors.other, each, true),
      line("measured, default parallelism", colors.byDefault, points(byDefault)),
      line("measured, all at the same time", colors.ours, points(together)),
    ],
  });
}

/** Time of `up` by number of images, compared with the same number of trivial resources. As SVG. */
export function timePlot({ growth }: EngineTimeData): string {
  const points = (kind: "floor" | "ours") =>
    growth.map(({ count, up }) => [count, Number((spread(up[kind]).median / 1000).toFixed(2))]);
  return svg({
    ...frame("Resources, at --parallel N", "Seconds of `up` (median)"),
    series: [
      line("images that are created instantly", colors.ours, points("ours")),
      line("trivial dynamic resources (the engine alone)", colors.floor, points("floor"), true),
    ],
  });
}

const frame = (x: string, y: string): EChartsOption => ({
  animation: false,
  backgroundColor: "#ffffff",
  legend: { top: 8 },
  grid: { left: 70, right: 40, top: 50, bottom: 60 },
  xAxis: { type: "value", name: x, nameLocation: "middle", nameGap: 32, max: "dataMax" },
  yAxis: { type: "value", name: y, nameLocation: "middle", nameGap: 48 },
});

const line = (name: string, color: string, data: number[][], dashed = false) => ({
  type: "line" as const,
  name,
  data,
  color,
  symbolSize: 7,
  lineStyle: { type: dashed ? ("dashed" as const) : ("solid" as const), width: 2 },
  label: { show: true, formatter: ({ value }: { value: unknown }) => String((value as number[])[1]) },
});

function svg(option: EChartsOption): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, ...size });
  chart.setOption(option);
  const text = chart.renderToSVGString();
  chart.dispose();
  return `${text}\n`;
}
