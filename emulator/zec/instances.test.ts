import { call, type Got } from "../../test/support/emulatorClient";
import { createEmulator, type Emulator, type ZecOptions } from "../index";

let emulator: Emulator;

async function start(zec: ZecOptions = {}): Promise<void> {
  emulator = createEmulator({ zec: { stopInstanceMs: 1000, startInstanceMs: 1000, ...zec } });
  emulator.pause();
  await emulator.start();
}
afterEach(() => emulator.stop());

const zec = (action: string, params: object = {}): Promise<Got> => call(emulator, action, params, { service: "zec" });
const status = (instanceId: string): string | undefined => emulator.zec.instance(instanceId)?.status;
const failed = async (action: string, params: object): Promise<unknown> =>
  (await zec(action, params)).body.response?.["instanceIds"];

describe("stopping and starting", () => {
  test("STOPPING, then STOPPED; BOOTING, then RUNNING", async () => {
    await start();
    expect(await failed("StopInstances", { instanceIds: ["zec-db"] })).toEqual([]);
    expect(status("zec-db")).toBe("STOPPING");
    emulator.advance(1000);
    expect(status("zec-db")).toBe("STOPPED");
    expect(await failed("StartInstances", { instanceIds: ["zec-db"] })).toEqual([]);
    expect(status("zec-db")).toBe("BOOTING");
    emulator.advance(1000);
    expect(status("zec-db")).toBe("RUNNING");
  });

  test("a stop is forced unless forceShutdown is false", async () => {
    await start();
    const seed = { zoneId: "SHA-A", status: "RUNNING", ignoresShutdown: true } as const;
    ["zec-1", "zec-2"].forEach((instanceId) => emulator.zec.addInstance({ instanceId, ...seed }));
    await zec("StopInstances", { instanceIds: ["zec-1"] });
    await zec("StopInstances", { instanceIds: ["zec-2"], forceShutdown: false });
    emulator.advance(1000);
    expect({ "zec-1": status("zec-1"), "zec-2": status("zec-2") }).toEqual({ "zec-1": "STOPPED", "zec-2": "STOPPING" });
    await zec("StopInstances", { instanceIds: ["zec-2"], forceShutdown: true }); // force may follow a graceful stop
    emulator.advance(1000);
    expect(status("zec-2")).toBe("STOPPED");
  });

  test("ignoredShutdownStatus: an ignored graceful stop ends in RUNNING", async () => {
    await start({ ignoredShutdownStatus: "RUNNING" });
    emulator.zec.instance("zec-db")!.ignoresShutdown = true;
    await zec("StopInstances", { instanceIds: ["zec-db"], forceShutdown: false });
    emulator.advance(1000);
    expect(status("zec-db")).toBe("RUNNING");
  });

  test("of several instances those that failed are listed, and the others change", async () => {
    await start();
    const instanceIds = ["zec-web", "zec-none", "zec-db", "zec-db"];
    expect(await failed("StopInstances", { instanceIds })).toEqual(["zec-web", "zec-none"]);
    expect(status("zec-db")).toBe("STOPPING");
    expect(await failed("StartInstances", { instanceIds })).toEqual(["zec-none", "zec-db"]);
    expect(status("zec-web")).toBe("BOOTING");
  });
});

describe("DescribeInstances", () => {
  test("returns the documented fields, none of the emulator's own", async () => {
    await start();
    const { body } = await zec("DescribeInstances", { instanceIds: ["zec-db"] });
    const [instance] = body.response?.["dataSet"] as object[];
    expect(instance).toMatchObject({
      instanceId: "zec-db",
      instanceName: "db",
      zoneId: "asia-east-1a",
      status: "RUNNING",
      imageName: "Ubuntu Server 24.04 LTS 64-bit",
      systemDisk: { diskId: "disk-zec-db", diskSize: 40, burstingEnabled: false },
      nics: [{ regionId: "asia-east-1" }],
      resourceGroupId: "rg-default",
      resourceGroupName: "Default Resource Group",
      tags: { tags: [] },
    });
    const keys = Object.keys(instance ?? {});
    for (const hidden of ["account", "ignoresShutdown", "next", "instanceStatus"]) expect(keys).not.toContain(hidden);
  });

  test.each<[object, string[]]>([
    [{ instanceIds: ["zec-db", "zec-none"] }, ["zec-db"]],
    [{ zoneId: "asia-east-1a" }, ["zec-web", "zec-db"]],
    [{ status: "RUNNING" }, ["zec-db"]],
    [{ name: "W" }, ["zec-web", "zec-worker"]],
    [{ imageId: "image-own" }, ["zec-user"]],
    [{ ipv4Address: "10.9.9.9" }, ["zec-user"]],
    [{ ipv6Address: "2001:db8::1" }, []],
    [{ resourceGroupId: "rg-team" }, ["zec-user"]],
    [{ tagKeys: ["team"] }, ["zec-user"]],
    [{ tags: [{ key: "team", value: "db" }] }, []],
    [{ pageNum: 2, pageSize: 2 }, ["zec-worker", "zec-sha"]],
  ])("%j", async (filter, expected) => {
    await start();
    emulator.zec.addInstance({
      instanceId: "zec-user",
      zoneId: "SHA-A",
      imageId: "image-own",
      resourceGroupId: "rg-team",
      privateIpAddresses: ["10.9.9.9"],
      tags: [{ key: "team", value: "web" }],
    });
    const found = (await zec("DescribeInstances", filter)).body.response?.["dataSet"] as { instanceId: string }[];
    expect(found.map(({ instanceId }) => instanceId)).toEqual(expected);
  });
});

test("DescribeInstancesStatus calls the status instanceStatus", async () => {
  await start();
  const { body } = await zec("DescribeInstancesStatus", { pageSize: 1, pageNum: 2, resourceGroupId: "rg-default" });
  const dataSet = [{ instanceId: "zec-db", instanceStatus: "RUNNING" }];
  expect(body.response).toMatchObject({ totalCount: 5, dataSet });
});

test("DescribeZones names the region of each zone; DescribeRegions and GPU types", async () => {
  await start();
  const zones = await zec("DescribeZones", { zoneIds: ["SEA-A", "nowhere"] });
  expect(zones.body.response?.["zoneSet"]).toMatchObject([{ zoneId: "SEA-A", regionId: "SEA-A", countryCode: "US" }]);
  const regions = await zec("DescribeRegions", { regionIds: ["SHA"] });
  const keys = ["regionId", "regionName", "location", "wideRegionName", "wideRegionTitle", "administrativeRegion"];
  expect((regions.body.response?.["regionSet"] as object[]).map((each) => Object.keys(each).sort())).toEqual([
    keys.sort(),
  ]);
  const gpus = await zec("DescribeZoneGpuInstanceConfigInfos", { zoneId: "SEA-A" });
  const [gpu] = gpus.body.response?.["instanceTypeQuotaSet"] as { instanceType: string }[];
  expect(gpu?.instanceType).toBe(emulator.zec.instance("zec-gpu")?.instanceType);
});
