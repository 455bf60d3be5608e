/** Measures everything, or the subjects named as arguments, and writes `docs/benchmarks.*`. */
import { cpus } from "node:os";
import { measureCalls } from "./calls";
import { measureEngineTime } from "./engineTime";
import { measureLatency } from "./latency";
import { measureLimits } from "./limits";
import { measureMemory } from "./memory";
import { figuresOf, table, writePage } from "./page";
import { readResults, writeResults, type Measured, type Results, type Subject, type Subjects } from "./results";
import { measureSharedWaits } from "./sharedWaits";
import { measureSize } from "./size";
import { measureStart } from "./start";

const MEASURE: { [S in Subject]: () => Promise<Measured<Subjects[S]>> } = {
  calls: measureCalls,
  sharedWaits: measureSharedWaits,
  latency: measureLatency,
  limits: measureLimits,
  start: measureStart,
  engineTime: measureEngineTime,
  memory: measureMemory,
  size: measureSize,
};
const subjects = Object.keys(MEASURE) as Subject[];

const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${process.platform}, Node.js ${process.version}`;

async function main(named: string[]): Promise<void> {
  const unknown = named.filter((name) => !subjects.includes(name as Subject));
  if (unknown.length > 0)
    throw new Error(`There is no subject ${unknown.join(", ")}. There are: ${subjects.join(", ")}.`);
  let results: Results = readResults();
  for (const subject of subjects) {
    if (named.length > 0 && !named.includes(subject)) continue;
    console.log(`Measuring ${subject} …`);
    const measured = { ...(await MEASURE[subject]()), at: new Date().toISOString(), machine };
    results = inOrder({ ...results, [subject]: measured });
    await writeResults(results);
    console.log(`${table(measured.figures)}\n`);
  }
  await writePage(results);
  const missed = figuresOf(results).filter(({ met }) => !met).length;
  console.log(`Written to docs/benchmarks.md. ${missed} of ${figuresOf(results).length} bars are missed.`);
}

const inOrder = (results: Results): Results =>
  Object.fromEntries(subjects.flatMap((subject) => (results[subject] ? [[subject, results[subject]]] : [])));

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
