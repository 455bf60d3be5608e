/**
 * `make test_matrix`: runs the host, engine and consumer tests with every supported version of Node.js and of
 * `@pulumi/pulumi`, and prints the results as a Markdown table. Takes about ten minutes per combination.
 */
import { Command } from "commander";
import { ensureEngine } from "../engine/ensureEngine";
import { thisMachine } from "../engine/machine";
import { runCell } from "./cell";
import { createCheckout, installNode, nodeVersions, sdkVersions, versionOf } from "./versions";

interface Options {
  node: string[];
  sdk: string[];
}

const program = new Command("make test_matrix")
  .option("--node <version...>", "versions of Node.js", nodeVersions)
  .option("--sdk <version...>", "versions of @pulumi/pulumi", sdkVersions)
  .argument("[jest...]", "options for jest, after --")
  .action(runMatrix);

async function runMatrix(jestArgs: string[], options: Options): Promise<void> {
  const engine = await ensureEngine(thisMachine());
  const rows: string[][] = [];
  for (const sdk of options.sdk) {
    const checkout = await createCheckout(sdk);
    for (const major of options.node) {
      const node = await installNode(major);
      const version = await versionOf(node);
      console.error(`Node.js ${version} with @pulumi/pulumi ${sdk} …`);
      const { passed, failed, seconds } = await runCell({ node, checkout, engine }, jestArgs);
      for (const name of failed) console.error(`  failed: ${name}`);
      if (failed.length > 0 || passed === 0) process.exitCode = 1;
      rows.push([version, sdk, String(passed), String(failed.length), `${seconds} s`]);
    }
  }
  const header = ["Node.js", "`@pulumi/pulumi`", "passed", "failed", "time"];
  console.log([header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n"));
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
