import { commandLine } from "../support/commandLine";
import { emulatedStack, image, program, succeeds, type EmulatedStack } from "../support/emulatedStack";
import { pluginOfCheckout } from "../support/yamlProject";
import type { Explanation } from "../../cli/explain/explanation";

let place: EmulatedStack;
afterEach(() => place.cleanup());

const explain = async (...args: string[]): Promise<Explanation> => {
  const { stdout } = await place.stack.preview("--json", "--show-sames", ...args);
  const { out } = await commandLine(["explain", "--json"], { input: stdout, env: place.stack.env });
  return JSON.parse(out) as Explanation;
};
const zecImage = (regions: string[]): string =>
  `new zenlayer.ZecImage("edge", ${JSON.stringify({ instanceId: "zec-web", imageName: "edge", regions })});`;
const [HK, SG] = ["asia-east-1", "asia-southeast-1"] as const;
const held = (): number => place.emulator.images("HKG-A").length;

test("`up` does what explain says of the preview", async () => {
  place = await emulatedStack({
    emulator: { createImageMs: 0, stopInstanceMs: 0, startInstanceMs: 0 },
    program: program(
      image("web", { instanceId: "i-web", imageName: "web-1" }),
      image("old", { instanceId: "i-web", imageName: "old" }),
      zecImage([HK]),
    ),
  });
  const { stack, emulator } = place;
  const created = await explain();
  expect(created).toMatchObject({ summary: { create: 3 }, zones: [{ before: 0, after: 2, peak: 2, max: 5 }] });
  expect(created.unknown).toEqual([expect.stringContaining("Elastic Compute")]);
  await succeeds(stack.up());
  expect(held()).toBe(2);

  await stack.setProgram(
    program(
      image("web", { instanceId: "i-web", imageName: "web-2" }),
      image("db", { instanceId: "i-db", imageName: "db", stopInstance: true }),
      zecImage([HK, SG]),
    ),
  );
  const changed = await explain();
  expect(changed.summary).toEqual({ create: 1, replace: 1, delete: 1, update: 1 });
  expect(changed.zones).toMatchObject([{ before: 2, after: 2, peak: 4 }]);
  expect(changed.changes.map(({ resource, powersOff }) => `${resource} ${powersOff}`).sort()).toEqual([
    "db yes",
    "edge no",
    "old no",
    "web no",
  ]);
  const edge = changed.changes.find(({ resource }) => resource === "edge");
  expect(edge).toMatchObject({ kind: "ZecImage", change: "update", zec: { regionsAdded: [SG] } });
  emulator.clearCalls();
  let most = 0;
  emulator.onCall = () => void (most = Math.max(most, held()));
  await succeeds(stack.up());
  expect({ held: held(), most }).toEqual({ held: 2, most: 4 });
  expect(emulator.calls().filter(({ action }) => action === "StopInstances")).toHaveLength(1);
  expect(emulator.calls().filter(({ action }) => action === "CopyImage")).toHaveLength(1);
  expect(emulator.zec.images()).toMatchObject([{ imageName: "edge", regionIds: [HK, SG] }]);
  expect(await explain()).toMatchObject({ summary: {}, changes: [], zones: [] });
});

test.each(["dynamic provider", "plugin"])("slots of another account are not known: %s", async (kind) => {
  const key = { accessKeyId: "AKPARTNER", accessKeyPassword: "partner-secret" };
  place = await emulatedStack({
    program: program(
      `const partner = new zenlayer.Provider("partner", ${JSON.stringify(key)});`,
      'const hasty = new zenlayer.Provider("hasty", { requestTimeoutSeconds: 30 });',
      image("ours", { instanceId: "i-web", imageName: "ours" }, "{ provider: hasty }"),
      image("theirs", { instanceId: "i-partner", imageName: "theirs" }, "{ provider: partner }"),
    ),
  });
  const { emulator, stack } = place;
  emulator.addAccount({ account: "partner", ...key });
  emulator.addInstance({ instanceId: "i-partner", zoneId: "SIN-A", account: "partner" });
  if (kind === "plugin") {
    const yaml = (instanceId: string, provider: string) => {
      return { type: "zenlayer:CustomImage", properties: { instanceId, imageName: instanceId }, options: { provider } };
    };
    const provider = (properties: object) => ({ type: "pulumi:providers:zenlayer", properties });
    const resources = {
      partner: provider(key),
      hasty: provider({ requestTimeoutSeconds: 30 }),
      ours: yaml("i-web", "${hasty}"),
      theirs: yaml("i-partner", "${partner}"),
    };
    await stack.setProject({ runtime: "yaml", plugins: pluginOfCheckout, resources });
  }
  expect((await explain()).zones).toEqual([
    expect.objectContaining({ zoneId: "HKG-A", created: 1, before: 0, after: 1 }),
    expect.objectContaining({
      provider: "partner",
      created: 1,
      slotsUnknownBecause: expect.stringMatching(/^Provider partner uses another access key/) as string,
    }),
  ]);
});
