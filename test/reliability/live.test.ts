import { createEmulator } from "../../emulator";
import { runLive } from "../live/run";
import { isLong } from "./support/long";

test("the suite for a real account works, here against the emulator, and confirms what it can meet", async () => {
  const emulator = createEmulator({ createImageMs: 1_000, quota: 5, zec: { copyImageMs: 1_000, deleteCopyMs: 500 } });
  const lines: string[] = [];
  try {
    const verdicts = await runLive({
      env: {
        ZENLAYER_ENDPOINT: await emulator.start(),
        ZENLAYER_ACCESS_KEY_ID: emulator.accessKeyId,
        ZENLAYER_ACCESS_KEY_SECRET: emulator.accessKeyPassword,
      },
      homeDirectory: "/nowhere",
      instanceId: "i-web",
      zecInstanceId: "zec-web",
      log: (line) => void lines.push(line),
      withoutEngine: !isLong,
      pollIntervalSeconds: 0.1,
    });
    // The emulator confirms its own guesses, except for those that need a failed image, a second account or a busy service.
    expect(verdicts.refuted()).toEqual([]);
    const confirmed = verdicts.ids.filter((guess) => verdicts.of(guess).verdict === "confirmed");
    expect(confirmed.filter((guess) => guess.startsWith("G")).length).toBeGreaterThanOrEqual(29);
    const open = verdicts.ids.filter((guess) => guess.startsWith("Z") && !confirmed.includes(guess));
    expect(open).toEqual(["Z2", "Z17", "Z25", "Z29"]);
    expect(verdicts.lines()).toHaveLength(verdicts.ids.length);
    expect(lines.filter((line) => /^cleaned up: \d images( of zec)?$/.test(line))).toHaveLength(2);
    expect([...emulator.images(), ...emulator.zec.images()]).toEqual([]);
  } finally {
    await emulator.stop();
  }
});

test("a service that behaves otherwise refutes the guesses", async () => {
  const emulator = createEmulator({
    ...{ createImageMs: 300, descriptionLength: "utf16", renameAfterAvailableMs: 600_000 },
    zec: {
      deleteWrongStatus: "error",
      emptyLists: "null",
      tagsVisibleAfterMs: 400,
      copyImageMs: 300,
      deleteCopyMs: 300,
    },
  });
  try {
    const env = { ZENLAYER_ENDPOINT: await emulator.start(), ZENLAYER_TOKEN: emulator.token };
    const options = { env, homeDirectory: "/nowhere", instanceId: "i-web", log: () => undefined, withoutEngine: true };
    const verdicts = await runLive({ ...options, zecInstanceId: "zec-web", pollIntervalSeconds: 0.1 });
    expect(verdicts.refuted()).toEqual(["G45", "G46", "Z10", "Z20", "Z21", "Z23"]);
  } finally {
    await emulator.stop();
  }
});

test("whatever goes wrong, its images are deleted", async () => {
  const emulator = createEmulator({ createImageMs: 300 });
  emulator.faults.add({ action: "DescribeImageQuota", nth: 3, kind: "500", times: 99 });
  try {
    const env = { ZENLAYER_ENDPOINT: await emulator.start(), ZENLAYER_TOKEN: emulator.token };
    const options = { env, homeDirectory: "/nowhere", instanceId: "i-web", log: () => undefined, withoutEngine: true };
    const verdicts = await runLive({ ...options, pollIntervalSeconds: 0.1 });
    expect(verdicts.of("G19")).toEqual({
      verdict: "not met",
      seen: expect.stringContaining("DescribeImageQuota") as string,
    });
    expect(emulator.history().length).toBeGreaterThan(0);
    expect(emulator.images()).toEqual([]);
  } finally {
    await emulator.stop();
  }
});

test("whatever goes wrong, its images of zec are deleted", async () => {
  const emulator = createEmulator({ createImageMs: 300, zec: { copyImageMs: 300 } });
  emulator.faults.add({ service: "zec", action: "DescribeImageCopyProgress", kind: "500", times: 99 });
  emulator.faults.add({ service: "zec", action: "CopyImage", nth: 3, kind: "copyFails" });
  try {
    const env = { ZENLAYER_ENDPOINT: await emulator.start(), ZENLAYER_TOKEN: emulator.token };
    const options = { env, homeDirectory: "/nowhere", instanceId: "i-web", log: () => undefined, withoutEngine: true };
    const verdicts = await runLive({ ...options, zecInstanceId: "zec-web", pollIntervalSeconds: 0.1 });
    expect(verdicts.of("Z30")).toEqual({
      verdict: "not met",
      seen: expect.stringContaining("DescribeImageCopyProgress") as string,
    });
    expect(emulator.zec.history()).toHaveLength(1);
    expect(emulator.zec.images()).toEqual([]);
  } finally {
    await emulator.stop();
  }
});
