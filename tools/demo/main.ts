/** Takes `examples/typescript` through a whole life, with the real engine and an emulated Zenlayer API. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createEmulator, type Emulator } from "../../emulator";
import { isolatedEnvironment } from "../engine/environment";
import { thisMachine } from "../engine/machine";
import { provideEngine } from "../engine/provideEngine";
import { differences } from "./compare";
import { Pulumi, stackName } from "./pulumi";
import { steps, type Step } from "./steps";

const root = join(__dirname, "..", "..");
const say = (line: string) => console.log(line);

/** Set by Ctrl-C: no further step begins. */
let interrupted = false;

async function main(): Promise<void> {
  const engine = await provideEngine(thisMachine());
  mkdirSync(join(root, ".work"), { recursive: true });
  // Inside the repository, so that the program finds its packages as it does in examples/typescript.
  const folder = mkdtempSync(join(root, ".work", "demo-"));
  const emulator = createEmulator({ createImageMs: 1500 });
  try {
    await emulator.start();
    const pulumi = await openProject(folder, engine, emulator);
    await tell(pulumi, emulator);
  } finally {
    await emulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lays out a copy of the example, so that stack and settings of the demo stay out of the example's folder. */
async function openProject(folder: string, engine: string, emulator: Emulator): Promise<Pulumi> {
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
    // The program's types are checked by `make lint`; here that would add a second to each step.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
  });
  process.on("SIGINT", () => interrupt(pulumi)).on("SIGTERM", () => interrupt(pulumi));
  await pulumi.quiet(["stack", "init", stackName]);
  return pulumi;
}

function interrupt(pulumi: Pulumi): void {
  interrupted = true;
  pulumi.interrupt();
}

async function tell(pulumi: Pulumi, emulator: Emulator): Promise<void> {
  say(`The program is examples/typescript, the engine is pulumi, and Zenlayer is an emulator on ${emulator.url}.`);
  let imageId: string | undefined;
  for (const [index, step] of steps.entries()) {
    say(`\n${index + 1}. ${step.says}`);
    imageId = await play(step, imageId, pulumi, emulator);
    if (interrupted) return;
  }
  say(
    `\nThe demo is over: ${steps.length} steps went as announced, and ${emulator.images().length} custom images are left.`,
  );
}

/**
 * Plays one step, and throws when anything comes out otherwise than announced.
 * @param before id of the image in state before the step
 * @returns the same after it
 */
async function play(
  step: Step,
  before: string | undefined,
  pulumi: Pulumi,
  emulator: Emulator,
): Promise<string | undefined> {
  for (const [key, value] of Object.entries(step.config ?? {})) {
    say(`   $ pulumi config set ${key} "${value}"`);
    await pulumi.quiet(["config", "set", key, value, "--stack", stackName]);
  }
  if (step.behindItsBack && before) step.behindItsBack(emulator, before);
  emulator.clearCalls();
  say(`   $ pulumi ${step.command.join(" ")}`);
  const output = await pulumi.show(step.command);

  const image = await pulumi.image();
  const found = differences(step.expects, {
    writes: emulator
      .calls()
      .map(({ action }) => action)
      .filter((action) => !action.startsWith("Describe")),
    images: emulator.images().map((each) => ({ ...each, imageDescription: each.imageDescription ?? "" })),
    state: image && {
      imageId: image.id,
      imageName: image.imageName ?? "",
      imageDescription: image.imageDescription ?? "",
      imageStatus: image.imageStatus ?? "",
    },
    idBefore: before,
    output,
  });
  if (found.length > 0) throw new Error(["It did not go as announced:", ...found].join("\n  "));
  return image?.id;
}

main().then(
  () => report(),
  (error: Error) => report(error),
);

function report(error?: Error): void {
  if (!interrupted && !error) return;
  console.error(
    interrupted
      ? "\nInterrupted: everything that the demo started is stopped."
      : `\nThe demo stopped. ${error?.message}`,
  );
  process.exitCode = interrupted ? 130 : 1;
}
