import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run, start, type Finished } from "../../tools/run";
import { emulatedStack, image, program, type EmulatedStack } from "../support/emulatedStack";
import type { Audit } from "../../cli/audit/audit";

const main = join(__dirname, "..", "..", "dist", "cli", "main.js");

let place: EmulatedStack;
beforeAll(() => chmodSync(main, 0o755));
afterEach(() => place.cleanup());

/** Runs a command as a user pastes it, in the folder of the project. */
const paste = (command: string): Promise<Finished> => {
  const { folder, env } = place.stack;
  // `pulumi-zenlayer` on PATH as npm links it, and no terminal for prompts.
  const bin = join(folder, "bin");
  const PATH = [bin, env.PATH].join(delimiter);
  return run("bash", ["-e", "-c", command], { cwd: folder, env: { ...env, PATH, PULUMI_SKIP_CONFIRMATIONS: "true" } });
};

async function audit(): Promise<Audit & { code: number }> {
  const { code, stdout, output } = await paste("pulumi-zenlayer audit --stack dev --json");
  if (stdout === "") throw new Error(output);
  return { ...(JSON.parse(stdout) as Audit), code };
}

const ownerships = ({ images }: Audit) => images.map(({ ownership }) => ownership);
const commandsOf = ({ images }: Audit) =>
  images.flatMap(({ remedies }) => remedies.flatMap(({ commands }) => commands));

/** Images of both products. */
const images = (): number => place.emulator.images().length + place.emulator.zec.images().length;

/** Kills a run while its images, one of each product, are being created. It is not repeated. */
async function killedRun(): Promise<void> {
  place = await emulatedStack({
    emulator: { createImageMs: 60_000, quota: 1 },
    config: { "zenlayer:settleSeconds": "0.5" },
    program: program(
      image("web", { instanceId: "i-web", imageName: "web" }),
      'new zenlayer.ZecImage("edge", { instanceId: "zec-web", imageName: "edge" });',
    ),
  });
  const { stack, emulator } = place;
  const bin = join(stack.folder, "bin");
  mkdirSync(bin);
  symlinkSync(main, join(bin, "pulumi-zenlayer"));
  const command = stack.start("up", "--yes", "--skip-preview");
  const isCreating = new Promise<void>((resolve) => {
    emulator.onCall = () => {
      if (images() === 2) resolve();
    };
  });
  await isCreating;
  command.kill();
  await command.finished;
  emulator.onCall = undefined;
}

test("a killed run: audit shows its images, the remedies are run as printed, and audit is clean", async () => {
  await killedRun();
  const { emulator } = place;
  const creating = await audit();
  expect(ownerships(creating)).toEqual(["in-progress", "in-progress"]);
  emulator.advance(60_000);

  const locked = await audit();
  expect(ownerships(locked)).toEqual(["in-progress", "in-progress"]);
  const [cancel = "", ...others] = new Set(commandsOf(locked));
  expect(others).toEqual([]);
  expect((await paste(cancel)).code).toBe(0);

  const orphaned = await audit();
  expect(orphaned).toMatchObject({
    code: 1,
    images: ["web", "edge"].map((resource) => ({ ownership: "orphaned", workingFor: { stack: "dev", resource } })),
    incomplete: [],
  });
  const [, ...deletion] = new Set(commandsOf(orphaned));
  expect(deletion).toHaveLength(2);
  // The first one repeats the findings, with their status.
  expect((await paste(deletion[0]!)).code).toBe(1);
  const applied = await paste(deletion[1]!);
  expect(applied).toMatchObject({ code: 0, stdout: expect.stringContaining("2 images deleted.") });
  expect(images()).toBe(0);
  expect(await audit()).toMatchObject({ code: 0, images: [], incomplete: [] });
});

test("or the next up continues with them, and audit is clean", async () => {
  await killedRun();
  const { emulator } = place;
  emulator.advance(60_000);
  expect((await paste(commandsOf(await audit())[0]!)).code).toBe(0);
  const [up = ""] = commandsOf(await audit());
  expect(up).toBe("pulumi up --stack dev");
  expect((await paste(up)).code).toBe(0);
  expect([emulator.history(), emulator.zec.history()]).toMatchObject([{ length: 1 }, { length: 1 }]);
  const clean = await audit();
  expect(ownerships(clean)).toEqual(["managed", "managed"]);
  // With a quota of one, the zone is full: the only finding that is left.
  expect(clean.zones.flatMap(({ conditions }) => conditions)).toEqual(["zone-full"]);
});

test("Ctrl-C ends a command at once, whatever it is waiting for", async () => {
  place = await emulatedStack();
  const { stack, emulator } = place;
  emulator.faults.add({ action: "DescribeImages", kind: "delay", ms: 600_000, times: 100 });
  const isWaiting = new Promise<void>((resolve) => {
    emulator.onCall = ({ action }) => {
      if (action === "DescribeImages") resolve();
    };
  });
  const { child, finished } = start(process.execPath, [main, "audit"], { cwd: stack.folder, env: stack.env });
  await isWaiting;
  const interrupted = performance.now();
  child.kill("SIGINT");
  const { code, stdout } = await finished;
  expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
  expect(performance.now() - interrupted).toBeLessThan(2_000);
});
