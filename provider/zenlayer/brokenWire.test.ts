import { readFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import tls from "node:tls";

import { breakWire, errnos, type BreakAt } from "../../test/support/brokenWire";
import { listen } from "../../test/support/scriptedServer";
import { ZenlayerError } from "./apiError";
import { systemClock } from "./clock";
import { Credentials } from "./credentials";
import { findProxy } from "../configuration/proxy";
import { readSettings } from "../configuration/settings";
import { Transport } from "./transport";
import type { Action } from "./actions";

const tlsFile = (name: string): Buffer => readFileSync(join(__dirname, "..", "..", "test", "support", "tls", name));
const identity = { key: tlsFile("server-key.pem"), cert: tlsFile("server.pem") };
const ca = tlsFile("ca.pem");

type Scheme = "http" | "https";

/** The other end of a connection: counts what it gets of a request, once decrypted, and answers whole requests. */
class FarEnd {
  /** Bytes of requests. Anything above 0 may be a request that is carried out. */
  received = 0;
  answers = true;
  onReceived?: () => void;
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();

  constructor(scheme: Scheme, options: tls.TlsOptions = {}) {
    this.#server =
      scheme === "https"
        ? tls.createServer({ ...identity, ...options }, (socket) => this.#serve(socket))
        : net.createServer((socket) => this.#serve(socket));
    this.#server.on("connection", (socket: net.Socket) => this.#sockets.add(socket));
  }

  async start(): Promise<number> {
    await listen(this.#server);
    return (this.#server.address() as net.AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: net.Socket): void {
    let text = "";
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      this.received += bytes.length;
      this.onReceived?.();
      text += bytes.toString();
      const [head, body] = text.split("\r\n\r\n");
      const length = Number(/content-length: (\d+)/i.exec(head!)?.[1]);
      if (body === undefined || body.length < length || !this.answers) return;
      text = "";
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n${"x".repeat(100)}`);
    });
  }
}

/** A proxy that connects whatever is asked for to this machine; `holdUntil` delays its consent. */
class Proxy {
  holdUntil?: Promise<unknown>;
  onConnect?: (socket: net.Socket) => void;
  readonly #server = http.createServer();
  readonly #sockets = new Set<net.Socket>();

  async start(): Promise<string> {
    this.#server.on("connect", (request, socket: net.Socket) => void this.#connect(request.url!, socket));
    await listen(this.#server);
    return `http://127.0.0.1:${(this.#server.address() as net.AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #connect(target: string, socket: net.Socket): Promise<void> {
    this.#sockets.add(socket);
    socket.on("error", () => undefined);
    this.onConnect?.(socket);
    await this.holdUntil;
    if (socket.destroyed) return;
    const onward = net.connect(Number(target.split(":")[1]), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connected\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    onward.on("error", () => socket.destroy());
    socket.on("close", () => onward.destroy());
  }
}

const ended: (() => unknown)[] = [];
beforeEach(() => {
  const ours = process.env;
  process.env = Object.fromEntries(Object.entries(ours).filter(([name]) => !/_proxy$/i.test(name)));
  ended.push(() => (process.env = ours));
});
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

interface Way {
  scheme: Scheme;
  through: "directly" | "through a proxy";
}

const far = async (scheme: Scheme, options?: tls.TlsOptions): Promise<{ end: FarEnd; port: number }> => {
  const end = new FarEnd(scheme, options);
  ended.push(() => end.stop());
  return { end, port: await end.start() };
};

const proxied = async (): Promise<Proxy> => {
  const proxy = new Proxy();
  process.env.HTTP_PROXY = process.env.HTTPS_PROXY = await proxy.start();
  ended.push(() => proxy.stop());
  return proxy;
};

const wire = (...args: Parameters<typeof breakWire>): (() => void) => {
  const mend = breakWire(...args);
  ended.push(mend);
  return mend;
};

function transportTo(endpoint: string, seconds = "5"): Transport {
  const config = { endpoint, allowInsecureEndpoint: "true", requestTimeoutSeconds: seconds };
  return new Transport(readSettings(config, {}), new Credentials({ token: "T1" }), systemClock, findProxy(endpoint));
}

async function failure(transport: Transport, action: Action): Promise<ZenlayerError> {
  const error: unknown = await transport.post(action, '{"a":1}').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ZenlayerError);
  return error as ZenlayerError;
}

const ways = (["http", "https"] as const).flatMap((scheme) =>
  (["directly", "through a proxy"] as const).map((through): Way => ({ scheme, through })),
);
/** Before the request can have left, and after. */
const before: BreakAt[] = ["name resolution", "connect", "CONNECT", "TLS handshake"];
const after: BreakAt[] = ["connected", "half sent", "sent", "answered", "answer half read"];
const exists = ({ scheme, through }: Way, at: BreakAt): boolean =>
  at === "CONNECT"
    ? through === "through a proxy"
    : at === "TLS handshake"
      ? scheme === "https"
      : at !== "name resolution" || through === "directly"; // the proxies of this test are addresses, not names

describe.each(ways)("$scheme $through", (way) => {
  const connections = [
    { connection: "fresh", action: "CreateImage", at: [...before, ...after].filter((at) => exists(way, at)) },
    { connection: "kept, opened for this request", action: "DeleteImages", at: [...before, ...after] },
    { connection: "kept, used before", action: "DeleteImages", at: after },
  ] as const;
  const cells = connections.flatMap(({ at, ...rest }) =>
    at.filter((one) => exists(way, one)).map((one) => ({ ...rest, at: one })),
  );

  test.each(cells)("$connection, broken at: $at", async ({ connection, action, at }) => {
    const { end, port } = await far(way.scheme);
    if (way.through === "through a proxy") await proxied();
    for (const code of errnos) {
      const nth = connection === "kept, used before" ? 2 : 1;
      const mend = breakWire({ action, nth, at, code }, ca);
      const transport = transportTo(`${way.scheme}://zen.example:${port}`);
      try {
        if (nth === 2) await transport.post(action, "{}");
        end.received = 0;
        const { outcome, code: found, detail } = await failure(transport, action);
        const mustArrive = after.indexOf(at) > 0; // else the table does not break where it says
        for (let waits = 0; waits < (mustArrive ? 200 : 1) && end.received === 0; waits++) await delay(5);
        const wanted = before.includes(at) ? "rejected" : "unknown";
        expect({ code, found, detail, outcome }).toEqual({ code, found, detail, outcome: wanted });
        if (outcome === "rejected") expect(end.received).toBe(0);
        if (mustArrive) expect(end.received).toBeGreaterThan(0);
        if (outcome === "unknown") {
          expect(detail).toMatchObject({
            kind: "connectionLost",
            systemCode: expect.stringMatching(/^[A-Z_]+$/) as string,
          });
        }
        if (outcome === "unknown") expect(found).toBe("NETWORK_ERROR");
      } finally {
        mend();
      }
    }
  });
});

test.each(ways.filter(({ scheme }) => scheme === "https"))(
  "a certificate that is not trusted, $through: not a byte of the request arrives",
  async ({ through }) => {
    const { end, port } = await far("https");
    if (through === "through a proxy") await proxied();
    for (const [host, trusted] of [
      ["zen.example", undefined],
      ["other.example", ca],
    ] as const) {
      const mend = breakWire(undefined, trusted);
      const error = await failure(transportTo(`https://${host}:${port}`), "CreateImage").finally(mend);
      await delay(20);
      expect(error).toMatchObject({ code: "CERTIFICATE_ERROR", outcome: "rejected" });
      expect(error.detail).toMatchObject({ kind: "certificateNotTrusted", peer: { host: `${host}:${port}` } });
      expect(end.received).toBe(0);
    }
  },
);

describe("what the other end really does", () => {
  const raw = async (serve: (socket: net.Socket) => void): Promise<number> => {
    const server = net.createServer((socket) => {
      socket.on("error", () => undefined);
      ended.push(() => void socket.destroy());
      serve(socket);
    });
    await listen(server);
    ended.push(() => void server.close());
    return (server.address() as net.AddressInfo).port;
  };

  test("a reset in the middle of the TLS handshake: nothing was sent", async () => {
    wire(undefined, ca);
    const port = await raw((socket) => void socket.once("data", () => void socket.resetAndDestroy()));
    expect(await failure(transportTo(`https://zen.example:${port}`), "CreateImage")).toMatchObject({
      code: "NETWORK_ERROR",
      outcome: "rejected",
      detail: { kind: "notConnected", peer: { host: `zen.example:${port}` }, systemCode: "ECONNRESET" },
    });
  });

  test("no way to the host, which the kernel says at once: nothing was sent", async () => {
    expect(await failure(transportTo("http://255.255.255.255"), "CreateImage")).toMatchObject({
      code: "NETWORK_ERROR",
      outcome: "rejected",
    });
  });

  test("a reset once the request was read: the outcome is unknown", async () => {
    const port = await raw((socket) => void socket.once("data", () => void socket.resetAndDestroy()));
    const error = await failure(transportTo(`http://127.0.0.1:${port}`), "CreateImage");
    expect(error).toMatchObject({ code: "NETWORK_ERROR", outcome: "unknown" });
  });

  test("plain text in the middle of TLS, after the request was read: the outcome is unknown", async () => {
    wire(undefined, ca);
    const { end, port } = await far("https");
    end.answers = false;
    const relay = await raw((socket) => {
      const onward = net.connect(port, "127.0.0.1");
      socket.pipe(onward);
      onward.on("data", (bytes) => void socket.write(bytes));
      end.onReceived = () => void socket.write("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    });
    const error = await failure(transportTo(`https://zen.example:${relay}`), "CreateImage");
    expect(error).toMatchObject({ code: "NETWORK_ERROR", outcome: "unknown" });
    expect(end.received).toBeGreaterThan(0);
  });
});

describe("a time-out", () => {
  const inTime = "0.2";
  const notSent = {
    code: "NETWORK_ERROR",
    outcome: "rejected",
    detail: { kind: "notConnectedInTime", afterMs: 200 },
  };

  test("of name resolution: nothing was sent, not even once the name is found", async () => {
    const { end, port } = await far("http");
    let found!: () => void;
    const mend = breakWire(undefined, undefined, new Promise<void>((resolve) => (found = resolve)));
    expect(await failure(transportTo(`http://zen.example:${port}`, inTime), "CreateImage")).toMatchObject(notSent);
    found();
    await delay(50);
    mend();
    expect(end.received).toBe(0);
  });

  test.each(["http", "https"] as const)(
    "of a proxy (%s): nothing was sent, not even once it connects",
    async (scheme) => {
      wire(undefined, ca);
      const { end, port } = await far(scheme);
      const proxy = await proxied();
      let consent!: () => void;
      proxy.holdUntil = new Promise<void>((resolve) => (consent = resolve));
      const transport = transportTo(`${scheme}://zen.example:${port}`, inTime);
      expect(await failure(transport, "CreateImage")).toMatchObject(notSent);
      consent();
      await delay(50);
      expect(end.received).toBe(0);
    },
  );

  test("of a proxy that responds slowly: it ends all the same", async () => {
    const { port } = await far("http");
    const proxy = await proxied();
    proxy.holdUntil = new Promise(() => undefined);
    proxy.onConnect = (socket) => {
      socket.write("HTTP/1.1 200 Connected\r\n");
      const drip = setInterval(() => void socket.write("x-a: b\r\n"), 50);
      ended.push(() => clearInterval(drip));
    };
    expect(await failure(transportTo(`http://zen.example:${port}`, inTime), "CreateImage")).toMatchObject(notSent);
  }, 5_000);

  test.each(["directly", "through a proxy"])(
    "of the TLS handshake, %s: nothing was sent, not even once it goes on",
    async (through) => {
      wire(undefined, ca);
      let goOn!: () => void;
      const held = new Promise<void>((resolve) => (goOn = resolve));
      const { end, port } = await far("https", { SNICallback: (_, done) => void held.then(() => done(null)) });
      if (through === "through a proxy") await proxied();
      const transport = transportTo(`https://zen.example:${port}`, inTime);
      expect(await failure(transport, "CreateImage")).toMatchObject(notSent);
      goOn();
      await delay(50);
      expect(end.received).toBe(0);
    },
  );

  test.each(ways)("of the response, $scheme $through: the outcome is unknown", async ({ scheme, through }) => {
    wire(undefined, ca);
    const { end, port } = await far(scheme);
    end.answers = false;
    if (through === "through a proxy") await proxied();
    expect(await failure(transportTo(`${scheme}://zen.example:${port}`, inTime), "CreateImage")).toMatchObject({
      code: "TIMED_OUT",
      outcome: "unknown",
    });
    expect(end.received).toBeGreaterThan(0);
  });
});

describe("names that cannot be resolved", () => {
  test.each([
    ["ENOTFOUND", "hostNotFound"],
    ["EAI_AGAIN", "hostNotResolved"],
  ])("%s", async (code, kind) => {
    wire({ action: "DescribeImages", at: "name resolution", code });
    expect(await failure(transportTo("http://zen.example"), "DescribeImages")).toMatchObject({
      code: "NETWORK_ERROR",
      outcome: "rejected",
      detail: { kind, peer: { host: "zen.example" } },
    });
  });
});
