import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { callInMemory as call } from "../test/support/emulatorClient";
import { createEmulator, type Emulator, type EmulatorOptions, type InstanceSeed, type ServiceName } from "./index";
import type { ZecInstanceSeed, ZecOptions } from "./index";

// Damaged state and seed files: every key, damaged in every way.

const folder = mkdtempSync(join(tmpdir(), "emulator-files-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Json = { [key: string]: unknown } | unknown[];

const INSTANCE: InstanceSeed = {
  ...createEmulator().instance("i-db"),
  instanceId: "i-web",
  zoneId: "HKG-A",
  instanceStatus: "STOPPED",
  tags: { tags: [{ key: "team", value: "web" }] },
};

const ZEC_INSTANCE: ZecInstanceSeed = {
  ...createEmulator().zec.instance("zec-web"),
  instanceId: "zec-web",
  zoneId: "asia-east-1a",
  tags: [{ key: "team", value: "web" }],
};
const ZEC_INSTANCES = [
  { ...ZEC_INSTANCE, dataDisks: [{ diskId: "disk-1", diskSize: 1, diskCategory: "", burstingEnabled: true }] },
];
const RESOURCE_GROUPS = [{ resourceGroupId: "rg-1", name: "One", createTime: "" }];

/** Options with which the part of the service `zec` has every possible key. */
const ZEC_OPTIONS: ZecOptions = {
  ...{ instances: ZEC_INSTANCES, resourceGroups: RESOURCE_GROUPS },
  ...{ copyImageMs: 60_000, deleteCopyMs: 60_000, deleteImageMs: 60_000, tagsVisibleAfterMs: 60_000 },
};

/** Images of the service `zec` that are CREATING, SYNCING with a failing copy, PROCESSING, DELETING and deleted. */
async function changeZec(emulator: Emulator): Promise<void> {
  const zec = (action: string, params: object) => call(emulator, action, params, { service: "zec" });
  const regionIds = ["asia-east-1", "SEA-A"];
  const add = (imageName: string) =>
    emulator.zec.addImage({ imageName, imageId: `image-${imageName}`, sourceRegionId: "SEA-A", regionIds });
  const { imageId } = add("syncing");
  emulator.zec.setLabels(imageId, { tags: [{ key: "team", value: "db" }] });
  emulator.faults.add({ action: "CopyImage", kind: "copyFails" });
  await zec("CopyImage", { imageId, regionIdList: ["europe-central-1"] });
  await zec("DeleteImageCopy", { imageId: add("processing").imageId, regionIds: ["SEA-A"] });
  await zec("DeleteImages", { imageIds: [add("deleting").imageId] });
  emulator.zec.removeImage(add("removed").imageId);
  await zec("CreateImage", { instanceId: "zec-web", imageName: "creating" });
}

/** A state file with every possible key. */
async function wholeState(): Promise<Json> {
  const stateFile = join(folder, "whole.json");
  rmSync(stateFile, { force: true });
  const emulator = createEmulator({ stateFile, createImageMs: 60_000, instances: [INSTANCE], zec: ZEC_OPTIONS });
  emulator.setQuota("HKG-A", 3);
  const { body } = await call(emulator, "CreateImage", { instanceId: "i-web", imageName: "web" });
  emulator.failImage(String(body.response?.["imageId"]));
  await call(emulator, "DeleteImages", { imageIds: [body.response?.["imageId"]] });
  await call(emulator, "CreateImage", { instanceId: "i-web", imageName: "again", imageDescription: "text" });
  await changeZec(emulator);
  await emulator.stop();
  return JSON.parse(readFileSync(stateFile, "utf8")) as Json;
}

const WHOLE_SEEDS: Json = {
  zones: [{ zoneId: "HKG-A", zoneName: "Hong Kong A", supportsImages: true }],
  publicImages: [
    { imageId: "img-p", imageName: "Debian", imageSize: "30", imageVersion: "12", category: "Debian", osType: "linux" },
  ],
  instances: [{ ...INSTANCE, imageId: "img-p" }],
  images: [
    {
      ...createEmulator().addImage({ imageId: "img-1", zoneId: "HKG-A", imageName: "web" }),
      imageDescription: "text",
      instanceId: "i-web",
    },
  ],
  zec: {
    regions: [createEmulator().zec.regions()[0]],
    zones: [createEmulator().zec.zones()[0]],
    publicImages: [
      {
        ...{ imageId: "public-1", imageName: "Debian", imageSize: "30", imageVersion: "12", category: "Debian" },
        ...{ osType: "linux", minDiskSize: 30, nicNetworkType: ["VirtioOnly"] },
      },
    ],
    instances: [{ ...ZEC_INSTANCE, imageId: "public-1" }],
    images: [createEmulator().zec.addImage({ imageId: "image-1", sourceRegionId: "asia-east-1", imageName: "web" })],
    resourceGroups: RESOURCE_GROUPS,
  },
  keys: [{ account: "demo", accessKeyId: "a", accessKeyPassword: "b", token: "c" }],
};

/** What replaces the value of a key. */
const DAMAGES: Record<string, (value: unknown) => unknown> = {
  missing: () => undefined,
  null: () => null,
  "of the wrong type": (value) => (value === null ? true : typeof value === "string" ? 7 : "text"),
  "another wrong type": (value) => (value === null ? [] : typeof value === "object" ? 7 : {}),
  empty: (value) => (typeof value === "string" ? "" : Array.isArray(value) ? [] : typeof value === "object" ? {} : 0),
};

/** The paths of all keys, including list indexes. */
function keysOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...keysOf(inner, [...path, key])]);
}

function valueAt(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], value);
}

/** A copy with the key at this path damaged. */
function damaged(whole: Json, path: string[], damage: (value: unknown) => unknown): Json {
  const copy = structuredClone(whole);
  const holder = valueAt(copy, path.slice(0, -1)) as Record<string, unknown>;
  const key = path.at(-1) ?? "";
  const value = damage(holder[key]);
  if (value !== undefined) holder[key] = value;
  else if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
  return copy;
}

/** Calls that read and change all of the state. */
const CALLS: [string, object][] = [
  ["DescribeZones", {}],
  ["DescribeImageQuota", {}],
  ["DescribeInstances", { tagKeys: ["team"], securityGroupId: "sg-1", publicIpAddresses: ["a"], instanceName: "a*" }],
  ["DescribeInstances", {}],
  ["DescribeInstancesStatus", {}],
  ["DescribeImages", { zoneId: "HKG-A", pageSize: 1000 }],
  ["StopInstances", { instanceIds: ["i-web"] }],
  ["CreateImage", { instanceId: "i-web", imageName: "new" }],
  ["StartInstances", { instanceIds: ["i-web"] }],
];

/** The same for the service `zec` and those for its tags and groups. */
const ZEC_CALLS: [ServiceName, string, object][] = [
  ["zec", "DescribeZones", {}],
  ["zec", "DescribeRegions", {}],
  ["zec", "DescribeInstances", { tagKeys: ["team"], ipv4Address: "a", name: "a", tags: [{ key: "a" }] }],
  ["zec", "DescribeInstances", {}],
  ["zec", "DescribeCustomImages", { pageSize: 1000, tagKeys: ["team"], regionId: "SEA-A" }],
  ["zec", "DescribeCustomImages", {}],
  ["zec", "DescribeImages", { zoneId: "asia-east-1a" }],
  ["zec", "DescribeImageCopyProgress", { imageId: "image-syncing" }],
  ["zec", "CopyImage", { imageId: "image-1", regionIdList: ["asia-east-1"] }],
  ["zrm", "DescribeResourceTags", { resourceUuid: "image-syncing" }],
  ["user", "DescribeResourceGroups", {}],
  ["zec", "StopInstances", { instanceIds: ["zec-web"] }],
  ["zec", "CreateImage", { instanceId: "zec-web", imageName: "new" }],
  ["zec", "DeleteImages", { imageIds: ["image-1"] }],
];

/** Fails if a call gets a server error. */
async function expectToWork(emulator: Emulator): Promise<void> {
  const statuses = [];
  for (const [action, params] of CALLS) statuses.push([action, (await call(emulator, action, params)).status]);
  for (const [service, action, params] of ZEC_CALLS) {
    statuses.push([action, (await call(emulator, action, params, { service })).status]);
  }
  for (const { imageId } of emulator.images()) {
    statuses.push(["ModifyImagesAttributes", (await modify(emulator, imageId)).status]);
  }
  await emulator.stop();
  expect(statuses.filter(([, status]) => Number(status) >= 500)).toEqual([]);
}

const modify = (emulator: Emulator, imageId: string) =>
  call(emulator, "ModifyImagesAttributes", { imageIds: [imageId], imageDescription: "new" });

/** Creates an emulator from a file with this content. Returns the error message, if there is one. */
async function outcomeOf(option: "stateFile" | "seedFile", content: unknown): Promise<string | undefined> {
  const path = join(folder, `${option}.json`);
  writeFileSync(path, JSON.stringify(content));
  const options: EmulatorOptions = { [option]: path };
  try {
    await expectToWork(createEmulator(options));
    return undefined;
  } catch (error) {
    if ((error as { matcherResult?: unknown }).matcherResult !== undefined) throw error;
    const { message } = error as Error;
    expect(message).toContain(path);
    return message;
  }
}

/** Whether a message names this key, its parent, or a key inside it. */
function names(message: string, path: string[]): boolean {
  const keys = [...message.matchAll(/`([^`]+)`/g)].map(([, key = ""]) => key);
  const key = path.join(".");
  const holder = path.slice(0, -1).join(".");
  // If its zone is missing, the instance is reported.
  if (path[0] === "zones" && keys.includes("instances.0.zoneId")) return true;
  if (path[0] === "zec" && keys.some((named) => /^zec\.\w+\.0\.(zoneId|regionId|sourceRegionId)/.test(named)))
    return true;
  return keys.some((named) => named === key || named === holder || named.startsWith(`${key}.`));
}

describe.each([
  ["state", "stateFile", wholeState],
  ["seed", "seedFile", () => Promise.resolve(WHOLE_SEEDS)],
] as const)("a %s file", (_, option, load) => {
  let whole: Json;
  beforeAll(async () => (whole = await load()));

  test("is accepted if it is intact", async () => {
    expect(await outcomeOf(option, whole)).toBeUndefined();
    expect(keysOf(whole).length).toBeGreaterThan(70);
  });

  test.each(Object.keys(DAMAGES))("any key %s: rejected with file and key, or harmless", async (damage) => {
    const unclear: string[] = [];
    for (const path of keysOf(whole)) {
      const content = damaged(whole, path, DAMAGES[damage] as (value: unknown) => unknown);
      const message = await outcomeOf(option, content);
      const mustRefuse = damage.includes("type");
      if (message === undefined ? mustRefuse : !names(message, path)) unclear.push(`${path.join(".")}: ${message}`);
    }
    expect(unclear).toEqual([]);
  });

  test.each([[null], [[]], ["text"], [7], [true]])("is rejected if it is %j", async (content) => {
    expect(await outcomeOf(option, content)).toMatch(/must be an object|not a state file/);
  });
});

test.each<[string, object, string]>([
  ["quotas without `all`", { quotas: {} }, "`quotas.all` is missing"],
  ["a negative quota", { quotas: { all: -1, zones: {} } }, "`quotas.all` must be a whole number of at least 0"],
  ["a quota of half an image", { quotas: { all: 5, zones: { "HKG-A": 0.5 } } }, "`quotas.zones.HKG-A` must be"],
  ["another format", { format: 2 }, "not a state file of this emulator: `format` is not 1"],
])("a state file with %s", async (_, change, message) => {
  expect(await outcomeOf("stateFile", { ...(await wholeState()), ...change })).toContain(message);
});

test("an image or instance that occurs twice in a state file", async () => {
  const state = (await wholeState()) as { images: object[]; instances: object[] };
  const images = [...state.images, state.images.at(-1)];
  expect(await outcomeOf("stateFile", { ...state, images })).toContain("`images.2.imageId` occurs twice");
  const instances = [...state.instances, state.instances[0]];
  expect(await outcomeOf("stateFile", { ...state, instances })).toMatch(/`instances\.1\.instanceId` occurs twice/);
});

test.each<[object, string]>([
  [{ zones: [{ zoneId: "Z" }, { zoneId: "Z" }] }, "`zones.1.zoneId` occurs twice"],
  [{ instances: [{ instanceId: "i", zoneId: "Z" }] }, '`instances.0.zoneId` is "Z", and there is no such zone'],
  [{ images: [{ imageName: "a", zoneId: "Z" }] }, '`images.0.zoneId` is "Z", and there is no such zone'],
  [{ instances: [{ instanceId: "i", zoneId: "HKG-A", status: "RUNNING" }] }, "`instances.0.status` is not a known key"],
  [{ instances: [{ instanceId: "i", zoneId: "HKG-A", instanceStatus: "OFF" }] }, "must be one of PENDING,"],
  [{ instances: [{ instanceId: "i", zoneId: "HKG-A", systemDisk: { size: 4 } }] }, "`instances.0.systemDisk.size`"],
  [{ keys: [{ account: "other" }] }, "`keys.0` needs `accessKeyId` and `accessKeyPassword`, or `token`"],
  [{ constructor: [] }, "`constructor` is not a known key. Known keys are zones, instances"],
])("a seed file with %j", async (seeds, message) => {
  expect(await outcomeOf("seedFile", seeds)).toContain(message);
});
