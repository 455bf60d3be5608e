import { connect } from "node:net";

import { post, type Got } from "../test/support/emulatorClient";
import { runCli, startCli } from "../test/support/emulatorProcess";
import { DEMO_KEY } from "./defaults";
import { createEmulator, type Emulator } from "./index";

let emulator: Emulator;
beforeAll(async () => {
  emulator = createEmulator({ allowedHosts: ["zenlayer.internal", "Emulator:18080", "10.0.0.5", "[fd00::5]"] });
  await emulator.start();
});
afterAll(() => emulator.stop());
beforeEach(() => emulator.clearCalls());

const HEADERS = {
  "content-type": "application/json",
  authorization: `Bearer ${DEMO_KEY.token}`,
  "x-zc-action": "DescribeZones",
  "x-zc-version": "2026-04-01",
};
const send = (host: string, url = emulator.url): Promise<Got> => post(url, { ...HEADERS, host }, "{}");

test.each([
  ...["127.0.0.1", "127.0.0.1:18080", "127.1.2.3", "localhost", "localhost:80", "LocalHost:1", "[::1]", "[::1]:18080"],
  ...["zenlayer.internal", "ZENLAYER.internal:443", "emulator", "emulator:99", "10.0.0.5:1", "[fd00::5]:1"],
])("Host %s is accepted", async (host) => {
  expect((await send(host)).status).toBe(200);
  expect(emulator.calls()).toHaveLength(1);
});

test.each([
  ...["evil.example", "evil.example:18080", "localhost.evil.example", "127.0.0.1.evil.example", "127.evil.example"],
  ...["192.168.1.4", "0.0.0.0:18080", "10.0.0.50", "[fd00::6]", "[::1", "::1", "a b", "evil@localhost", "localhost:x"],
  ...["localhost, evil.example", "x.zenlayer.internal", "constructor", "[object Object]"],
])("Host %j is rejected, and the call is not recorded", async (host) => {
  const { status, body } = await send(host);
  expect([status, body.code]).toEqual([403, "EMULATOR_HOST_NOT_ALLOWED"]);
  expect(body.message).toContain(`"${host}"`);
  expect(body.message).toContain(`Use ${emulator.url}`);
  expect(body.message).toContain("allowedHosts or --allowed-host");
  expect(emulator.calls()).toEqual([]);
});

test("a request without Host is rejected", async () => {
  const { port } = new URL(emulator.url);
  const response = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1", () => socket.end("POST /api/v2/vm HTTP/1.0\r\n\r\n"));
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString())).on("error", reject);
    socket.on("end", () => resolve(text));
  });
  expect(response).toMatch(/^HTTP\/1\.1 403 .*EMULATOR_HOST_NOT_ALLOWED/s);
});

test.each(["https://emulator", "a b", "", "emulator/path"])("an invalid allowed host %j is rejected", (host) => {
  expect(() => createEmulator({ allowedHosts: [host] })).toThrow(`allowedHosts: "${host}" is not a host name`);
});

test("--allowed-host can be repeated", async () => {
  const cli = await startCli(["--quiet", "--allowed-host", "one.test", "--allowed-host", "two.test:99"]);
  expect((await send("one.test", cli.url)).status).toBe(200);
  expect((await send("two.test", cli.url)).status).toBe(200);
  expect((await send("three.test", cli.url)).status).toBe(403);
  cli.kill("SIGTERM");
  await cli.exited;
  const { code, output } = await runCli(["--allowed-host", "http://one.test"]).exited;
  expect([code, output]).toEqual([1, expect.stringContaining('"http://one.test" is not a host name') as string]);
});
