import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";

import { createEmulator, type Emulator } from "../../emulator";
import { systemClock } from "../../provider/zenlayer/clock";
import {
  commandLine,
  emptyFolder,
  fakePulumi,
  plantPackage,
  type CommandLineResult,
} from "../../test/support/commandLine";
import { listen, ScriptedServer } from "../../test/support/scriptedServer";
import { OWN } from "../packages";
import type { CheckResult } from "./checks/checkResult";

const tlsFile = (name: string): string => join(__dirname, "..", "..", "test", "support", "tls", name);

const TOKEN = "very-secret-token";
const PULUMI = { version: "v3.259.0", "plugin ls": [] };

let emulator: Emulator;
let folder: string;
const opened: { stop(): unknown }[] = [];

beforeEach(async () => {
  folder = emptyFolder();
  emulator = createEmulator();
  await emulator.start();
});
afterEach(async () => {
  await emulator.stop();
  for (const each of opened.splice(0)) await each.stop();
  rmSync(folder, { recursive: true });
});

/** A computer without problems. */
const healthy = () => ({
  folder,
  env: {
    PATH: fakePulumi(folder, PULUMI),
    ZENLAYER_ENDPOINT: emulator.url,
    ZENLAYER_ACCESS_KEY_ID: emulator.accessKeyId,
    ZENLAYER_ACCESS_KEY_SECRET: emulator.accessKeyPassword,
  } as Record<string, string | undefined>,
});
type Computer = ReturnType<typeof healthy> & Parameters<typeof commandLine>[1];

const checksIn = ({ out }: CommandLineResult): CheckResult[] => (JSON.parse(out) as { checks: CheckResult[] }).checks;

test("on a healthy computer every line is ok", async () => {
  const result = await commandLine(["doctor", "--json"], healthy());
  const found = checksIn(result).map(({ name, status }) => `${name} ${status}`);
  expect(found).toEqual([
    "node ok",
    "pulumi ok",
    "sdk skipped",
    "typescript ok",
    "plugin ok",
    "configuration skipped",
    "endpoint ok",
    "settings ok",
    "credentials ok",
    "proxy ok",
    "connection ok",
    "clock ok",
    "access key ok",
    "DescribeZones ok",
    "DescribeImageQuota ok",
    "DescribeImages ok",
    "DescribeInstances ok",
    "quota ok",
  ]);
  expect(result.code).toBe(0);
  expect(emulator.calls().map(({ action }) => action)).toEqual([
    "DescribeZones",
    "DescribeImageQuota",
    "DescribeImages",
    "DescribeInstances",
  ]);
});

interface Planted {
  situation: string;
  /** The line that tells it. */
  name: string;
  status?: CheckResult["status"];
  /** What was found, and what to do about it. */
  says: RegExp;
  args?: string[];
  plant(computer: Computer): Computer | Promise<Computer>;
}

const withEnv = (computer: Computer, env: Computer["env"]): Computer => ({
  ...computer,
  env: { ...computer.env, ...env },
});

const PLANTED: Planted[] = [
  {
    situation: "a wrong key",
    name: "access key",
    says: /rejected the access key from the environment variables.*Copy both again/,
    plant: (computer) => withEnv(computer, { ZENLAYER_ACCESS_KEY_SECRET: "not-the-password" }),
  },
  {
    situation: "half a key",
    name: "credentials",
    says: /ZENLAYER_ACCESS_KEY_ID is set, but ZENLAYER_ACCESS_KEY_SECRET is missing.*Set both/,
    plant: (computer) => withEnv(computer, { ZENLAYER_ACCESS_KEY_SECRET: undefined }),
  },
  {
    situation: "no key at all",
    name: "credentials",
    says: /No credentials.*set its two environment variables/,
    plant: (computer) =>
      withEnv(computer, { ZENLAYER_ACCESS_KEY_ID: undefined, ZENLAYER_ACCESS_KEY_SECRET: undefined }),
  },
  {
    situation: "an expired token",
    name: "access key",
    says: /the token has expired.*new ones in the Zenlayer console/,
    plant: (computer) => withEnv(computer, { ZENLAYER_TOKEN: TOKEN }),
  },
  {
    situation: "a clock that is ten minutes behind",
    name: "clock",
    says: /10 min behind.*Set the clock/,
    plant: (computer) => ({ ...computer, clock: { ...systemClock, wallTime: () => Date.now() - 600_000 } }),
  },
  {
    situation: "a clock that is ten minutes ahead, with a token, which needs no clock",
    name: "clock",
    says: /10 min ahead.*Set the clock/,
    plant: (computer) => ({
      ...withEnv(computer, { ZENLAYER_TOKEN: emulator.token }),
      clock: { ...systemClock, wallTime: () => Date.now() + 600_000 },
    }),
  },
  {
    situation: "a clock that is two minutes ahead",
    name: "clock",
    status: "warning",
    says: /2 min ahead.*Set the clock/,
    plant: (computer) => ({ ...computer, clock: { ...systemClock, wallTime: () => Date.now() + 120_000 } }),
  },
  {
    situation: "an endpoint where nothing listens",
    name: "connection",
    says: /connection refused.*Check the endpoint/,
    plant: (computer) => withEnv(computer, { ZENLAYER_ENDPOINT: "http://127.0.0.1:9" }),
  },
  {
    situation: "an endpoint that is another web site",
    name: "connection",
    says: /web page.*Check the endpoint/,
    async plant(computer) {
      const page = (response: http.ServerResponse): void =>
        void response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><html>Welcome</html>");
      const site = await ScriptedServer.start([page]);
      opened.push(site);
      return withEnv(computer, { ZENLAYER_ENDPOINT: site.url });
    },
  },
  {
    situation: "an http endpoint on another host",
    name: "endpoint",
    says: /unencrypted.*Use https/,
    plant: (computer) => withEnv(computer, { ZENLAYER_ENDPOINT: "http://zenlayer.example" }),
  },
  {
    situation: "a proxy that refuses",
    name: "connection",
    says: /the proxy 127\.0\.0\.1:\d+ .*HTTP status 407.*HTTPS_PROXY/,
    async plant(computer) {
      const server = http.createServer();
      server.on("connect", (_, socket) => socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"));
      await listen(server);
      const { port } = server.address() as { port: number };
      process.env.HTTPS_PROXY = `http://127.0.0.1:${port}`;
      opened.push({ stop: () => server.close() }, { stop: () => delete process.env.HTTPS_PROXY });
      return withEnv(computer, { ZENLAYER_ENDPOINT: "https://console.zenlayer.example" });
    },
  },
  {
    situation: "a proxy that cannot be used",
    name: "proxy",
    says: /must start with http:\/\/ or https:\/\//,
    plant(computer) {
      process.env.HTTPS_PROXY = "socks5://user:very-secret-login@127.0.0.1:9";
      opened.push({ stop: () => delete process.env.HTTPS_PROXY });
      return withEnv(computer, { ZENLAYER_ENDPOINT: "https://console.zenlayer.example" });
    },
  },
  {
    situation: "a private certificate authority that is not trusted",
    name: "connection",
    says: /certificate .* is not trusted.*NODE_EXTRA_CA_CERTS/,
    async plant(computer) {
      const tls = { key: readFileSync(tlsFile("server-key.pem")), cert: readFileSync(tlsFile("server.pem")) };
      const server = await ScriptedServer.start([], tls);
      opened.push(server);
      return withEnv(computer, { ZENLAYER_ENDPOINT: server.url });
    },
  },
  {
    situation: "an old Node.js",
    name: "node",
    says: /Node\.js 18\.20\.4 is too old.*Install Node\.js 20\.19 or newer/,
    plant: (computer) => ({ ...computer, nodeVersion: "18.20.4" }),
  },
  {
    situation: "no Pulumi",
    name: "pulumi",
    says: /pulumi is not on PATH.*Install Pulumi/,
    plant: (computer) => withEnv(computer, { PATH: "/nowhere" }),
  },
  {
    situation: "an old Pulumi",
    name: "pulumi",
    says: /Pulumi 3\.99\.0 is too old.*Install Pulumi 3\.216\.0 or newer/,
    plant: (computer) => withEnv(computer, { PATH: fakePulumi(folder, { ...PULUMI, version: "v3.99.0" }) }),
  },
  {
    situation: "an old @pulumi/pulumi",
    name: "sdk",
    says: /@pulumi\/pulumi 3\.99\.0 is too old.*npm install @pulumi\/pulumi@latest/,
    plant(computer) {
      plantPackage(folder, "@pulumi/pulumi", { version: "3.99.0" });
      return computer;
    },
  },
  {
    situation: "an @pulumi/pulumi that wants a newer Node.js",
    name: "sdk",
    status: "warning",
    says: /declares Node\.js 22 or newer, and this is 20\.20\.2.*3\.248\.0 is the last for Node\.js 20/,
    plant(computer) {
      plantPackage(folder, "@pulumi/pulumi", { version: "3.270.0", engines: { node: ">=22" } });
      return { ...computer, nodeVersion: "20.20.2" };
    },
  },
  {
    situation: "a project whose packages are not installed",
    name: "sdk",
    says: /not installed.*npm install/,
    plant(computer) {
      writeFileSync(join(folder, "Pulumi.yaml"), "name: images\nruntime: nodejs\n");
      return computer;
    },
  },
  {
    situation: "a project in a workspace that Yarn has installed as Plug'n'Play",
    name: "sdk",
    says: /Plug'n'Play, which Pulumi cannot load packages from.*nodeLinker: node-modules.*\.yarnrc\.yml.*yarn install/,
    plant(computer) {
      const project = join(folder, "infra");
      mkdirSync(project);
      writeFileSync(join(folder, ".pnp.cjs"), "");
      writeFileSync(join(project, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
      return { ...computer, folder: project };
    },
  },
  {
    situation: "TypeScript 7 in the project",
    name: "typescript",
    says: /TypeScript 7\.0\.2 is installed.*npm install --save-dev typescript@6/,
    plant(computer) {
      plantPackage(folder, "typescript", { version: "7.0.2" });
      return computer;
    },
  },
  {
    situation: "a plugin of another version",
    name: "plugin",
    status: "warning",
    says: new RegExp(`Plugin zenlayer 0\\.0\\.9 .* this package is ${OWN.version}.*pulumi plugin install resource`),
    plant(computer) {
      const plugins = [
        { name: "random", kind: "resource", version: "4.0.0" },
        { name: "zenlayer", kind: "resource", version: "0.0.9" },
      ];
      return withEnv(computer, { PATH: fakePulumi(folder, { ...PULUMI, "plugin ls": plugins }) });
    },
  },
  ...["DescribeZones", "DescribeImageQuota", "DescribeImages", "DescribeInstances"].map((action): Planted => ({
    situation: `a permission missing for ${action}`,
    name: action,
    says: new RegExp(`do not allow ${action}.*Grant their member that permission`),
    plant(computer) {
      const body = { requestId: "T-1", code: "AUTHFAILURE_UNAUTHORIZED_OPERATION", message: "not allowed" };
      emulator.faults.add({ action, kind: "body", status: 401, body, times: 2 });
      return computer;
    },
  })),
  {
    situation: "a misspelled zenlayer: key",
    name: "configuration",
    says: /no setting "endpont".*Did you mean "endpoint"/,
    args: ["--stack", "dev"],
    plant(computer) {
      const config = { "zenlayer:endpont": { value: "x", secret: false }, "images:size": { value: "1" } };
      return withEnv(computer, { PATH: fakePulumi(folder, { ...PULUMI, "config --json": config }) });
    },
  },
  {
    situation: "a password in clear text",
    name: "configuration",
    status: "warning",
    says: /zenlayer:accessKeyPassword is set without --secret.*config set --secret/,
    args: ["--stack", "dev"],
    plant(computer) {
      const config = {
        "zenlayer:accessKeyId": { value: emulator.accessKeyId, secret: false },
        "zenlayer:accessKeyPassword": { value: emulator.accessKeyPassword, secret: false },
      };
      return withEnv(computer, { PATH: fakePulumi(folder, { ...PULUMI, "config --json": config }) });
    },
  },
  {
    situation: "a stack that does not exist",
    name: "configuration",
    says: /Could not read stack dev: .*unexpected config/,
    args: ["--stack", "dev"],
    plant: (computer) => computer,
  },
  {
    situation: "a setting with a wrong value",
    name: "settings",
    says: /requestTimeoutSeconds is "soon"; it must be a number/,
    args: ["--stack", "dev"],
    plant(computer) {
      const config = { "zenlayer:requestTimeoutSeconds": { value: "soon", secret: false } };
      return withEnv(computer, { PATH: fakePulumi(folder, { ...PULUMI, "config --json": config }) });
    },
  },
  {
    situation: "a full zone",
    name: "quota",
    status: "warning",
    says: /HKG-A 5 of 5.*No more images can be created in HKG-A: delete one/,
    plant(computer) {
      for (let n = 1; n <= 5; n++) emulator.addImage({ zoneId: "HKG-A", imageName: `image-${n}` });
      return computer;
    },
  },
];

describe.each(PLANTED)("$situation", ({ name, status = "failure", says, args = [], plant }) => {
  test("has its own line with its own remedy, and nothing secret is printed", async () => {
    const computer = await plant(healthy());
    const [text, json] = [
      await commandLine(["doctor", ...args], computer),
      await commandLine(["doctor", "--json", ...args], computer),
    ];
    const unwell = checksIn(json).filter((check) => ["warning", "failure"].includes(check.status));
    expect(unwell.map((check) => `${check.name} ${check.status}`)).toEqual([`${name} ${status}`]);
    const line = text.out.split("\n").find((each) => each.startsWith(`${status} `));
    expect(line).toMatch(new RegExp(`^${status} +${name} `));
    expect(line).toMatch(says);
    expect(text.code).toBe(status === "failure" ? 1 : 0);
    const { ZENLAYER_ACCESS_KEY_SECRET: password } = computer.env;
    for (const secret of [emulator.accessKeyPassword, emulator.token, TOKEN, "not-the-password", "very-secret-login"]) {
      expect(text.out + text.err + json.out + json.err).not.toContain(secret);
    }
    if (password) expect(text.out + json.out).not.toContain(password);
  });
});

test("the secrets of a stack's configuration are used; others are not decrypted", async () => {
  const config = {
    "zenlayer:endpoint": { value: emulator.url, secret: false },
    "zenlayer:accessKeyId": { value: emulator.accessKeyId, secret: false },
    "zenlayer:accessKeyPassword": { secret: true },
    "other:password": { secret: true },
  };
  const PATH = fakePulumi(folder, {
    ...PULUMI,
    "config --json": config,
    "config get zenlayer:accessKeyPassword": `${emulator.accessKeyPassword}\n`,
  });
  const result = await commandLine(["doctor", "--json", "--stack", "dev"], { folder, env: { PATH } });
  const accessKey = checksIn(result).find(({ name }) => name === "access key");
  expect(accessKey?.status).toBe("ok");
  expect(result.out + result.err).not.toContain(emulator.accessKeyPassword);
});

test("on a narrow terminal lines are wrapped at spaces and aligned", async () => {
  const computer = withEnv(healthy(), { ZENLAYER_ACCESS_KEY_SECRET: undefined });
  const { out } = await commandLine(["doctor"], { ...computer, width: 60, hasColors: true });
  const plain = stripVTControlCharacters(out);
  expect(out).toContain("\u001b[31mfailure\u001b[39m");
  const lines = plain.split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  const at = lines.findIndex((line) => line.startsWith("failure"));
  expect(lines[at + 1]).toMatch(/^ {24}\S/);
});
