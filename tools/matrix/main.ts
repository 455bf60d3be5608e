/**
 * `make test_matrix`: runs the host, engine and consumer tests with every supported version of Node.js and of
 * `@pulumi/pulumi`, and then with the oldest and the newest Pulumi CLI, and prints the results as a Markdown table. Takes
 * about ten minutes per combination.
 */
import { Command } from "commander";
import { devDependencies } from "../../package.json";
import { ensureEngine } from "../engine/ensureEngine";
import { thisMachine } from "../engine/machine";
import { pulumiVersion } from "../engine/pinned";
import { runCell, type Cell } from "./cell";
import { buildCli, cliVersions } from "./engines";
import { createCheckout, installNode, nodeVersions, sdkVersions, versionOf } from "./versions";

interface Options {
  node: string[];
  sdk: string[];
  cli: string[];
}

const program = new Command("make test_matrix")
  .option("--node <version...>", "versions of Node.js", nodeVersions)
  .option("--sdk <version...>", "versions of @pulumi/pulumi", sdkVersions)
  .option("--cli <version...>", "further versions of the Pulumi CLI, with this Node.js and @pulumi/pulumi", cliVersions)
  .argument("[jest...]", "options for jest, after --")
  .action(runMatrix);

async function runMatrix(jestArgs: string[], options: Options): Promise<void> {
  const engine = await ensureEngine(thisMachine());
  const rows: string[][] = [];
  const addRow = async (cell: Cell, sdk: string, cli: string): Promise<void> => {
    const version = await versionOf(cell.node);
    console.error(`Node.js ${version} with @pulumi/pulumi ${sdk} and Pulumi CLI ${cli} …`);
    const { passed, failed, seconds } = await runCell(cell, jestArgs);
    for (const name of failed) console.error(`  failed: ${name}`);
    if (failed.length > 0 || passed === 0) process.exitCode = 1;
    rows.push([version, sdk, cli, String(passed), String(failed.length), `${seconds} s`]);
  };
  for (const sdk of versionsIn(options.sdk)) {
    const checkout = await createCheckout(sdk);
    for (const major of versionsIn(options.node)) {
      await addRow({ node: await installNode(major), checkout, engine }, sdk, pulumiVersion);
    }
  }
  const clis = versionsIn(options.cli);
  const checkout = clis.length > 0 ? await createCheckout(ownSdk) : "";
  for (const cli of clis) {
    await addRow({ node: process.execPath, checkout, engine: await buildCli(cli, engine) }, ownSdk, cli);
  }
  const header = ["Node.js", "`@pulumi/pulumi`", "Pulumi CLI", "passed", "failed", "time"];
  console.log([header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n"));
}

/** The version of `@pulumi/pulumi` that this repository uses. */
const ownSdk = /[\d.]+$/.exec(devDependencies["@pulumi/pulumi"])![0];

/** `none` leaves a dimension out: `--node none --cli 3.274.1` runs one combination. */
const versionsIn = (versions: string[]): string[] => versions.filter((version) => version !== "none");

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
