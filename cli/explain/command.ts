import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { UserError } from "../../provider/messages";
import type { Define } from "../define";
import { EXIT } from "../exitCodes";
import { addFormat, json } from "../format";
import { accountKeyOf, keyOfConfig, openSessionIn, type Config } from "../session";
import { readStackConfiguration } from "../stackConfiguration";
import { productOf } from "../stackState";
import type { World } from "../world";
import { readAccount, type AccountFacts } from "./account";
import { changesIn } from "./changes";
import { explainPreview, type Explanation } from "./explanation";
import { asMarkdown } from "./markdown";
import { readPreview, type Preview } from "./preview";
import { asText } from "./text";

interface Options {
  stack?: string;
  offline?: boolean;
  format: "text" | "markdown" | "json";
}

const EXAMPLES = `
Exit status: 0 explained, 1 the preview reports an error, 2 the preview could not be read.
Slots and instances are looked up in the account, with two lists, and one for Elastic Compute. What cannot be looked up is said to be unknown.

Examples:
  pulumi preview --json --show-sames | pulumi-zenlayer explain
  pulumi-zenlayer explain preview.json --format markdown >> "$GITHUB_STEP_SUMMARY"`;

/** `explain`: what a preview means for images and instances. */
export const define: Define = (command: Command, world, done) => {
  command
    .argument("[file]", "output of `pulumi preview --json --show-sames` (default: stdin)")
    .option("--stack <name>", "also use the configuration of this stack, for its credentials")
    .option("--offline", "do not look up slots and instances");
  addFormat(command, ["text", "markdown", "json"]);
  command.addHelpText("after", EXAMPLES).action(async (file: string | undefined, options: Options) => {
    const preview = readPreview(await read(world, file), file ?? "stdin");
    const explanation = explainPreview(preview, await lookUp(world, preview, options));
    world.terminal.out(render(explanation, options.format, world));
    done(explanation.reported.some(({ severity }) => severity === "error") ? EXIT.findings : EXIT.ok);
  });
};

async function read(world: World, file: string | undefined): Promise<string> {
  if (file === undefined) return world.readInput();
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(`Could not read the preview from ${file}: ${(error as Error).message}.`);
  }
}

/** No request is sent for a preview that changes no images. */
async function lookUp(world: World, preview: Preview, { stack, offline }: Options): Promise<AccountFacts> {
  const products = new Set(changesIn(preview).map(({ kind }) => productOf(kind)));
  if (products.size === 0) return { unknown: [] };
  if (offline) return { unknown: ["Slots and instances were not looked up (--offline)."] };
  try {
    const config = stack === undefined ? {} : (await readStackConfiguration(world, stack)).config;
    const session = openSessionIn(world, config);
    const lookedUp = {
      ...accountKeyOf(session),
      isOfStack: stack !== undefined,
      keyOf: (settings: Config) => keyOfConfig(world, settings),
    };
    return { ...(await readAccount(session, products)), lookedUp };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [reason] = error.message.split(/(?<=\.) /);
    return { unknown: [`Slots and instances are not known: ${reason} Run \`pulumi-zenlayer doctor\`.`] };
  }
}

function render(explanation: Explanation, format: Options["format"], { terminal }: World): string {
  switch (format) {
    case "json":
      return json(explanation);
    case "markdown":
      return asMarkdown(explanation);
    case "text":
      return asText(explanation, terminal);
  }
}
