import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

import { call } from "../test/support/emulatorClient";
import { runCli, startCli, type EmulatorProcess } from "../test/support/emulatorProcess";
import { DEMO_KEY } from "./defaults";
import { createEmulator, type Emulator, type EmulatorOptions } from "./index";

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

const WISH = { instanceId: "i-web", imageName: "web" };

test("a later life goes on where the first ended", async () => {
  const first = await open({ createImageMs: 3_600_000 });
  await call(first, "CreateImage", WISH);
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
  expect(second.calls()).toMatchObject([{ n: 2 }]); // numbers are not given twice
  second.advance(3_600_000);
  expect(second.images()).toMatchObject([{ imageStatus: "AVAILABLE" }]);
  expect(second.instance("i-web")).toMatchObject({ instanceStatus: "STOPPED" });
});

test("a change is in the file before anybody is told of it", async () => {
  const emulator = await open();
  const kept = (): string[] => {
    const { images } = JSON.parse(readFileSync(stateFile, "utf8")) as { images: { imageName: string }[] };
    return images.map(({ imageName }) => imageName);
  };
  const seen: string[][] = [];
  emulator.onCall = ({ phase }) => (phase === "after" ? void seen.push(kept()) : undefined);
  await call(emulator, "CreateImage", WISH);
  await call(emulator, "ModifyImagesAttributes", { imageIds: [emulator.images()[0]?.imageId], imageName: "new" });
  expect(seen).toEqual([["web"], ["new"]]);
});

test("a change that cannot be kept is not acknowledged", async () => {
  const emulator = await open();
  rmSync(folder, { recursive: true });
  expect((await call(emulator, "CreateImage", WISH)).status).toBe(500);
  expect((await call(emulator, "DescribeZones")).status).toBe(200); // reading needs no file
  folder = mkdtempSync(join(tmpdir(), "emulator-state-"));
});

test.each([
  ["half a file", '{"format":1,"images":[', "Unexpected end"],
  ["another program's file", '{"version":3}', "not a state file"],
  ["no object", "[]", "not a state file"],
  [
    "a file with parts missing",
    '{"format":1,"images":[{}],"instances":[],"quotas":{},"lastCall":1}',
    "`images.0.imageId` is missing",
  ],
])("%s is refused with a way out, and left alone", (_, text, reason) => {
  writeFileSync(stateFile, text);
  const opening = (): Emulator => createEmulator({ stateFile });
  expect(opening).toThrow(`The state file ${stateFile} cannot be read`);
  expect(opening).toThrow(reason);
  expect(opening).toThrow("move it away to start afresh");
  expect(readFileSync(stateFile, "utf8")).toBe(text);
});

test("a folder that does not exist is named", () => {
  expect(() => createEmulator({ stateFile: join(folder, "none", "state.json") })).toThrow(join(folder, "none"));
});

test("what a killed emulator had begun to write is cleaned away, other files are not", async () => {
  writeFileSync(join(folder, ".state.json.123.tmp"), '{"for');
  writeFileSync(join(folder, ".other.json.123.tmp"), "");
  await call(await open(), "CreateImage", WISH);
  expect(readdirSync(folder).sort()).toEqual([".other.json.123.tmp", "state.json", "state.json.lock"]);
});

describe("one emulator per state file", () => {
  const lockFile = (): string => `${stateFile}.lock`;

  /** Starts a process on the state file, and says how it ended if it did not listen. */
  async function tryToStart(): Promise<EmulatorProcess | { code: number | null; output: string }> {
    const cli = runCli(["--port", "0", "--quiet", "--create-image-ms", "0", "--state-file", stateFile]);
    const url = await Promise.race([cli.printed(/listening on (http:\S+);/), cli.exited]);
    return typeof url === "string" ? { ...cli, url, token: DEMO_KEY.token } : url;
  }

  test("of two processes one is refused, and no acknowledged image is lost", async () => {
    const processes = await Promise.all([tryToStart(), tryToStart()]);
    const running = processes.filter((each): each is EmulatorProcess => "url" in each);
    const acknowledged: unknown[] = [];
    for (const each of [...running, ...running]) {
      acknowledged.push((await call(each, "CreateImage", WISH)).body.response?.["imageId"]);
    }
    for (const each of running) each.kill("SIGKILL");
    await Promise.all(running.map((each) => each.exited));

    const kept = (await open()).images().map(({ imageId }) => imageId);
    expect(kept.sort()).toEqual(acknowledged.sort());
    expect(running).toHaveLength(1);
  });

  test("the refusal names the file, the process that holds it, and what to do", async () => {
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
    expect(existsSync(lockFile())).toBe(false); // the first gave it back, the second took nothing away
  });

  test("in one process too, until the first is stopped", async () => {
    const first = await open();
    expect(() => createEmulator({ stateFile })).toThrow(`is in use by another emulator (process ${process.pid}`);
    await first.stop();
    expect((await open()).images()).toEqual([]);
  });

  test.each<[string, () => string]>([
    ["of a killed process", () => holder({ pid: spawnSync(process.execPath, ["-e", ""]).pid })],
    // Only Linux tells when a process was started.
    ...(process.platform === "linux"
      ? ([
          ["of a killed process whose pid another one has now", () => holder({ pid: process.ppid, started: "0" })],
          ["of an earlier process with this pid", () => holder({ pid: process.pid, started: "0" })],
        ] as [string, () => string][])
      : []),
    ["cut short by a power failure", () => '{"pid":'],
    ["without content", () => ""],
  ])("a lock %s does not block", async (_, content) => {
    writeFileSync(lockFile(), content());
    await call(await open(), "CreateImage", WISH);
    expect(createdLock()).toMatchObject({ pid: process.pid, host: hostname() });
  });

  test("a lock of another host is respected, and its refusal names the file to delete", () => {
    writeFileSync(lockFile(), holder({ host: "build-7" }));
    expect(() => createEmulator({ stateFile })).toThrow(
      `(process ${process.pid} on build-7, started 2026-01-01T00:00:00.000Z). Stop that one first, or use another ` +
        `state file. If it no longer runs, delete ${lockFile()}.`,
    );
  });

  test("an emulator whose lock was taken away acknowledges nothing more", async () => {
    const emulator = await open();
    rmSync(lockFile());
    const other = await open();
    const { status, body } = await call(emulator, "CreateImage", WISH);
    expect([status, body.message]).toEqual([500, expect.stringContaining("in use by another emulator") as string]);
    expect((await call(other, "CreateImage", WISH)).status).toBe(200);
    await emulator.stop();
    expect(existsSync(lockFile())).toBe(true); // of the other
  });

  test("started again, it holds the file again, unless the state was changed meanwhile", async () => {
    const first = await open();
    await call(first, "CreateImage", WISH);
    await first.stop();
    await first.start();
    expect(() => createEmulator({ stateFile })).toThrow("in use");
    await first.stop();
    const second = await open();
    await call(second, "CreateImage", WISH);
    await second.stop();
    await expect(first.start()).rejects.toThrow("was changed by another emulator");
    expect(() => first.setQuota(undefined, 9)).toThrow("was changed by another emulator");
  });

  test("an emulator that cannot be made gives the file back", () => {
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

test("SIGKILL at random moments: every acknowledged image is there again, and the file can be read", async () => {
  const acknowledged: string[] = [];
  for (let round = 0; round < 4; round++) {
    const options = ["--create-image-ms", "0", "--quota", "100000", "--quiet"];
    const cli = await startCli(["--state-file", stateFile, ...options]);
    const before = acknowledged.length;
    const killAfter = 1 + Math.floor(Math.random() * 40);
    const createUntilKilled = async (): Promise<void> => {
      for (;;) {
        const { body } = await call(cli, "CreateImage", WISH);
        acknowledged.push(String(body.response?.["imageId"]));
        // A little later than an answer, so that the kill may meet any moment of the next write.
        if (acknowledged.length - before === killAfter) setTimeout(() => cli.kill("SIGKILL"), Math.random() * 3);
      }
    };
    await Promise.allSettled(Array.from({ length: 4 }, createUntilKilled));
    await cli.exited;

    const emulator = await open();
    const made = emulator.images();
    await emulator.stop();
    expect(made.map(({ imageId }) => imageId)).toEqual(expect.arrayContaining(acknowledged));
    expect(acknowledged.length).toBeGreaterThanOrEqual(before + killAfter);
  }
  expect(new Set(acknowledged).size).toBe(acknowledged.length);
}, 30_000);
