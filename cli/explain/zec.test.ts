import { createEmulator, type Emulator } from "../../emulator";
import { commandLine, type CommandLineResult } from "../../test/support/commandLine";
import type { Explanation } from "./explanation";

const [HK, SG, FRA] = ["asia-east-1", "asia-southeast-1", "europe-central-1"] as const;
const ZEC = "zenlayer:index:ZecImage";
const DYNAMIC = "pulumi-nodejs:dynamic/zenlayer:ZecImage";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

let emulator: Emulator;
beforeEach(async () => {
  emulator = createEmulator();
  await emulator.start();
});
afterEach(() => emulator.stop());

const explain = (input: string, ...args: string[]): Promise<CommandLineResult> =>
  commandLine(["explain", ...args], {
    input,
    env: {
      ZENLAYER_ENDPOINT: emulator.url,
      ZENLAYER_ACCESS_KEY_ID: emulator.accessKeyId,
      ZENLAYER_ACCESS_KEY_SECRET: emulator.accessKeyPassword,
    },
  });
const explained = async (input: string, ...args: string[]): Promise<Explanation> =>
  JSON.parse((await explain(input, "--json", ...args)).out) as Explanation;

interface State {
  inputs?: object;
  outputs?: object;
  [key: string]: unknown;
}

function preview(op: string, states: { old?: State; new?: State }, type = ZEC, more: object[] = []): string {
  const urn = `urn:pulumi:dev::test::${type}::web`;
  const state = (of: State | undefined) => of && { urn, type, custom: true, ...of };
  return JSON.stringify({
    steps: [{ op, urn, oldState: state(states.old), newState: state(states.new) }, ...more],
    changeSummary: {},
  });
}

/** State of an image that is in Hong Kong and Singapore. */
const image = (inputs: object = {}, outputs: object = {}): State => ({
  id: "image-1",
  inputs: { instanceId: "zec-web", imageName: "web", ...inputs },
  outputs: {
    instanceId: "zec-web",
    imageName: "web",
    imageSize: 40,
    imageStatus: "AVAILABLE",
    regions: [HK, SG],
    tags: { env: "prod" },
    resourceGroupId: "rg-default",
    ...outputs,
  },
});

test.each([ZEC, DYNAMIC])("an image of type %s is created, with its regions, tags and group", async (type) => {
  const inputs = { regions: [HK, FRA], tags: { env: "test" }, resourceGroupId: "rg-team" };
  const input = preview("create", { new: { inputs: { ...image().inputs, ...inputs } } }, type);
  const { summary, changes, zones, unknown } = await explained(input);
  expect(summary).toEqual({ create: 1 });
  expect(changes).toMatchObject([
    {
      kind: "ZecImage",
      instance: { instanceId: "zec-web", zoneId: "asia-east-1a" },
      powersOff: "no",
      zec: { regionsAdded: [HK, FRA], tagsSet: ["env"], resourceGroupId: "rg-team" },
    },
  ]);
  expect({ zones, unknown }).toEqual({
    zones: [],
    unknown: ["Free slots of Elastic Compute are not known: the service does not tell its quota."],
  });
  const { out } = await explain(input);
  expect(out).toContain('ZecImage "web" creates image web of instance zec-web (web, asia-east-1a)\n');
  expect(out).toContain("It will be in asia-east-1, europe-central-1.\n");
  expect(out).toContain("Sets tags env.\n");
  expect(out).toContain("Puts it into resource group rg-team.\n");
});

test.each<[string, string, Partial<Explanation["changes"][number]["zec"]>, string[], RegExp]>([
  [
    "a rename",
    preview("update", { old: image(), new: image({ imageName: "web-2" }) }),
    { renamed: { from: "web", to: "web-2" }, regionsAdded: [], regionsRemoved: [] },
    ["imageName"],
    /Renames it from web to web-2, in place\./,
  ],
  [
    "regions",
    preview("update", { old: image({ regions: [HK, SG] }), new: image({ regions: [HK, FRA, `-${SG}`] }) }),
    { regionsAdded: [FRA], regionsRemoved: [SG] },
    ["regions"],
    /Copies it to europe-central-1\.\n *Removes it from asia-southeast-1\./,
  ],
  [
    "drift of regions",
    preview("update", { old: image({ regions: [HK, SG] }, { regions: [HK] }), new: image({ regions: [HK, SG] }) }),
    { regionsAdded: [SG], regionsRemoved: [] },
    [],
    /Copies it to asia-southeast-1\./,
  ],
  [
    "regions that are not declared",
    preview("update", { old: image(), new: image({ tags: {} }) }),
    { regionsAdded: [], regionsRemoved: [], tagsRemoved: ["env"] },
    ["tags"],
    /Deletes tags env\./,
  ],
  [
    "regions that are not known yet",
    preview("update", { old: image({ regions: [HK] }), new: image({ regions: [HK, UNKNOWN] }) }),
    { regionsAdded: [], regionsRemoved: [], hasUnknownRegions: true },
    ["regions"],
    /Some of its regions are not known yet\./,
  ],
  [
    "tags and group",
    preview("update", {
      old: image(),
      new: image({ tags: { env: "test", role: "web" }, resourceGroupId: "rg-team" }),
    }),
    { tagsSet: ["env", "role"], tagsRemoved: [], resourceGroupId: "rg-team" },
    ["resourceGroupId", "tags"],
    /Sets tags env, role\.\n *Moves it to resource group rg-team\./,
  ],
])("%s is changed in place", async (_, input, zec, because, says) => {
  const { summary, changes, unknown } = await explained(input);
  expect({ summary, unknown }).toEqual({ summary: { update: 1 }, unknown: [] });
  expect(changes).toMatchObject([{ change: "update", because, zec, keeps: [{ imageId: "image-1" }] }]);
  expect((await explain(input)).out).toMatch(says);
  expect((await explain(input)).out).toContain('ZecImage "web" updates image-1 (web) in place');
});

test("values of tags are never shown", async () => {
  const states = { old: image(), new: image({ tags: { password: "hunter2" } }) };
  for (const format of ["text", "markdown", "json"]) {
    const { out } = await explain(preview("update", states), "--format", format);
    expect(out).toContain("password");
    expect(out).not.toContain("hunter2");
  }
});

test("another instance replaces it; the old image is deleted in all regions", async () => {
  const input = preview("replace", { old: image(), new: image({ instanceId: "zec-db", stopInstance: true }) });
  emulator.zec.addInstance({ instanceId: "zec-front", zoneId: "asia-east-1a", imageId: "image-1", status: "RUNNING" });
  // An instance of the other product that happens to have the same ids.
  emulator.addInstance({ instanceId: "zec-db", zoneId: "HKG-A", imageId: "image-1" });
  const { changes } = await explained(input);
  expect(changes).toMatchObject([
    {
      change: "replace",
      powersOff: "yes",
      instance: { zoneId: "asia-east-1a" },
      deletes: [{ imageId: "image-1", regions: [HK, SG] }],
      usersOfDeleted: [{ instances: [{ instanceId: "zec-front" }] }],
    },
  ]);
  const { out } = await explain(input);
  expect(out).toContain("replaces image-1 (web) with image web of instance zec-db");
  expect(out).toContain("Powers off instance zec-db, which is RUNNING, for an unknown time, then starts it again.");
});

test("a deleted image is deleted in all regions; an adopted one is released, and nothing of it changes", async () => {
  const input = preview("delete", { old: image() });
  expect((await explained(input)).summary).toEqual({ delete: 1 });
  expect((await explain(input)).out).toContain("Deletes it in asia-east-1, asia-southeast-1.");
  const adopted = image({ adoptImageId: "image-1" });
  expect((await explained(preview("delete", { old: adopted }))).changes).toMatchObject([
    { change: "release", deletes: [] },
  ]);
  expect((await explain(preview("delete", { old: adopted }))).out).not.toMatch(/Deletes it in/);
  const other = image({ adoptImageId: "image-1", tags: { env: "test" } });
  const changed = await explained(preview("update", { old: adopted, new: other }));
  expect(changed.changes[0]).not.toHaveProperty("zec");
  expect((await explained(preview("update", { old: adopted, new: image() }))).summary).toEqual({ own: 1 });
  const adopts = preview("create", { new: { inputs: { adoptImageId: "image-7" } } });
  expect((await explained(adopts)).changes).toMatchObject([{ change: "adopt", keeps: [{ imageId: "image-7" }] }]);
});

test.each([
  ["is being created", { imageStatus: "CREATING" }],
  ["is being copied", { imageStatus: "SYNCING" }],
  ["has its working name", { __record: { workingName: `web-z1n${"a".repeat(32)}` } }],
])("an image that %s is finished", async (_, outputs) => {
  const { changes } = await explained(preview("update", { old: image({}, outputs), new: image() }));
  expect(changes).toMatchObject([{ change: "resume" }]);
});

test("measured times of images of Elastic Compute count, those of vm do not", async () => {
  const other = (type: string, seconds: number): object => {
    const urn = `urn:pulumi:dev::test::${type}::${seconds}`;
    return { op: "same", urn, oldState: { urn, type, ...image({}, { creationSeconds: seconds }) } };
  };
  const states = { new: image({ instanceId: "zec-db", stopInstance: true, regions: [HK, SG] }) };
  const vm = other("zenlayer:index:CustomImage", 4_000);
  expect((await explained(preview("create", states, ZEC, [vm]))).changes[0]).not.toHaveProperty("estimate");
  const input = preview("create", states, ZEC, [vm, other(ZEC, 120), other(DYNAMIC, 130)]);
  const { estimate } = (await explained(input)).changes[0]!;
  expect(estimate).toMatchObject({ images: 2 });
  expect((await explain(input)).out).toMatch(/for about \d+ to \d+ min \(measured: 2 images\), then starts it again\./);
  const stopped = preview("create", { new: image({ regions: [HK, SG] }) }, ZEC, [other(ZEC, 120)]);
  expect((await explain(stopped)).out).toMatch(
    /Creating the image takes about .* \(measured: 1 image\), and its copies longer\./,
  );
});

test("only what changes is looked up, and what cannot be is unknown", async () => {
  const input = preview("create", { new: image() });
  await explained(input);
  expect(emulator.calls().map(({ service, action }) => `${service} ${action}`)).toEqual(["zec DescribeInstances"]);
  emulator.faults.add({ service: "zec", action: "DescribeInstances", kind: "garbage" });
  const { unknown, changes } = await explained(input);
  expect(unknown[0]).toMatch(/^Instances of Elastic Compute are not known: /);
  expect(changes).toMatchObject([{ change: "create", instanceId: "zec-web" }]);
});

describe("families", () => {
  const FAMILY = "zenlayer:index:ZecImageFamily";
  const stored = (label: string, regions: string[]) => ({
    version: label,
    sequence: Number(label),
    image: {
      ...{ imageId: `image-${label}`, imageName: `web-${label}`, imageStatus: "AVAILABLE", regions, imageSize: 40 },
      __record: { seen: true, wasAvailable: true },
    },
  });
  const family = (inputs: object, versions = [stored("1", [HK]), stored("2", [HK])]): State => ({
    id: "web",
    inputs: { familyName: "web", instanceId: "zec-web", keep: 2, ...inputs },
    outputs: {
      ...{ familyName: "web", keep: 2, currentVersion: "2", regions: [HK], ...inputs },
      versions: versions.toReversed().map(({ version, image: { imageId, imageName } }) => {
        return { version, imageId, imageName };
      }),
      __versions: versions,
      __record: { nextSequence: 3, forgotten: [] },
    },
  });

  test("a new version is created in the declared regions, and the oldest is pruned", async () => {
    const states = { old: family({ version: "2" }), new: family({ version: "3", regions: [HK, SG] }) };
    const input = preview("update", states, FAMILY);
    expect((await explained(input)).changes).toMatchObject([
      {
        change: "create",
        kind: "ZecImageFamily",
        creates: { imageName: "web-3" },
        current: { from: "2", to: "3" },
        mayPrune: [{ imageId: "image-1", regions: [HK] }],
        zec: { regionsAdded: [HK, SG] },
      },
    ]);
    expect((await explain(input)).out).toMatch(/creates image web-3 of instance zec-web[^]*Prunes image-1 \(web-1\)/);
  });

  test("regions and tags of all versions are changed in place", async () => {
    const versions = [stored("1", [HK, FRA]), stored("2", [HK])];
    const inputs = { version: "2", regions: [HK, SG], tags: { env: "prod" } };
    const input = preview("update", { old: family({ version: "2" }, versions), new: family(inputs, versions) }, FAMILY);
    const { changes, unknown } = await explained(input);
    expect(changes).toMatchObject([
      { change: "update", deletes: [], zec: { regionsAdded: [SG], regionsRemoved: [FRA], tagsSet: ["env"] } },
    ]);
    expect(unknown).toEqual([]);
  });

  test("a deleted family deletes every version in all regions", async () => {
    const old = family({ version: "2" }, [stored("1", [HK, FRA]), stored("2", [HK])]);
    const input = preview("delete", { old }, FAMILY);
    expect((await explained(input)).changes).toMatchObject([
      { change: "delete", deletes: [{ imageId: "image-2" }, { imageId: "image-1" }] },
    ]);
    expect((await explain(input)).out).toContain("Deletes it in asia-east-1, europe-central-1.");
  });
});
