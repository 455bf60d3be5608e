import { readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { engineVariable } from "../engine/findEngine";
import { run } from "../run";

/** Projects of jest.config.js that a cell runs: host, engine and, among those, consumer. */
const PROJECTS = ["host", "engine"];

/** What one combination of versions is run with. */
export interface Cell {
  /** Path of the Node.js executable. */
  node: string;
  /** A copy of the checkout with the SDK of the combination. */
  checkout: string;
  /** Folder that holds `pulumi`. */
  engine: string;
}

/** How the tests of a cell ended. */
export interface Outcome {
  passed: number;
  /** Names of the tests that failed, and of the files that could not be loaded. */
  failed: string[];
  seconds: number;
}

/** The part of jest's report that counts. */
interface Report {
  numPassedTests: number;
  testResults: { name: string; message: string; assertionResults: { status: string; fullName: string }[] }[];
}

/** Runs the tests of one cell. Never throws for tests that fail. */
export async function runCell({ node, checkout, engine }: Cell, more: string[]): Promise<Outcome> {
  const report = join(checkout, "report.json");
  const jest = join(checkout, "node_modules", "jest", "bin", "jest.js");
  const args = ["--experimental-vm-modules", jest, "--selectProjects", ...PROJECTS, "--json", "--outputFile", report];
  // The engine's language host takes the `node` that is first on PATH, as the tests do.
  const env = {
    ...process.env,
    PATH: [dirname(node), process.env.PATH].join(delimiter),
    [engineVariable]: engine,
  };
  const began = performance.now();
  const { output } = await run(node, [...args, ...more], { cwd: checkout, env });
  const seconds = Math.round((performance.now() - began) / 1000);
  try {
    return { ...read(JSON.parse(readFileSync(report, "utf8")) as Report), seconds };
  } catch {
    return { passed: 0, failed: [`no report:\n${output}`], seconds };
  }
}

function read({ numPassedTests, testResults }: Report): Omit<Outcome, "seconds"> {
  const failed = testResults.flatMap(({ name, message, assertionResults }) => {
    const names = assertionResults.filter(({ status }) => status === "failed").map(({ fullName }) => fullName);
    return names.length === 0 && message !== "" ? [`${name}: ${message}`] : names;
  });
  return { passed: numPassedTests, failed };
}
