import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as prettier from "prettier";
import type { CallsData } from "./calls";
import type { CreationsData } from "./creations";
import type { DestroyData } from "./destroy";
import type { EngineTimeData } from "./engineTime";
import type { LatencyData } from "./latency";
import type { LimitsData } from "./limits";
import type { Measured } from "./measured";
import type { MemoryData } from "./memory";
import type { PluginData } from "./plugin";
import type { ScaleData } from "./scale";
import type { SharedWaitsData } from "./sharedWaits";
import type { SizeData } from "./size";
import type { StartData } from "./start";

/** Raw numbers by subject, in the order of measurement and of the page. */
export interface Subjects {
  calls: CallsData;
  sharedWaits: SharedWaitsData;
  creations: CreationsData;
  latency: LatencyData;
  limits: LimitsData;
  start: StartData;
  engineTime: EngineTimeData;
  destroy: DestroyData;
  plugin: PluginData;
  memory: MemoryData;
  size: SizeData;
  scale: ScaleData;
}

export type Subject = keyof Subjects;

/** Results by subject, with the time when its measurement ended. */
export type Results = { [S in Subject]?: Measured<Subjects[S]> & { at: string; machine: string } };

export const docsFolder = join(__dirname, "..", "..", "docs");
const resultsFile = join(docsFolder, "benchmarks.json");

/** Results of earlier runs; empty if there are none. */
export const readResults = (): Results =>
  existsSync(resultsFile) ? (JSON.parse(readFileSync(resultsFile, "utf8")) as Results) : {};

export async function writeResults(results: Results): Promise<void> {
  const options = await prettier.resolveConfig(resultsFile);
  writeFileSync(resultsFile, await prettier.format(JSON.stringify(results), { ...options, parser: "json" }));
}
