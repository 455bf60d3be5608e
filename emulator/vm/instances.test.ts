import { call, type Got } from "../../test/support/emulatorClient";
import { createEmulator, type Emulator, type EmulatorOptions } from "../index";

let emulator: Emulator;

async function start(options: EmulatorOptions = {}): Promise<void> {
  emulator = createEmulator({ stopInstanceMs: 1000, startInstanceMs: 1000, ...options });
  emulator.pause();
  await emulator.start();
}
afterEach(() => emulator.stop());

const stop = (instanceId: string, forceShutdown?: boolean): Promise<Got> =>
  call(emulator, "StopInstances", { instanceIds: [instanceId], forceShutdown });

const ids = (got: Got): string[] =>
  (got.body.response?.["dataSet"] as { instanceId: string }[]).map(({ instanceId }) => instanceId);

const status = (instanceId: string): string | undefined => emulator.instance(instanceId)?.instanceStatus;

describe("stopping and starting", () => {
  test("STOPPING, then STOPPED; BOOTING, then RUNNING", async () => {
    await start();
    expect((await stop("i-db")).status).toBe(200);
    expect(status("i-db")).toBe("STOPPING");
    emulator.advance(1000);
    expect(status("i-db")).toBe("STOPPED");
    expect((await call(emulator, "StartInstances", { instanceIds: ["i-db"] })).status).toBe(200);
    expect(status("i-db")).toBe("BOOTING");
    emulator.advance(1000);
    expect(status("i-db")).toBe("RUNNING");
  });

  test("an ignored graceful stop stays STOPPING; a forced stop works then", async () => {
    await start();
    emulator.addInstance({ instanceId: "i-stuck", zoneId: "HKG-A", instanceStatus: "RUNNING", ignoresShutdown: true });
    await stop("i-stuck", false);
    emulator.advance(3_600_000);
    expect(status("i-stuck")).toBe("STOPPING");
    expect((await stop("i-stuck", true)).status).toBe(200);
    emulator.advance(1000);
    expect(status("i-stuck")).toBe("STOPPED");
  });

  test("ignoredShutdownStatus: an ignored graceful stop ends in RUNNING", async () => {
    await start({ ignoredShutdownStatus: "RUNNING" });
    emulator.addInstance({ instanceId: "i-stuck", zoneId: "HKG-A", instanceStatus: "RUNNING", ignoresShutdown: true });
    await stop("i-stuck", false);
    emulator.advance(1000);
    expect(status("i-stuck")).toBe("RUNNING");
    await stop("i-stuck"); // forced, by default
    emulator.advance(1000);
    expect(status("i-stuck")).toBe("STOPPED");
  });

  test("all instances of a call or none", async () => {
    await start();
    const { body } = await call(emulator, "StartInstances", { instanceIds: ["i-web", "i-db"] });
    expect(body.code).toBe("OPERATION_DENIED_INSTANCE_NOT_STOPPED");
    expect(status("i-web")).toBe("STOPPED");
  });
});

describe("DescribeInstances", () => {
  beforeEach(() => start());

  test("returns every documented field, and none of the emulator's own", async () => {
    const { body } = await call(emulator, "DescribeInstances", { instanceIds: ["i-db"] });
    const [instance] = body.response?.["dataSet"] as object[];
    expect(instance).toMatchObject({
      instanceId: "i-db",
      instanceName: "db",
      zoneId: "HKG-A",
      instanceStatus: "RUNNING",
      imageName: "Debian 12.4 x86 64-bit",
      systemDisk: { diskId: "disk-i-db", diskSize: 40, diskCategory: "SSD" },
      dataDisks: [{ diskId: "disk-db-data", diskName: "db-data", diskSize: 100 }],
      tags: { tags: [] },
    });
    expect(Object.keys(instance ?? {})).not.toEqual(expect.arrayContaining(["account"]));
    expect(Object.keys(instance ?? {})).toHaveLength(28);
  });

  test.each<[object, string[]]>([
    [{}, ["i-web", "i-db", "i-worker", "i-desktop", "i-tagged"]],
    [{ instanceIds: ["i-db", "i-none"] }, ["i-db"]],
    [{ zoneId: "HKG-A" }, ["i-web", "i-db"]],
    [{ zoneId: "nowhere" }, []],
    [{ instanceStatus: "RUNNING" }, ["i-db"]],
    [{ instanceName: "d" }, []],
    [{ instanceName: "d*" }, ["i-db", "i-desktop", "i-tagged"]],
    [{ instanceName: "db", zoneId: "SIN-A" }, []],
    [{ imageId: "img-yKK4q6XybymPgfx7ynUUqC3N8" }, ["i-db"]],
    [{ tagKeys: ["team"] }, ["i-tagged"]],
    [{ tagKeys: ["team", "cost"] }, []],
    [{ tags: [{ key: "team", value: "web" }] }, ["i-tagged"]],
    [{ tags: [{ key: "team", value: "db" }] }, []],
    [{ securityGroupId: "sg-1" }, ["i-tagged"]],
    [{ privateIpAddresses: ["10.0.0.99"] }, ["i-tagged"]],
    [{ publicIpAddresses: ["198.51.100.1"] }, []],
    [{ pageNum: 2, pageSize: 2 }, ["i-worker", "i-desktop"]],
  ])("%j", async (filter, expected) => {
    emulator.addInstance({
      instanceId: "i-tagged",
      instanceName: "tagged",
      zoneId: "SEL-A",
      tags: { tags: [{ key: "team", value: "web" }] },
      securityGroupIds: ["sg-1"],
      privateIpAddresses: ["10.0.0.99"],
    });
    expect(ids(await call(emulator, "DescribeInstances", filter))).toEqual(expected);
  });
});

test("DescribeInstancesStatus returns ids and statuses, in pages", async () => {
  await start();
  const { body } = await call(emulator, "DescribeInstancesStatus", { pageSize: 1, pageNum: 2 });
  expect(body.response).toMatchObject({
    totalCount: 4,
    dataSet: [{ instanceId: "i-db", instanceStatus: "RUNNING" }],
  });
});

test("DescribeZones returns all zones, including those without image support", async () => {
  await start();
  const all = await call(emulator, "DescribeZones");
  expect(all.body.response?.["zoneSet"]).toHaveLength(6);
  const some = await call(emulator, "DescribeZones", { zoneIds: ["LAX-A", "nowhere"] });
  expect(some.body.response?.["zoneSet"]).toMatchObject([{ zoneId: "LAX-A", zoneName: "Los Angeles A" }]);
});
