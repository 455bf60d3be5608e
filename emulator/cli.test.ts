import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { call } from "../test/support/emulatorClient";
import { runCli, startCli } from "../test/support/emulatorProcess";
import { DEMO_KEY } from "./defaults";

const folder = mkdtempSync(join(tmpdir(), "emulator-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command line until it exits. */
const ended = (...args: string[]): Promise<{ code: number | null; output: string }> => runCli(args).exited;

function seedFile(content: unknown): string {
  const path = join(folder, `seed-${Math.random()}.json`);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

test("prints zones, instances and settings, logs calls, and exits at once on Ctrl-C", async () => {
  const cli = await startCli(["--create-image-ms", "600000", "--fault", "CreateImage:2:503"]);
  const create = () => call(cli, "CreateImage", { instanceId: "i-web", imageName: "web" });
  const { body } = await create();
  expect((await create()).status).toBe(503);
  cli.kill("SIGINT");
  const { code, output } = await cli.exited;
  expect(code).toBe(0);
  for (const text of [
    "HKG-A  Hong Kong A    0 custom images",
    "SIN-A  Singapore A    1 custom image\n",
    "LAX-A  Los Angeles A  images not supported",
    "i-web      HKG-A  STOPPED",
    "i-db       HKG-A  RUNNING",
    `export ZENLAYER_ENDPOINT=${cli.url}\n`,
    `export ZENLAYER_ACCESS_KEY_ID=${DEMO_KEY.accessKeyId}\n`,
    `export ZENLAYER_ACCESS_KEY_SECRET=${DEMO_KEY.accessKeyPassword}\n`,
    `CreateImage 200 ${body.requestId}\n`,
    "CreateImage 503 SERVICE_TEMPORARY_UNAVAILABLE",
  ]) {
    expect(output).toContain(text);
  }
  expect(output).not.toContain(DEMO_KEY.token);
});

test("exits on SIGTERM with a call in progress; --quiet does not log calls", async () => {
  const cli = await startCli(["--quiet", "--fault", "CreateImage:1:delay"]);
  await call(cli, "DescribeZones");
  const cut = expect(call(cli, "CreateImage", { instanceId: "i-web", imageName: "web" })).rejects.toThrow();
  cli.kill("SIGTERM");
  const { code, output } = await cli.exited;
  await cut;
  expect(code).toBe(0);
  expect(output).not.toContain("DescribeZones");
});

test("a port in use is reported, with status 1", async () => {
  const cli = await startCli();
  const port = new URL(cli.url).port;
  const { code, output } = await ended("--port", port);
  cli.kill("SIGTERM");
  await cli.exited;
  const sentence = `zenlayer-emulator: port ${port} of 127.0.0.1 is in use. Stop the process that listens on it, or choose another port with --port.\n`;
  expect([code, output]).toEqual([1, sentence]);
});

test("a seed file replaces the defaults", async () => {
  const seeds = {
    zones: [{ zoneId: "Z-1" }, { zoneId: "SIN-A" }],
    instances: [{ instanceId: "i-1", zoneId: "Z-1", instanceStatus: "RUNNING" }],
    images: [{ zoneId: "Z-1", imageName: "seeded" }],
    keys: [{ token: "seeded-token" }],
  };
  const cli = await startCli(["--seed-file", seedFile(seeds)]);
  expect(cli.output()).toContain("i-1  Z-1  RUNNING");
  const images = await call(
    cli,
    "DescribeImages",
    { zoneId: "Z-1", imageType: "CUSTOM_IMAGE" },
    { token: "seeded-token" },
  );
  expect(images.body.response?.["dataSet"]).toMatchObject([{ imageName: "seeded", imageStatus: "AVAILABLE" }]);
  cli.kill("SIGTERM");
  await cli.exited;
});

test("a fault can have a number", async () => {
  const cli = await startCli(["--fault", "DescribeZones:1:429:7"]);
  expect((await call(cli, "DescribeZones")).headers["retry-after"]).toBe("7");
  cli.kill("SIGTERM");
  await cli.exited;
});

test("--help lists options and kinds of faults", async () => {
  const { code, output } = await ended("--help");
  expect(code).toBe(0);
  for (const text of ["--port", "--create-image-ms", "--state-file", "--seed-file", "--fault", "cutAfter", "18080"]) {
    expect(output).toContain(text);
  }
});

test.each<[string, string[], string]>([
  ["a port that is not a number", ["--port", "x"], "It must be a whole number from 0 to 65535."],
  ["a port that is too high", ["--port", "65536"], "'65536' is invalid. It must be a whole number from 0 to 65535."],
  ["a quota that is not a number", ["--quota", "x"], "It must be a whole number."],
  ["the call number 0", ["--fault", "CreateImage:0:503"], "It must have the form CreateImage:1:503"],
  ["an unknown kind of fault", ["--fault", "CreateImage:1:toString"], "It must have the form CreateImage:1:503"],
  ["an unknown action", ["--fault", "MakeImage:1:503"], "with an action and a kind from --help"],
  ["a fault with too many parts", ["--fault", "CreateImage:1:delay:5:5"], "It must have the form CreateImage:1:503"],
  ["an unknown option", ["--bogus"], "unknown option '--bogus'"],
  ["a missing seed file", ["--seed-file", "none.json"], "The seed file none.json cannot be used: ENOENT"],
  ["a seed file that is not JSON", ["--seed-file", seedFile("{")], "cannot be used: Expected property name"],
  [
    "an unknown key",
    ["--seed-file", seedFile({ zone: [] })],
    "`zone` is not a known key. Known keys are zones, instances",
  ],
  [
    "an unknown field",
    ["--seed-file", seedFile({ instances: [{ instanceId: "i", zoneId: "HKG-A", status: "RUNNING" }] })],
    "`instances.0.status` is not a known key. Known keys are instanceId, instanceName",
  ],
  ["a seed without an id", ["--seed-file", seedFile({ zones: [{}] })], "`zones.0.zoneId` is missing"],
  [
    "an unknown zone",
    ["--seed-file", seedFile({ instances: [{ instanceId: "i", zoneId: "Z" }] })],
    "there is no such zone",
  ],
])("%s is rejected with status 1", async (_, args, message) => {
  const { code, output } = await ended(...args);
  expect(code).toBe(1);
  expect(output).toContain(message);
  expect(output).not.toContain("    at "); // no stack
});
