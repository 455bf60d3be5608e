import http, { type ClientRequest, type ServerResponse } from "node:http";
import net from "node:net";
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";

import { listen, ScriptedServer, success, type Handler } from "../../test/support/scriptedServer";
import { ZenlayerError } from "./apiError";
import { Credentials } from "./credentials";
import { readSettings } from "../configuration/settings";
import type { Config } from "../configuration/sources";
import { signature } from "./sign";
import { MAX_RESPONSE_BYTES, Transport } from "./transport";
import { version } from "./version";

const noon = Date.UTC(2026, 0, 1, 12);
const clock = { now: () => 0, wallTime: () => noon, sleep: () => Promise.reject(new Error("nobody sleeps here")) };
const key = { accessKeyId: "AK1", accessKeyPassword: "hunter2" };

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const serve = async (...handlers: Handler[]): Promise<string> => (server = await ScriptedServer.start(handlers)).url;

const transportTo = (
  endpoint: string,
  config: Config = {},
  secret: ConstructorParameters<typeof Credentials>[0] = key,
) => new Transport(readSettings({ endpoint, ...config }, {}), new Credentials(secret), clock);

/** A failed post, which must show nothing of the request. */
async function failure(transport: Transport, signal?: AbortSignal): Promise<ZenlayerError> {
  const error: unknown = await transport
    .post("DescribeImages", '{"secretBody":1}', signal)
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ZenlayerError);
  const shown = inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error);
  for (const hidden of ["hunter2", "AK1", "Signature", "secretBody", "authorization"])
    expect(shown).not.toContain(hidden);
  expect((error as ZenlayerError).cause).toBeUndefined();
  return error as ZenlayerError;
}

describe("what goes over the wire", () => {
  test("with an access key: headers as documented, a signature over the very bytes sent", async () => {
    const url = await serve(success());
    const body = JSON.stringify({ imageName: "中文 <&> 🚀" });
    const answer = await transportTo(url).post("CreateImage", body);
    expect(answer).toMatchObject({ status: 200, headers: { "content-type": "application/json" } });
    const [request] = server!.received;
    const host = url.replace("http://", "");
    const signed = { host, contentType: "application/json", body, timestamp: noon / 1000 };
    expect(request).toMatchObject({ method: "POST", url: "/api/v2/vm", body });
    expect(request?.headers).toMatchObject({
      host,
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(body)),
      "x-zc-action": "CreateImage",
      "x-zc-version": "2026-04-01",
      "x-zc-service": "vm",
      "x-zc-request-client": `pulumi-zenlayer ${version}`,
      "x-zc-timestamp": String(noon / 1000),
      "x-zc-signature-method": "ZC2-HMAC-SHA256",
      authorization: `ZC2-HMAC-SHA256 Credential=AK1, SignedHeaders=content-type;host, Signature=${signature("hunter2", signed)}`,
    });
  });

  test("with a token: no time stamp, no signature", async () => {
    await transportTo(await serve(success()), { apiVersion: "2023-03-13" }, { token: "T1" }).post(
      "DescribeZones",
      "{}",
    );
    const { headers } = server!.received[0]!;
    expect(headers).toMatchObject({ authorization: "Bearer T1", "x-zc-version": "2023-03-13" });
    expect(Object.keys(headers).filter((name) => /timestamp|signature/.test(name))).toEqual([]);
  });

  test("to an IPv6 address: brackets in the Host that is sent and signed, and plain http on loopback", async () => {
    server = await ScriptedServer.start([success()], undefined, "::1");
    await transportTo(server.url).post("DescribeZones", "{}");
    const host = `[::1]:${server.port}`;
    const signed = signature("hunter2", { host, contentType: "application/json", body: "{}", timestamp: noon / 1000 });
    const { headers } = server.received[0]!;
    expect(headers.host).toBe(host);
    expect(headers.authorization).toContain(`Signature=${signed}`);
  });

  test("the client's label is one that the service takes", () => {
    expect(`pulumi-zenlayer ${version}`).toMatch(/^[0-9a-zA-Z-_ ,;.]{1,128}$/);
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
  });

  test("connections are kept, but a CreateImage has one of its own: a kept one may break at that moment", async () => {
    const transport = transportTo(await serve(success(), success(), success(), success()));
    for (const action of ["DescribeZones", "DescribeImages", "CreateImage", "DeleteImages"] as const) {
      await transport.post(action, "{}");
    }
    const [zones, images, create, remove] = server!.received.map(({ connection }) => connection);
    expect(images).toBe(zones);
    expect(remove).toBe(zones);
    expect(create).not.toBe(zones);
  });
});

test("a connection that serves many requests gathers no listeners", async () => {
  const request = jest.spyOn(http, "request");
  const transport = transportTo(await serve(...Array.from({ length: 20 }, () => success())));
  const listeners: number[] = [];
  for (let n = 0; n < 20; n++) {
    await transport.post("DescribeZones", "{}");
    const socket = (request.mock.results[n]!.value as ClientRequest).socket!;
    listeners.push(socket.eventNames().reduce((sum, name) => sum + socket.listenerCount(name), 0));
  }
  request.mockRestore();
  expect(new Set(server!.received.map(({ connection }) => connection)).size).toBe(1);
  expect(listeners.at(-1)).toBe(listeners[1]);
});

describe("responses of any kind come back as they are", () => {
  test.each([200, 204, 301, 302, 307, 400, 401, 404, 429, 451, 500, 503])("%d, sent once", async (status) => {
    const url = await serve((response) => response.writeHead(status, { location: "/elsewhere" }).end());
    const answer = await transportTo(url).post("DescribeImages", "{}");
    expect(answer).toMatchObject({ status, body: "", headers: { location: "/elsewhere" } });
    expect(server!.received).toHaveLength(1);
  });

  test("packed ones are unpacked", async () => {
    const url = await serve((response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("中文")),
    );
    expect((await transportTo(url).post("DescribeImages", "{}")).body).toBe("中文");
  });

  test("a character that is split between two packets stays whole", async () => {
    const bytes = Buffer.from("中文");
    const url = await serve((response) => {
      response.write(bytes.subarray(0, 4), () => response.end(bytes.subarray(4)));
    });
    expect((await transportTo(url).post("DescribeImages", "{}")).body).toBe("中文");
  });
});

describe("no response", () => {
  const endless =
    (packed: boolean): Handler =>
    (response: ServerResponse) => {
      if (packed) {
        response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(MAX_RESPONSE_BYTES + 1)));
        return;
      }
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(1 << 20)));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    };

  test.each([
    ["as it comes", false],
    ["unpacked", true],
  ])("an answer that is too long, %s, is given up", async (_, packed) => {
    expect(await failure(transportTo(await serve(endless(packed))))).toMatchObject({
      code: "UNREADABLE_RESPONSE",
      outcome: "unknown",
      detail: { kind: "responseTooLong" },
    });
  });

  test.each<[string, Handler]>([
    ["before anything", (response) => response.destroy()],
    [
      "in the middle",
      (response) => {
        response.writeHead(200, { "content-length": "100" });
        response.write("{", () => response.destroy());
      },
    ],
    [
      "in the middle of chunks",
      (response) => {
        response.write("{", () => response.destroy());
      },
    ],
  ])("a connection that breaks %s", async (_, handler) => {
    const error = await failure(transportTo(await serve(handler)));
    expect(error).toMatchObject({ code: "NETWORK_ERROR", outcome: "unknown" });
    expect(error.detail).toEqual({
      kind: "connectionLost",
      peer: { host: new URL(server!.url).host, role: "endpoint" },
      systemCode: expect.stringMatching(/^[A-Z_]+$/) as string,
    });
    expect(server!.received).toHaveLength(1);
  });

  test.each<[string, Handler]>([
    ["at all", () => undefined],
    ["to the end", (response) => void response.write("{")],
  ])("one that does not come %s within the time of an attempt", async (_, handler) => {
    const error = await failure(transportTo(await serve(handler), { requestTimeoutSeconds: "0.2" }));
    expect(error).toMatchObject({ code: "TIMED_OUT", outcome: "unknown" });
    expect(error.detail).toEqual({ kind: "timedOut", host: new URL(server!.url).host, afterMs: 200 });
  });

  test("something that does not speak HTTP", async () => {
    const other = net.createServer((socket) => void socket.end("220 mail.example ESMTP\r\n"));
    await listen(other);
    const { port } = other.address() as net.AddressInfo;
    expect(await failure(transportTo(`http://127.0.0.1:${port}`))).toMatchObject({
      code: "NETWORK_ERROR",
      outcome: "unknown",
    });
    other.close();
  });

  test("something that does not speak TLS", async () => {
    const url = await serve(success());
    expect(await failure(transportTo(url.replace("http:", "https:")))).toMatchObject({
      code: "CERTIFICATE_ERROR",
      outcome: "rejected",
      detail: { kind: "notTls", peer: { host: new URL(url).host, role: "endpoint" } },
    });
  });

  test("nobody listening: nothing was sent", async () => {
    const url = await serve();
    await server!.stop();
    expect(await failure(transportTo(url))).toMatchObject({
      code: "NETWORK_ERROR",
      outcome: "rejected",
      detail: { kind: "connectionRefused", peer: { host: new URL(url).host, role: "endpoint" } },
    });
    server = undefined;
  });

  test("a name that the outcome is unknown: nothing was sent", async () => {
    const error = await failure(transportTo("https://no-such-host.invalid"));
    expect(error).toMatchObject({ code: "NETWORK_ERROR", outcome: "rejected" });
    // The second where there is no resolver.
    expect(error.detail?.kind).toMatch(/^(hostNotFound|hostNotResolved)$/);
  });
});

describe("a signal", () => {
  test("ends a request that is on its way, with its reason", async () => {
    const stop = new AbortController();
    const transport = transportTo(await serve(() => stop.abort(new Error("canceled"))));
    await expect(transport.post("DescribeImages", "{}", stop.signal)).rejects.toThrow("canceled");
  });

  test("that is aborted before means no request", async () => {
    const transport = transportTo(await serve(success()));
    const signal = AbortSignal.abort(new Error("canceled"));
    await expect(transport.post("DescribeImages", "{}", signal)).rejects.toThrow("canceled");
    expect(server!.received).toHaveLength(0);
  });
});
