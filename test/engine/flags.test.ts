import { readFileSync } from "node:fs";
import { join } from "node:path";
import { emulatedStack, image, program, succeeds, urnOf, type EmulatedStack } from "../support/emulatedStack";

let place: EmulatedStack;

const both = (imageDescription: string) =>
  program(...["web", "db"].map((name) => image(name, { instanceId: "i-web", imageDescription })));

beforeEach(async () => {
  place = await emulatedStack({ program: both("first") });
});
afterEach(() => place.cleanup());

/** Ids of both images in the state. */
const ids = async () => [(await place.stack.resource("web"))?.id, (await place.stack.resource("db"))?.id];
const descriptions = () => place.emulator.images().map(({ imageDescription }) => imageDescription);

interface Plan {
  resourcePlans: Record<string, { goal?: { inputDiff?: { adds?: { imageName?: string } } } }>;
}

test("--json, --save-plan with --plan, --target, --expect-no-changes, --refresh, --replace, state taint", async () => {
  const { stack, emulator } = place;
  const { steps } = JSON.parse(await stdoutOf(stack.preview("--json", "--save-plan", "plan.json"))) as {
    steps: { op: string; urn: string }[];
  };
  const announced = steps.filter(({ op }) => op === "create").map(({ urn }) => urn);
  expect(announced).toEqual(expect.arrayContaining([urnOf("web"), urnOf("db")]));
  const plan = JSON.parse(readFileSync(join(stack.folder, "plan.json"), "utf8")) as Plan;
  const planned = ["web", "db"].map((name) => plan.resourcePlans[urnOf(name)]?.goal?.inputDiff?.adds?.imageName);

  // A plan permits only what was planned, under the names that were shown.
  await stack.setProgram(both("second"));
  const { code, output } = await stack.up("--plan", "plan.json");
  expect(code).not.toBe(0);
  expect(output).toMatch(/violates plan/);
  expect(emulator.history()).toEqual([]);
  await stack.setProgram(both("first"));
  await succeeds(stack.up("--plan", "plan.json"));
  const created = emulator.images().map(({ imageName }) => imageName);
  expect(created.sort()).toEqual(planned.sort());
  const [web, db] = await ids();

  await stack.setProgram(both("second"));
  await succeeds(stack.up("--target", urnOf("web")));
  expect(descriptions().sort()).toEqual(["first", "second"]);
  expect((await stack.preview("--expect-no-changes")).code).not.toBe(0);

  // Repairs the drift of the first, and updates the second, which was no target.
  emulator.describeImage(web!, "drifted");
  await succeeds(stack.up("--refresh"));
  expect(descriptions()).toEqual(["second", "second"]);
  await succeeds(stack.preview("--expect-no-changes"));

  await succeeds(stack.up("--replace", urnOf("web")));
  const [secondWeb, sameDb] = await ids();
  expect(secondWeb).not.toBe(web);
  expect(sameDb).toBe(db);

  await succeeds(stack.pulumi("state", "taint", urnOf("web"), "--yes"));
  await succeeds(stack.up());
  const [thirdWeb] = await ids();
  expect(thirdWeb).not.toBe(secondWeb);
  expect(emulator.images().map(({ imageId }) => imageId)).toEqual(expect.arrayContaining([thirdWeb, db]));
  expect(emulator.history()).toHaveLength(4);

  await succeeds(stack.destroy("--target", urnOf("web")));
  expect(await ids()).toEqual([undefined, db]);
  expect(emulator.images().map(({ imageId }) => imageId)).toEqual([db]);
});

async function stdoutOf(command: ReturnType<EmulatedStack["stack"]["preview"]>): Promise<string> {
  await succeeds(command);
  return (await command).stdout;
}
