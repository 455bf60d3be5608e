import { writeFileSync } from "node:fs";
import { InvalidArgumentError, Option, type Command } from "commander";
import { presentable, unknownProperty, UserError } from "../../provider/messages";
import type { Define } from "../define";
import { sanitizeLine } from "../../provider/zenlayer/sanitize";
import { EXIT, type ExitCode } from "../exitCodes";
import { addFormat, json } from "../format";
import { openSessionIn, type Session } from "../session";
import { readStackConfiguration } from "../stackConfiguration";
import { kindOf, PRODUCTS, productOf, type Product } from "../stackState";
import type { World } from "../world";
import { apply, type Applied } from "./apply";
import { hasFindings, type Audit } from "./audit";
import { CLASSES, DEFAULT_FAIL_ON, type AuditClass } from "./classes";
import { markKnown } from "./baseline";
import { classify } from "./classify";
import { asMarkdown } from "./markdown";
import { planFor, readPlan } from "./plan";
import { readAccount } from "./readAccount";
import { isSameStack, readExport, readStack, type StackView } from "./stacks";
import { asTable } from "./table";

interface Options {
  stack: string[];
  export: string[];
  failOn: readonly AuditClass[];
  baseline?: string;
  plan?: string;
  apply?: string;
  product?: Product;
  format: "table" | "json" | "markdown";
}

const EXAMPLES = `
Classes: ${CLASSES.join(", ")}.
Exit status: 0 no findings, 1 findings, 2 something could not be read, or not read whole.
Only --apply deletes anything: what a plan names, if it is orphaned, unused and unchanged.

Examples:
  pulumi-zenlayer audit --stack dev --stack prod
  pulumi-zenlayer audit --export prod.json --fail-on orphaned,owned-twice --format markdown
  pulumi-zenlayer audit --stack dev --plan plan.json && pulumi-zenlayer audit --apply plan.json`;

/** `audit`: whose every image of the account is, against the state of stacks. */
export const define: Define = (command: Command, world, done) => {
  command
    .option("--stack <name>", "a stack to compare with, read through Pulumi (repeatable)", collect, [])
    .option("--export <file>", "a stack to compare with, as output of `pulumi stack export` (repeatable)", collect, [])
    .addOption(
      new Option("--fail-on <classes>", "classes that give exit status 1, separated by commas; or none")
        .argParser(classesIn)
        .default(DEFAULT_FAIL_ON, DEFAULT_FAIL_ON.join(",")),
    )
    .option("--baseline <file>", "output of an earlier `audit --json`: what it has found already does not count")
    .option("--plan <file>", "write down which orphaned images are to be deleted")
    .addOption(
      new Option("--apply <file>", "delete what a plan names").conflicts([
        ...["plan", "baseline", "export", "stack"],
        "product",
      ]),
    )
    .addOption(
      new Option("--product <name>", "audit only vm, or only zec (Elastic Compute); without it, both").choices(
        PRODUCTS,
      ),
    );
  addFormat(command, ["table", "json", "markdown"]);
  command.addHelpText("after", EXAMPLES).action(async (options: Options) => {
    done(options.apply === undefined ? await audit(world, options) : await applyPlan(world, options.apply, options));
  });
};

const collect = (value: string, previous: string[]): string[] => [...previous, value];

function classesIn(value: string): AuditClass[] {
  if (value === "none") return [];
  return value.split(",").map((text) => {
    const found = CLASSES.find((each) => each === text.trim());
    if (found === undefined) throw new InvalidArgumentError(unknownProperty(text.trim(), [...CLASSES], "class"));
    return found;
  });
}

async function audit(world: World, options: Options): Promise<ExitCode> {
  if (options.plan !== undefined && options.stack.length === 0) {
    throw new UserError("--plan needs --stack: before an image is deleted, its stack has to be read again.");
  }
  const session = await openFor(world, options.stack[0]);
  // The account first: an image that a run finishes in between is then in its state.
  const account = await readAccount(session, options.product === undefined ? PRODUCTS : [options.product]);
  const { views, incomplete } = await readStacks(world, options);
  for (const note of notesOn(views, options)) world.terminal.err(`${note}\n`);
  const plain = classify(account, views, incomplete);
  const result = options.baseline === undefined ? plain : markKnown(plain, options.baseline);
  world.terminal.out(render(result, options, world));
  const isWhole = result.incomplete.length === 0;
  if (options.plan !== undefined) {
    if (!isWhole) {
      world.terminal.err("No plan was written: the audit is not complete.\n");
      return EXIT.unknown;
    }
    const plan = planFor(result, account, views);
    writeFileSync(options.plan, json(plan));
    world.terminal.err(`${options.plan}: ${count(plan.delete.length)} to be deleted.\n`);
  }
  if (!isWhole) return EXIT.unknown;
  return hasFindings(result, options.failOn) ? EXIT.findings : EXIT.ok;
}

/** What a reader of the result might miss. */
function notesOn(views: StackView[], { stack, export: files, product }: Options): string[] {
  const none = "No stack was given, so every finished image is unmanaged. Give each stack with --stack or --export.";
  const left = views.flatMap(({ name, resources }) => {
    const kinds = resources.map(kindOf).filter((kind) => kind !== undefined);
    const others = kinds.filter((kind) => productOf(kind) !== (product ?? productOf(kind)));
    if (others.length === 0) return [];
    const what = `${others.length} ${[...new Set(others)].join(" and ")}`;
    return [`--product ${product} leaves out what stack ${name} has of the other product: ${what}.`];
  });
  return [...(stack.length + files.length === 0 ? [none] : []), ...left];
}

const count = (images: number): string => `${images} ${images === 1 ? "image" : "images"}`;

/** A session with the configuration of the stack, if one is named. */
async function openFor(world: World, stack: string | undefined): Promise<Session> {
  const config = stack === undefined ? {} : (await readStackConfiguration(world, stack)).config;
  return openSessionIn(world, config);
}

/** The stacks, and which of them could not be read. */
async function readStacks(world: World, options: Options): Promise<{ views: StackView[]; incomplete: string[] }> {
  const views: StackView[] = [];
  const incomplete: string[] = [];
  const add = async (read: () => StackView | Promise<StackView>): Promise<void> => {
    try {
      const view = await read();
      const twin = views.find((other) => isSameStack(view, other) !== false);
      if (!twin) views.push(view);
      else if (isSameStack(view, twin) === undefined) {
        incomplete.push(
          `Stacks ${twin.name} and ${view.name} have the same project and name. Give each stack once, by its full name.`,
        );
      }
    } catch (error) {
      incomplete.push(presentable(error, undefined).message);
    }
  };
  for (const name of new Set(options.stack)) await add(() => readStack(world, name));
  for (const path of new Set(options.export)) await add(() => readExport(path));
  return { views, incomplete };
}

function render(result: Audit, { format, failOn }: Options, { terminal }: World): string {
  switch (format) {
    case "json":
      return json(result);
    case "markdown":
      return asMarkdown(result, failOn);
    case "table":
      return asTable(result, failOn, terminal);
  }
}

const lineOf = ({ imageId, outcome, text }: Applied): string =>
  outcome === "deleted" ? `${imageId} deleted` : `${imageId} ${outcome}: ${text}`;

async function applyPlan(world: World, path: string, { format }: Options): Promise<ExitCode> {
  const plan = readPlan(path);
  const session = await openFor(world, plan.stacks[0]);
  const context = { session, clock: world.clock, readStack: (name: string) => readStack(world, name) };
  const results: Applied[] = [];
  for await (const result of apply(context, plan)) {
    results.push(result);
    if (format !== "json") world.terminal.out(`${sanitizeLine(lineOf(result))}\n`);
  }
  if (format === "json") world.terminal.out(json({ formatVersion: 1, results }));
  else world.terminal.out(`${count(results.filter(({ outcome }) => outcome === "deleted").length)} deleted.\n`);
  if (results.some(({ outcome }) => outcome === "unknown")) return EXIT.unknown;
  return results.every(({ outcome }) => outcome === "deleted") ? EXIT.ok : EXIT.findings;
}
