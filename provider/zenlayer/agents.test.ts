import { execFile } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";

import { build } from "esbuild";

import { listen, ScriptedServer, success } from "../../test/support/scriptedServer";
import type { Config } from "../configuration/sources";

const root = join(__dirname, "..", "..");
const tlsFile = (name: string): string => join(root, "test", "support", "tls", name);
const tls = { key: readFileSync(tlsFile("server-key.pem")), cert: readFileSync(tlsFile("server.pem")) };
const zones = success({ zoneSet: [{ zoneId: "HKG-A", zoneName: "Hong Kong" }] });
const trusting = { NODE_EXTRA_CA_CERTS: tlsFile("ca.pem") };

jest.setTimeout(60_000);

/** `listZones.ts` as JavaScript, which starts at once; within the package, so that it finds what it needs. */
const program = join(root, ".work", `listZones-${process.pid}.cjs`);
beforeAll(async () => {
  const source = join(root, "test", "support", "listZones.ts");
  await build({ entryPoints: [source], bundle: true, packages: "external", platform: "node", outfile: program });
});
afterAll(() => rmSync(program, { force: true }));

const opened: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.stop();
});

async function serve(options?: typeof tls, count = 1): Promise<ScriptedServer> {
  const server = await ScriptedServer.start(
    Array.from({ length: count }, () => zones),
    options,
  );
  opened.push(server);
  return server;
}

/** A proxy that connects, or answers with a status. */
async function startProxy(
  status = 200,
  address = "127.0.0.1",
): Promise<{ host: string; connects: { target?: string; user?: string }[] }> {
  const connects: { target?: string; user?: string }[] = [];
  const sockets = new Set<net.Socket>();
  const proxy = http.createServer();
  proxy.on("connect", (request, socket: net.Socket) => {
    connects.push({ target: request.url, user: request.headers["proxy-authorization"] });
    sockets.add(socket);
    socket.on("error", () => undefined);
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    // Whatever the name, it leads to this machine.
    const onward = net.connect(Number(request.url!.split(":")[1]), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connected\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    onward.on("error", () => socket.destroy());
  });
  await listen(proxy, address);
  opened.push({
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  });
  const host = net.isIPv6(address) ? `[${address}]` : address;
  return { host: `${host}:${(proxy.address() as net.AddressInfo).port}`, connects };
}

/** Asks for the zones in a process with nothing but this environment and configuration. */
async function listZones(endpoint: string, env: Record<string, string>, config: Config = {}): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, JSON.stringify(config)], {
    env: { PATH: process.env.PATH, HOME: "/nonexistent", ZENLAYER_TOKEN: "T1", ZENLAYER_ENDPOINT: endpoint, ...env },
  });
  expect(stderr).toBe("");
  return stdout.trim();
}

describe("a server whose certificate comes from an authority of one's own", () => {
  test("is trusted when NODE_EXTRA_CA_CERTS names that authority", async () => {
    const { url } = await serve(tls);
    expect(await listZones(url, trusting)).toBe("HKG-A");
  });

  test("is not trusted otherwise: asked once, nothing sent, and the way out is named", async () => {
    const server = await serve(tls);
    expect(await listZones(server.url, {})).toMatch(
      /^CERTIFICATE_ERROR rejected: the certificate of 127\.0\.0\.1:\d+ is not trusted \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)\. .*NODE_EXTRA_CA_CERTS/,
    );
    expect(server.received).toHaveLength(0);
  });

  test("is not trusted under another name", async () => {
    const [server, proxy] = [await serve(tls), await startProxy()];
    const env = { ...trusting, HTTPS_PROXY: `http://${proxy.host}` };
    expect(await listZones(`https://other.example:${server.port}`, env)).toMatch(
      /^CERTIFICATE_ERROR rejected: the certificate of other\.example:\d+ is not trusted \(ERR_TLS_CERT_ALTNAME_INVALID\)/,
    );
  });
});

describe("a proxy", () => {
  /** The test server under a name that leads to it through the proxy only. */
  const named = (server: ScriptedServer): string => `${new URL(server.url).protocol}//zen.example:${server.port}`;

  test("carries https, with the user name and password of its address", async () => {
    const [server, proxy] = [await serve(tls), await startProxy()];
    const env = { ...trusting, HTTPS_PROXY: `http://user:pa%20ss@${proxy.host}` };
    expect(await listZones(named(server), env)).toBe("HKG-A");
    const user = `Basic ${Buffer.from("user:pa ss").toString("base64")}`;
    expect(proxy.connects).toEqual([{ target: `zen.example:${server.port}`, user }]);
    expect(server.received[0]?.headers).toMatchObject({
      host: `zen.example:${server.port}`,
      authorization: "Bearer T1",
    });
    expect(server.received[0]?.headers["proxy-authorization"]).toBeUndefined();
  });

  test("carries http", async () => {
    const [server, proxy] = [await serve(), await startProxy()];
    const env = { http_proxy: proxy.host };
    expect(await listZones(named(server), env, { allowInsecureEndpoint: "true" })).toBe("HKG-A");
    expect(proxy.connects).toHaveLength(1);
  });

  test("may have an IPv6 address", async () => {
    const [server, proxy] = [await serve(tls), await startProxy(200, "::1")];
    expect(await listZones(named(server), { ...trusting, HTTPS_PROXY: `http://${proxy.host}` })).toBe("HKG-A");
    expect(proxy.connects).toHaveLength(1);
  });

  test("is passed by for an IPv6 address of this machine", async () => {
    const [server, proxy] = [await ScriptedServer.start([zones], undefined, "::1"), await startProxy()];
    opened.push(server);
    expect(await listZones(server.url, { HTTP_PROXY: proxy.host })).toBe("HKG-A");
    expect(proxy.connects).toHaveLength(0);
  });

  test("is passed by for this machine", async () => {
    const [server, proxy] = [await serve(), await startProxy()];
    const env = { HTTP_PROXY: proxy.host, ALL_PROXY: proxy.host };
    expect(await listZones(server.url, env)).toBe("HKG-A");
    expect(proxy.connects).toHaveLength(0);
  });

  test("is passed by for a host in NO_PROXY", async () => {
    const [server, proxy] = [await serve(tls), await startProxy()];
    const env = { ...trusting, HTTPS_PROXY: `http://${proxy.host}`, NO_PROXY: ".example" };
    const host = `zen.example:${server.port}`;
    expect(await listZones(named(server), env)).toMatch(new RegExp(`cannot (find|look up) ${host}: `));
    expect(proxy.connects).toHaveLength(0);
  });

  test.each([
    [407, "PROXY_REFUSED", "It requires a user name and password: add them to HTTPS_PROXY"],
    [403, "PROXY_REFUSED", "(HTTP status 403)"],
    [503, "NETWORK_ERROR", "(HTTP status 503)"],
  ])("that answers %d is named, its password is not", async (status, code, words) => {
    const [server, proxy] = [await serve(tls), await startProxy(status)];
    const env = { ...trusting, HTTPS_PROXY: `http://user:hunter2@${proxy.host}` };
    const line = await listZones(named(server), env);
    expect(line).toMatch(new RegExp(`^${code} rejected: the proxy ${proxy.host} refused to connect to zen.example`));
    expect(line).toContain(words);
    expect(line).not.toContain("hunter2");
    expect(proxy.connects).toHaveLength(code === "NETWORK_ERROR" ? 5 : 1);
    expect(server.received).toHaveLength(0);
  });

  test("that is not there is named", async () => {
    const line = await listZones("https://zen.example", { HTTPS_PROXY: "http://user:hunter2@127.0.0.1:1" });
    expect(line).toMatch(/^NETWORK_ERROR rejected: cannot connect to the proxy 127\.0\.0\.1:1: connection refused/);
    expect(line).not.toContain("hunter2");
  });

  test.each([
    ["a % that is not encoded", "user:hunter2%ss"],
    ["a % at the end", "user:hunter2%"],
    ["a % in the user name", "us%er:hunter2"],
    ["bytes that are no text", "user:hunter2%ff"],
    ["a #", "user:hunter2#s"],
    ["a /", "user:hunter2/s"],
    ["a ?", "user:hunter2?s"],
    ["digits and a /", "user:4711/s"],
  ])("whose user name or password has %s is a clear error that does not show it", async (_, user) => {
    const line = await listZones("https://zen.example", { HTTPS_PROXY: `http://${user}@127.0.0.1:1` });
    expect(line).toMatch(/^The proxy set in HTTPS_PROXY.* is invalid: .*%25/);
    expect(line).not.toMatch(/hunter2|us%er|4711/);
  });

  test.each([
    ["encoded", "us%25er:pa%23%2Fss", "us%er:pa#/ss"],
    ["as it is where that is allowed", "us$er:pa!ss", "us$er:pa!ss"],
    ["two %25 in a row", "user:%25%25", "user:%%"],
  ])("gets user name and password %s", async (_, given, expected) => {
    const [server, proxy] = [await serve(tls), await startProxy()];
    const env = { ...trusting, HTTPS_PROXY: `http://${given}@${proxy.host}` };
    expect(await listZones(named(server), env)).toBe("HKG-A");
    expect(proxy.connects[0]?.user).toBe(`Basic ${Buffer.from(expected).toString("base64")}`);
  });

  test("of a kind that we do not speak is a clear error", async () => {
    const line = await listZones("https://zen.example", { HTTPS_PROXY: "socks5://user:hunter2@127.0.0.1:1" });
    expect(line).toMatch(/^The proxy set in HTTPS_PROXY/);
    expect(line).not.toContain("hunter2");
  });
});
