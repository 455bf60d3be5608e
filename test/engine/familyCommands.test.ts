import { join } from "node:path";
import type { Audit } from "../../cli/audit/audit";
import type { Explanation } from "../../cli/explain/explanation";
import { commandLine } from "../support/commandLine";
import { emulatedStack, program, succeeds, type EmulatedStack } from "../support/emulatedStack";

let place: EmulatedStack;
afterEach(() => place.cleanup());

const at = (version: string, more = {}) =>
  program(
    `new zenlayer.ImageFamily("web", ${JSON.stringify({ instanceId: "i-web", version, keep: 2, ...more })});`,
    `new zenlayer.CustomImage("db", { instanceId: "i-worker", imageName: "db" });`,
  );
const names = () =>
  place.emulator
    .images()
    .map(({ imageName }) => imageName)
    .sort();
const run = (...args: string[]) => commandLine(args, { env: place.stack.env, folder: place.stack.folder });

async function explain(text: string): Promise<Explanation["changes"]> {
  await place.stack.setProgram(text);
  const { stdout } = await place.stack.preview("--json", "--show-sames");
  const { out } = await commandLine(["explain", "--json"], { input: stdout, env: place.stack.env });
  const { changes } = JSON.parse(out) as Explanation;
  return changes.filter(({ kind }) => kind === "ImageFamily");
}

async function audit(): Promise<Audit> {
  const { out, err } = await run("audit", "--json", "--stack", "dev");
  if (out === "") throw new Error(err);
  return JSON.parse(out) as Audit;
}
const found = ({ images }: Audit) =>
  Object.fromEntries(images.map(({ imageName, ownership, conditions }) => [imageName, [ownership, ...conditions]]));

test("`up` does what explain says of a family, and audit knows its versions", async () => {
  place = await emulatedStack({ emulator: { createImageMs: 0 }, program: at("1") });
  const { stack, emulator } = place;
  expect(await explain(at("1"))).toMatchObject([
    { change: "create", creates: { imageName: "web-1" }, current: { to: "1" }, mayPrune: [] },
  ]);
  await succeeds(stack.up());
  await stack.setProgram(at("2"));
  await succeeds(stack.up());

  const third = await explain(at("3"));
  expect(third).toMatchObject([
    {
      change: "create",
      creates: { imageName: "web-3", version: "3" },
      current: { from: "2", to: "3" },
      mayPrune: [{ imageName: "web-1" }],
      keeps: [{ imageName: "web-2" }],
    },
  ]);
  await succeeds(stack.up());
  expect(names()).toEqual(["db", "web-2", "web-3"]);
  expect(found(await audit())).toEqual({ db: ["managed"], "web-2": ["managed"], "web-3": ["managed"] });

  expect(await explain(at("2"))).toMatchObject([
    { change: "switch", current: { from: "3", to: "2" }, mayPrune: [], deletes: [] },
  ]);
  place.takeCalls();
  await succeeds(stack.up());
  expect(place.takeCalls()).toEqual([]);

  // A version in use is kept; a version that was deleted is missing.
  const [web2, web3] = ["web-2", "web-3"].map((name) => emulator.images().find(({ imageName }) => imageName === name)!);
  emulator.addInstance({ instanceId: "i-front", zoneId: "HKG-A", imageId: web3!.imageId });
  expect(await explain(at("4"))).toMatchObject([
    { change: "create", mayPrune: [{ imageName: "web-2" }], keptInUse: [] },
  ]);
  emulator.addInstance({ instanceId: "i-back", zoneId: "HKG-A", imageId: web2!.imageId });
  expect(await explain(at("4"))).toMatchObject([{ mayPrune: [], keptInUse: [{ image: { imageName: "web-2" } }] }]);
  emulator.removeImage(web3!.imageId);
  expect(found(await audit())).toEqual({ db: ["managed"], "web-2": ["managed", "in-use"], "web-3": ["missing"] });
});

test("a version that a killed run has left is orphaned, and a plan deletes only that version", async () => {
  place = await emulatedStack({ emulator: { createImageMs: 0 }, program: at("1") });
  const { stack, emulator } = place;
  await succeeds(stack.up());
  await stack.setProgram(at("2"));
  emulator.faults.add({ action: "ModifyImagesAttributes", kind: "delay", ms: 3_600_000 });
  const isUsable = new Promise<void>((resolve) => {
    emulator.onCall = ({ action }) => {
      if (action === "ModifyImagesAttributes") resolve();
    };
  });
  const command = stack.start("up", "--yes", "--skip-preview");
  await isUsable;
  command.kill();
  await command.finished;
  emulator.onCall = undefined;
  const isUnfinished = ({ imageName = "" }) => !["web-1", "db"].includes(imageName);
  const locked = await audit();
  expect(locked.images.filter(isUnfinished)).toMatchObject([{ ownership: "in-progress" }]);
  await succeeds(stack.pulumi("cancel", "--yes"));

  const path = join(stack.folder, "plan.json");
  const orphaned = await audit();
  expect(orphaned.images.filter(isUnfinished)).toMatchObject([
    { ownership: "orphaned", workingFor: { stack: "dev", resource: "web" } },
  ]);
  expect((await run("audit", "--stack", "dev", "--plan", path)).code).toBe(1);
  expect(await run("audit", "--apply", path)).toMatchObject({ code: 0, err: "" });
  expect(found(await audit())).toEqual({ db: ["managed"], "web-1": ["managed"] });
});
