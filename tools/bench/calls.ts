import { succeeds } from "../run";
import { Fleet } from "./fleet";
import type { Measured } from "./measured";

/** Number of API calls of each command, by action. */
export interface CallsData {
  fleets: {
    count: number;
    zones: number;
    preflight: Record<string, number>;
    up: Record<string, number>;
    unchangedPreview: Record<string, number>;
    refresh: Record<string, number>;
  }[];
}

const total = (calls: Record<string, number>): number => Object.values(calls).reduce((sum, count) => sum + count, 0);

/** Counts the API calls of preview, `up` and refresh for one image and for many. */
export async function measureCalls(): Promise<Measured<CallsData>> {
  const fleets = [await callsOf(1, 1), await callsOf(200, 4)];
  const [one, many] = fleets as [(typeof fleets)[0], (typeof fleets)[0]];
  const created = fleets.map(({ up }) => up.CreateImage ?? 0);
  return {
    data: { fleets },
    figures: [
      {
        name: "API calls in a preview of an unchanged stack",
        bar: "0",
        measured: `${total(one.unchangedPreview)} (1 image), ${total(many.unchangedPreview)} (200 images)`,
        met: fleets.every(({ unchangedPreview }) => total(unchangedPreview) === 0),
      },
      {
        name: "API calls of `pulumi refresh --yes` of 200 images in 4 zones",
        bar: "8",
        measured: String(total(many.refresh)),
        met: total(many.refresh) === 8,
      },
      {
        name: "API calls of the preflight for 200 new images in 4 zones",
        bar: "at most 12",
        measured: String(total(many.preflight)),
        met: total(many.preflight) <= 12,
      },
      {
        name: "CreateImage calls for N images",
        bar: "N",
        measured: fleets.map(({ count }, n) => `${created[n]} for ${count}`).join(", "),
        met: fleets.every(({ count }, n) => created[n] === count),
      },
    ],
  };
}

async function callsOf(count: number, zones: number): Promise<CallsData["fleets"][0]> {
  const fleet = await Fleet.create({ count, zones, settings: { maxRequestsPerSecond: "1000" } });
  const { stack } = fleet;
  const parallel = ["--parallel", String(count)];
  try {
    await succeeds(stack.preview(...parallel));
    const preflight = fleet.takeCalls();
    await succeeds(stack.up(...parallel));
    const up = fleet.takeCalls();
    await succeeds(stack.preview("--expect-no-changes", ...parallel));
    const unchangedPreview = fleet.takeCalls();
    await succeeds(stack.pulumi("refresh", "--yes", ...parallel)); // runs a preview first: two provider processes
    return { count, zones, preflight, up, unchangedPreview, refresh: fleet.takeCalls() };
  } finally {
    await fleet.cleanup();
  }
}
