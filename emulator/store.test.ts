import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { call } from "../test/support/emulatorClient";
import { startCli } from "../test/support/emulatorProcess";
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
  ["a file with parts missing", '{"format":1,"images":[{}],"instances":[],"quotas":{},"lastCall":1}', "parts of it"],
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
  expect(readdirSync(folder).sort()).toEqual([".other.json.123.tmp", "state.json"]);
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

    const made = createEmulator({ stateFile }).images();
    expect(made.map(({ imageId }) => imageId)).toEqual(expect.arrayContaining(acknowledged));
    expect(acknowledged.length).toBeGreaterThanOrEqual(before + killAfter);
  }
  expect(new Set(acknowledged).size).toBe(acknowledged.length);
}, 30_000);
