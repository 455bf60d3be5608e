import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { call } from "../test/support/emulatorClient";
import { runCli, startCli, type EmulatorProcess } from "../test/support/emulatorProcess";
import { DEMO_KEY } from "./defaults";
import { createEmulator, type Emulator, type EmulatorOptions, type ServiceName } from "./index";

let folder: string;
let stateFile: string;
const started: Emulator[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "emulator-state-"));
  stateFile = join(folder, "state.json");
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((emulator) => emulator.stop()));
  rmSync(folder, { recursive: true });
});

async function open(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = createEmulator({ stateFile, ...options });
  started.push(emulator);
  await emulator.start();
  return emulator;
}

const PARAMS = { instanceId: "i-web", imageName: "web" };

test("a second emulator continues with the state of the first", async () => {
  const first = await open({ createImageMs: 3_600_000 });
  await call(first, "CreateImage", PARAMS);
  const gone = first.addImage({ zoneId: "SIN-A", imageName: "gone" });
  first.removeImage(gone.imageId);
  first.setQuota(undefined, 9);
  first.setQuota("HKG-A", 1);
  first.setInstanceStatus("i-db", "STOPPED");
  await first.stop();

  const second = await open();
  expect(second.history()).toEqual(first.history());
  expect(second.images()).toMatchObject([{ imageName: "web", imageStatus: "CREATING", createdBy: 1 }]);
  expect(second.instances()).toEqual(first.instances());
  const { body } = await call(second, "DescribeImageQuota", { zoneIds: ["HKG-A", "SIN-A"] });
  expect(body.response?.["images"]).toMatchObject([{ count: 1, maxCount: 1 }, { maxCount: 9 }]);
  expect(second.calls()).toMatchObject([{ n: 2 }]); // numbers are not reused
  second.advance(3_600_000);
  expect(second.images()).toMatchObject([{ imageStatus: "AVAILABLE" }]);
  expect(second.instance("i-web")).toMatchObject({ instanceStatus: "STOPPED" });
});

test("a second emulator continues with the state of the service zec", async () => {
  const zecOptions = { createImageMs: 3_600_000, copyImageMs: 3_600_000 };
  const first = await open({ zec: zecOptions });
  const send = (action: string, params: object, service: ServiceName = "zec") =>
    call(first, action, params, { service });
  await send("CreateImage", { instanceId: "zec-web", imageName: "web", tags: { tags: [{ key: "a", value: "b" }] } });
  const copied = first.zec.addImage({ sourceRegionId: "asia-east-1", imageName: "copied" });
  first.faults.add({ action: "CopyImage", kind: "copyFails", regionId: "SEA-A" });
  await send("CopyImage", { imageId: copied.imageId, regionIdList: ["SEA-A", "europe-central-1"] });
  await send("CreateTags", { tags: [{ key: "unbound", value: "1" }] }, "zrm");
  first.zec.setQuota(3);
  await first.stop();

  const second = await open({ zec: zecOptions });
  expect(second.zec.history()).toEqual(first.zec.history());
  expect(second.zec.instances()).toEqual(first.zec.instances());
  const bound = { tag: { key: "unbound", value: "1" }, resourceUuids: [copied.imageId] };
  expect((await call(second, "TagBindResources", bound, { service: "zrm" })).status).toBe(200);
  second.advance(7_200_000);
  expect(second.zec.images()).toMatchObject([
    { imageName: "web", imageStatus: "AVAILABLE", regionIds: ["asia-east-1"], tags: [{ key: "a", value: "b" }] },
    { imageName: "copied", imageStatus: "FAILED", regionIds: ["asia-east-1", "europe-central-1"] },
  ]);
  second.zec.addImage({ sourceRegionId: "SHA", imageName: "third" });
  const fourth = { instanceId: "zec-worker", imageName: "fourth" };
  expect((await call(second, "CreateImage", fourth, { service: "zec" })).body.code).toBe("INVALID_IMAGE_QUOTA_EXCEED");
});

test("a state file without the service zec, of an earlier version, starts with its seeds", async () => {
  const { zec, ...earlier } = JSON.parse(await savedState()) as Record<string, unknown>;
  expect(zec).toBeDefined();
  writeFileSync(stateFile, JSON.stringify(earlier));
  const emulator = await open();
  expect(emulator.images()).toMatchObject([{ imageName: "web" }]);
  expect(emulator.zec.instance("zec-web")).toBeDefined();
});

/** The content of a state file with one image. */
async function savedState(): Promise<string> {
  const emulator = await open();
  await call(emulator, "CreateImage", PARAMS);
  await emulator.stop();
  return readFileSync(stateFile, "utf8");
}

test("a change is saved before it is acknowledged", async () => {
  const emulator = await open();
  const saved = (): string[] => {
    const { images } = JSON.parse(readFileSync(stateFile, "utf8")) as { images: { imageName: string }[] };
    return images.map(({ imageName }) => imageName);
  };
  const seen: string[][] = [];
  emulator.onCall = ({ phase }) => (phase === "after" ? void seen.push(saved()) : undefined);
  await call(emulator, "CreateImage", PARAMS);
  await call(emulator, "ModifyImagesAttributes", { imageIds: [emulator.images()[0]?.imageId], imageName: "new" });
  expect(seen).toEqual([["web"], ["new"]]);
});

test("a change that cannot be saved is not acknowledged", async () => {
  const emulator = await open();
  rmSync(folder, { recursive: true });
  expect((await call(emulator, "CreateImage", PARAMS)).status).toBe(500);
  expect((await call(emulator, "DescribeZones")).status).toBe(200); // reads do not need the file
  folder = mkdtempSync(join(tmpdir(), "emulator-state-"));
});

test.each([
  ["a truncated file", '{"format":1,"images":[', "Unexpected end"],
  ["another program's file", '{"version":3}', "not a state file"],
  ["a file that is not an object", "[]", "not a state file"],
  [
    "a file with missing keys",
    '{"format":1,"images":[{}],"instances":[],"quotas":{},"lastCall":1}',
    "`images.0.imageId` is missing",
  ],
])("%s is rejected with a remedy, and left as it is", (_, text, reason) => {
  writeFileSync(stateFile, text);
  const opening = (): Emulator => createEmulator({ stateFile });
  expect(opening).toThrow(`The state file ${stateFile} cannot be read`);
  expect(opening).toThrow(reason);
  expect(opening).toThrow("Move it away to start with an empty state");
  expect(readFileSync(stateFile, "utf8")).toBe(text);
});

test("a folder that does not exist is reported", () => {
  expect(() => createEmulator({ stateFile: join(folder, "none", "state.json") })).toThrow(join(folder, "none"));
});

test("temporary files of a killed emulator are deleted, other files are not", async () => {
  writeFileSync(join(folder, ".state.json.123.tmp"), '{"for');
  writeFileSync(join(folder, ".other.json.123.tmp"), "");
  await call(await open(), "CreateImage", PARAMS);
  expect(readdirSync(folder).sort()).toEqual([".other.json.123.tmp", "state.json", "state.json.lock"]);
});

describe("one emulator per state file", () => {
  const lockFile = (): string => `${stateFile}.lock`;

  /** Starts an emulator process with the state file. Returns how it exited if it did not listen. */
  async function tryToStart(): Promise<EmulatorProcess | { code: number | null; output: string }> {
    const cli = runCli(["--port", "0", "--quiet", "--create-image-ms", "0", "--state-file", stateFile]);
    const url = await Promise.race([cli.printed(/listening on (http:\S+);/), cli.exited]);
    return typeof url === "string" ? { ...cli, url, token: DEMO_KEY.token } : url;
  }

  test("the second of two processes is rejected, and no acknowledged image is lost", async () => {
    const processes = await Promise.all([tryToStart(), tryToStart()]);
    const running = processes.filter((each): each is EmulatorProcess => "url" in each);
    const acknowledged: unknown[] = [];
    for (const each of [...running, ...running]) {
      acknowledged.push((await call(each, "CreateImage", PARAMS)).body.response?.["imageId"]);
    }
    for (const each of running) each.kill("SIGKILL");
    await Promise.all(running.map((each) => each.exited));

    const created = (await open()).images().filter(({ imageId }) => imageId !== "img-legacy01");
    expect(created.map(({ imageId }) => imageId).sort()).toEqual(acknowledged.sort());
    expect(running).toHaveLength(1);
  });

  test("the error names the file, the process that uses it, and the remedy", async () => {
    const first = await startCli(["--state-file", stateFile, "--quiet"]);
    const second = await tryToStart();
    first.kill("SIGTERM");
    await first.exited;
    expect(second).toMatchObject({
      code: 1,
      output: expect.stringMatching(
        new RegExp(
          `^zenlayer-emulator: The state file ${stateFile} is in use by another emulator \\(process ${first.pid}, ` +
            "started [-0-9]+T[0-9:.]+Z\\)\\. Stop that one first, or use another state file\\.\n$",
        ),
      ) as string,
    });
    expect(existsSync(lockFile())).toBe(false); // the first released it
  });

  test("a second emulator in the same process is rejected until the first is stopped", async () => {
    const first = await open();
    expect(() => createEmulator({ stateFile })).toThrow(`is in use by another emulator (process ${process.pid}`);
    await first.stop();
    expect((await open()).images()).toEqual([]);
  });

  test.each<[string, () => string]>([
    ["of a killed process", () => holder({ pid: spawnSync(process.execPath, ["-e", ""]).pid })],
    // The start time of a process is known on Linux only.
    ...(process.platform === "linux"
      ? ([
          ["of a killed process whose pid was reused", () => holder({ pid: process.ppid, started: "0" })],
          ["of an earlier process with the same pid", () => holder({ pid: process.pid, started: "0" })],
        ] as [string, () => string][])
      : []),
    ["cut short by a power failure", () => '{"pid":'],
    ["of a process killed before it wrote it", () => ""],
  ])("a lock %s does not block", async (_, content) => {
    writeFileSync(lockFile(), content());
    await call(await open(), "CreateImage", PARAMS);
    expect(createdLock()).toMatchObject({ pid: process.pid, host: hostname() });
  });

  // As in a container whose first process waits for no other.
  (process.platform === "linux" ? test : test.skip)(
    "a lock of a killed process that its parent has not waited for does not block",
    async () => {
      const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 60"]);
      const [line] = (await once(createInterface(parent.stdout), "line")) as [string];
      let stat: string;
      do stat = readFileSync(`/proc/${line}/stat`, "utf8");
      while (!stat.includes(") Z "));
      writeFileSync(lockFile(), holder({ pid: Number(line), started: stat.split(" ")[21] }));
      await call(await open(), "CreateImage", PARAMS);
      parent.kill();
    },
  );

  test("a lock of another host is respected; the error names the lock file to delete", () => {
    writeFileSync(lockFile(), holder({ host: "build-7" }));
    expect(() => createEmulator({ stateFile })).toThrow(
      `(process ${process.pid} on build-7, started 2026-01-01T00:00:00.000Z). Stop that one first, or use another ` +
        `state file. If it no longer runs, delete ${lockFile()}.`,
    );
  });

  test("an emulator that has lost its lock acknowledges no more changes", async () => {
    const emulator = await open();
    rmSync(lockFile());
    const other = await open();
    const { status, body } = await call(emulator, "CreateImage", PARAMS);
    expect([status, body.message]).toEqual([500, expect.stringContaining("in use by another emulator") as string]);
    expect((await call(other, "CreateImage", PARAMS)).status).toBe(200);
    await emulator.stop();
    expect(existsSync(lockFile())).toBe(true); // that of the other
  });

  test("an emulator that is started again locks the file again, unless another one has changed it", async () => {
    const first = await open();
    await call(first, "CreateImage", PARAMS);
    await first.stop();
    await first.start();
    expect(() => createEmulator({ stateFile })).toThrow("in use");
    await first.stop();
    const second = await open();
    await call(second, "CreateImage", PARAMS);
    await second.stop();
    await expect(first.start()).rejects.toThrow("was changed by another emulator");
    expect(() => first.setQuota(undefined, 9)).toThrow("was changed by another emulator");
  });

  test("an emulator that cannot be created leaves no lock", () => {
    writeFileSync(stateFile, "{");
    expect(() => createEmulator({ stateFile })).toThrow("cannot be read");
    rmSync(stateFile);
    const mistakes: EmulatorOptions[] = [
      { instances: [{ instanceId: "i", zoneId: "nowhere" }] },
      { keys: [{}] },
      { recordedCalls: -1 },
      { allowedHosts: [""] },
    ];
    for (const options of mistakes) expect(() => createEmulator({ stateFile, ...options })).toThrow();
    expect(existsSync(lockFile())).toBe(false);
  });

  const createdLock = (): unknown => JSON.parse(readFileSync(lockFile(), "utf8"));

  const holder = (changes: object): string =>
    JSON.stringify({
      ...{ pid: process.pid, started: "0", host: hostname(), at: "2026-01-01T00:00:00.000Z", token: "a" },
      ...changes,
    });
});

test("after SIGKILL at random moments the file is intact and has every acknowledged image", async () => {
  const acknowledged: string[] = [];
  for (let round = 0; round < 4; round++) {
    const options = ["--create-image-ms", "0", "--quota", "100000", "--quiet"];
    const cli = await startCli(["--state-file", stateFile, ...options]);
    const before = acknowledged.length;
    const killAfter = 1 + Math.floor(Math.random() * 40);
    const createUntilKilled = async (): Promise<void> => {
      for (;;) {
        const { body } = await call(cli, "CreateImage", PARAMS);
        acknowledged.push(String(body.response?.["imageId"]));
        // A little after a response, so that the kill can hit any moment of the next write.
        if (acknowledged.length - before === killAfter) setTimeout(() => cli.kill("SIGKILL"), Math.random() * 3);
      }
    };
    await Promise.allSettled(Array.from({ length: 4 }, createUntilKilled));
    await cli.exited;

    const emulator = await open();
    const images = emulator.images();
    await emulator.stop();
    expect(images.map(({ imageId }) => imageId)).toEqual(expect.arrayContaining(acknowledged));
    expect(acknowledged.length).toBeGreaterThanOrEqual(before + killAfter);
  }
  expect(new Set(acknowledged).size).toBe(acknowledged.length);
}, 30_000);
