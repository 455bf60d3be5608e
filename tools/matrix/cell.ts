import { readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { engineVariable } from "../engine/findEngine";
import { run } from "../run";

/** Projects of jest.config.js that a cell runs; engine includes the consumer tests. */
const PROJECTS = ["host", "engine"];

/** One combination of versions. */
export interface Cell {
  /** Path of the Node.js executable. */
  node: string;
  /** A copy of the checkout with this version of `@pulumi/pulumi`. */
  checkout: string;
  /** Folder of the `pulumi` executable. */
  engine: string;
}

/** Test results of a cell. */
export interface CellResult {
  passed: number;
  /** Names of failed tests, and of test files that could not be loaded. */
  failed: string[];
  seconds: number;
}

/** The part of jest's JSON report that is read here. */
interface JestReport {
  numPassedTests: number;
  testResults: { name: string; message: string; assertionResults: { status: string; fullName: string }[] }[];
}

/** Runs the tests of one cell. Does not throw if tests fail. */
export async function runCell({ node, checkout, engine }: Cell, jestArgs: string[]): Promise<CellResult> {
  const reportFile = join(checkout, "report.json");
  const jest = join(checkout, "node_modules", "jest", "bin", "jest.js");
  const options = ["--selectProjects", ...PROJECTS, "--json", "--outputFile", reportFile, ...jestArgs];
  const env = {
    ...process.env,
    // The engine's language host runs the first `node` on PATH, as the tests do.
    PATH: [dirname(node), process.env.PATH].join(delimiter),
    [engineVariable]: engine,
  };
  const startedAt = performance.now();
  const { output } = await run(node, ["--experimental-vm-modules", jest, ...options], { cwd: checkout, env });
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  try {
    return { ...summarize(JSON.parse(readFileSync(reportFile, "utf8")) as JestReport), seconds };
  } catch {
    return { passed: 0, failed: [`jest wrote no report:\n${output}`], seconds };
  }
}

function summarize({ numPassedTests, testResults }: JestReport): Omit<CellResult, "seconds"> {
  const failed = testResults.flatMap(({ name, message, assertionResults }) => {
    const failedTests = assertionResults.filter(({ status }) => status === "failed").map(({ fullName }) => fullName);
    return failedTests.length === 0 && message !== "" ? [`${name}: ${message}`] : failedTests;
  });
  return { passed: numPassedTests, failed };
}
