/**
 * `make test_matrix`: the host, engine and consumer tests under each supported Node.js with each supported
 * `@pulumi/pulumi`. Prints a table in Markdown. Takes about ten minutes a cell.
 */
import { Command } from "commander";
import { thisMachine } from "../engine/machine";
import { provideEngine } from "../engine/provideEngine";
import { runCell } from "./cell";
import { checkoutWith, getNode, nodes, sdks, versionOf } from "./versions";

interface Options {
  node: string[];
  sdk: string[];
}

const program = new Command("make test_matrix")
  .option("--node <version...>", "versions of Node.js", nodes)
  .option("--sdk <version...>", "versions of @pulumi/pulumi", sdks)
  .argument("[jest...]", "options for jest, after --")
  .action(runMatrix);

async function runMatrix(jest: string[], { node: wantedNodes, sdk: wantedSdks }: Options): Promise<void> {
  const engine = await provideEngine(thisMachine());
  const rows: string[][] = [];
  for (const sdk of wantedSdks) {
    const checkout = await checkoutWith(sdk);
    for (const wanted of wantedNodes) {
      const node = await getNode(wanted);
      const version = await versionOf(node);
      console.error(`Node.js ${version} with @pulumi/pulumi ${sdk} …`);
      const { passed, failed, seconds } = await runCell({ node, checkout, engine }, jest);
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
