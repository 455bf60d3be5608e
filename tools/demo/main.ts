/** `make demo`: runs the lifecycle of the image in `examples/typescript` with the real engine and the emulator. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createEmulator, type Emulator } from "../../emulator";
import { ensureEngine } from "../engine/ensureEngine";
import { isolatedEnvironment } from "../engine/environment";
import { thisMachine } from "../engine/machine";
import { differences, type Outcome } from "./compare";
import { Pulumi, stackName } from "./pulumi";
import { steps, type Step } from "./steps";

const root = join(__dirname, "..", "..");
const log = (line: string) => console.log(line);

/** Set by Ctrl-C: no further step starts. */
let interrupted = false;

async function main(): Promise<void> {
  const engine = await ensureEngine(thisMachine());
  mkdirSync(join(root, ".work"), { recursive: true });
  // In the repository, so that the program finds its packages as in examples/typescript.
  const folder = mkdtempSync(join(root, ".work", "demo-"));
  const emulator = createEmulator({ createImageMs: 1500 });
  try {
    await emulator.start();
    const pulumi = await createProject(folder, engine, emulator);
    await runSteps(pulumi, emulator);
  } finally {
    await emulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Copies the example, so that the demo's stack and settings stay out of the example's folder. */
async function createProject(folder: string, engine: string, emulator: Emulator): Promise<Pulumi> {
  const project = join(folder, "project");
  cpSync(join(root, "examples", "typescript"), project, {
    recursive: true,
    filter: (path) => !path.endsWith("node_modules"),
  });
  const pulumi = new Pulumi(project, {
    ...isolatedEnvironment(engine, folder),
    ZENLAYER_ENDPOINT: emulator.url,
    ZENLAYER_ACCESS_KEY_ID: emulator.accessKeyId,
    ZENLAYER_ACCESS_KEY_SECRET: emulator.accessKeyPassword,
    NODE_OPTIONS: process.env.NODE_OPTIONS,
    // `make lint` checks the program's types; checking them here would add a second to each step.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
  });
  process.on("SIGINT", () => interrupt(pulumi)).on("SIGTERM", () => interrupt(pulumi));
  await pulumi.runSilently(["stack", "init", stackName]);
  return pulumi;
}

function interrupt(pulumi: Pulumi): void {
  interrupted = true;
  pulumi.interrupt();
}

async function runSteps(pulumi: Pulumi, emulator: Emulator): Promise<void> {
  log(`The demo runs examples/typescript with the real Pulumi engine and a Zenlayer emulator at ${emulator.url}.`);
  let imageId: string | undefined;
  for (const [index, step] of steps.entries()) {
    log(`\n${index + 1}. ${step.title}`);
    imageId = await runStep(step, imageId, pulumi, emulator);
    if (interrupted) return;
  }
  log(
    `\nDemo complete: all ${steps.length} steps had the expected result. Custom images left: ${emulator.images().length}.`,
  );
}

/**
 * Runs one step. Throws if its result differs from the expected one.
 * @param idBefore id of the image in the state before the step
 * @returns id of the image in the state after the step
 */
async function runStep(
  step: Step,
  idBefore: string | undefined,
  pulumi: Pulumi,
  emulator: Emulator,
): Promise<string | undefined> {
  for (const [key, value] of Object.entries(step.config ?? {})) {
    log(`   $ pulumi config set ${key} "${value}"`);
    await pulumi.runSilently(["config", "set", key, value, "--stack", stackName]);
  }
  if (step.changeOutside && idBefore) step.changeOutside(emulator, idBefore);
  emulator.clearCalls();
  log(`   $ pulumi ${step.command.join(" ")}`);
  const output = await pulumi.runVisibly(step.command);

  const outcome = await readOutcome(pulumi, emulator, output, idBefore);
  const found = differences(step.expected, outcome);
  if (found.length > 0) throw new Error(["The step did not have the expected result:", ...found].join("\n  "));
  return outcome.state?.imageId;
}

async function readOutcome(pulumi: Pulumi, emulator: Emulator, output: string, idBefore?: string): Promise<Outcome> {
  const actions = emulator.calls().map(({ action }) => action);
  const image = await pulumi.imageInState();
  return {
    writes: actions.filter((action) => !action.startsWith("Describe")),
    images: emulator.images().map((each) => ({ ...each, imageDescription: each.imageDescription ?? "" })),
    state: image && {
      imageId: image.id,
      imageName: image.imageName ?? "",
      imageDescription: image.imageDescription ?? "",
      imageStatus: image.imageStatus ?? "",
    },
    idBefore,
    output,
  };
}

main().then(
  () => reportEnd(),
  (error: Error) => reportEnd(error),
);

function reportEnd(error?: Error): void {
  if (!interrupted && !error) return;
  console.error(
    interrupted
      ? "\nThe demo was interrupted. Everything that it started has been stopped."
      : `\nThe demo failed. ${error?.message}`,
  );
  process.exitCode = interrupted ? 130 : 1;
}
