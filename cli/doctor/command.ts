import { Option, type Command } from "commander";
import type { Define } from "../define";
import { EXIT } from "../exitCodes";
import { addFormat, json } from "../format";
import { readStackConfiguration } from "../stackConfiguration";
import { productsOfStack } from "../stackProducts";
import { PRODUCTS, type Product } from "../stackState";
import type { World } from "../world";
import { checkAccess, checkConfiguration } from "./checks/configuration";
import { failure, skipped, type CheckResult } from "./checks/checkResult";
import { checkInstallation } from "./checks/installation";
import { report } from "./report";

interface Options {
  stack?: string;
  product?: Product;
  format: "text" | "json";
}

const EXAMPLES = `
Exit status: 0 no failure (there may be warnings), 1 failures, 2 wrong options.
Nothing is changed, and no secret is printed. Whether the key may create, change and delete images is not checked:
that cannot be found out without doing it.

Examples:
  pulumi-zenlayer doctor
  pulumi-zenlayer doctor --stack prod --json
  pulumi-zenlayer doctor --product zec`;

/** `doctor`: whether everything that the provider needs is there, one line each. */
export const define: Define = (command: Command, world, done) => {
  command.option("--stack <name>", "also use and check the configuration of this stack");
  const products = "check access to vm or zec (Elastic Compute); default: what the stack has images of, else vm";
  command.addOption(new Option("--product <name>", products).choices(PRODUCTS));
  addFormat(command, ["text", "json"]);
  command.addHelpText("after", EXAMPLES).action(async ({ stack, product, format }: Options) => {
    const checks = await examine(world, stack, product);
    world.terminal.out(format === "json" ? json({ checks }) : report(checks, world.terminal));
    done(checks.some(({ status }) => status === "failure") ? EXIT.findings : EXIT.ok);
  });
};

async function examine(world: World, stack: string | undefined, product: Product | undefined): Promise<CheckResult[]> {
  const installation = await checkInstallation(world);
  if (stack === undefined) {
    const configuration = skipped("configuration", "No stack was named: add --stack to check a stack's configuration");
    return [...installation, configuration, ...(await checkAccess(world, {}, [product ?? "vm"]))];
  }
  try {
    const found = await readStackConfiguration(world, stack);
    const products = product === undefined ? await productsOfStack(world, stack) : [product];
    const access = await checkAccess(world, found.config, products.length > 0 ? products : ["vm"]);
    return [...installation, checkConfiguration(found), ...access];
  } catch (error) {
    return [...installation, failure("configuration", (error as Error).message)];
  }
}
