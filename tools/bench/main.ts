/** `make bench`: measures all subjects, or those given as arguments, and writes `docs/benchmarks.*`. */
import { cpus } from "node:os";
import { measureCalls } from "./calls";
import { measureCreations } from "./creations";
import { measureDestroy } from "./destroy";
import { measureEngineTime } from "./engineTime";
import { measureLatency } from "./latency";
import { measureLimits } from "./limits";
import { measureMemory } from "./memory";
import { figuresOf, table, writePage } from "./page";
import type { Measured } from "./measured";
import { measurePlugin } from "./plugin";
import { readResults, writeResults, type Results, type Subject, type Subjects } from "./results";
import { measureScale } from "./scale";
import { measureSharedWaits } from "./sharedWaits";
import { measureSize } from "./size";
import { measureStart } from "./start";

type Measurements = { [S in Subject]: () => Promise<Measured<Subjects[S]>> };

const MEASURE: Measurements = {
  calls: measureCalls,
  sharedWaits: measureSharedWaits,
  creations: () => measureCreations(),
  latency: measureLatency,
  limits: measureLimits,
  start: measureStart,
  engineTime: () => measureEngineTime(),
  destroy: () => measureDestroy(),
  plugin: () => measurePlugin(),
  memory: measureMemory,
  size: measureSize,
  scale: () => measureScale(),
};
/** The long ones with small numbers, to try them: `make bench ARGS="--try plugin"`. */
const TRY: Partial<Measurements> = {
  creations: () => measureCreations(3, 2, 1),
  engineTime: () => measureEngineTime({ growth: [1], count: 3, pairs: 1 }),
  destroy: () => measureDestroy([3], 1),
  plugin: () => measurePlugin(3, 1, 2),
  scale: () => measureScale(3, 4),
};
const subjects = Object.keys(MEASURE) as Subject[];

const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${process.platform}, Node.js ${process.version}`;

async function main(selected: string[]): Promise<void> {
  if (selected[0] === "--try") return tryOut(selected.slice(1) as Subject[]);
  const unknown = selected.filter((name) => !subjects.includes(name as Subject));
  if (unknown.length > 0)
    throw new Error(`Unknown subject: ${unknown.join(", ")}. Subjects are: ${subjects.join(", ")}.`);
  let results: Results = readResults();
  for (const subject of subjects) {
    if (selected.length > 0 && !selected.includes(subject)) continue;
    console.log(`Measuring ${subject} …`);
    const measured = { ...(await MEASURE[subject]()), at: new Date().toISOString(), machine };
    results = sortBySubject({ ...results, [subject]: measured });
    await writeResults(results);
    console.log(`${table(measured.figures)}\n`);
  }
  await writePage(results);
  const targets = figuresOf(results).filter(({ bar }) => bar !== undefined);
  const missed = targets.filter(({ met }) => !met).length;
  console.log(`The results are in docs/benchmarks.md. ${missed} of ${targets.length} targets were missed.`);
}

/** Measures with small numbers and prints the figures; nothing is written. */
async function tryOut(selected: Subject[]): Promise<void> {
  for (const subject of selected) console.log(table((await (TRY[subject] ?? MEASURE[subject])()).figures));
}

const sortBySubject = (results: Results): Results =>
  Object.fromEntries(subjects.flatMap((subject) => (results[subject] ? [[subject, results[subject]]] : [])));

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
