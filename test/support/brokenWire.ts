import http, { type ClientRequest, type RequestOptions } from "node:http";
import https from "node:https";
import type { LookupFunction, Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** Errors as the kernel, the resolver and OpenSSL name them. */
export const errnos = [
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "EPROTO",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
] as const;

/** How far a request gets before its connection breaks. */
export type BreakAt =
  | "name resolution"
  | "connect"
  | "CONNECT"
  | "TLS handshake"
  | "connected"
  | "half sent"
  | "sent"
  | "answered"
  | "answer half read";

export interface Break {
  /** The request to break: what `x-zc-action` says, and which of those from now on. */
  action: string;
  nth?: number;
  at: BreakAt;
  code: string;
}

/** Undoes what {@link breakWire} did. */
export type Mend = () => void;

/** Every host name resolves to this computer, once `found`. */
const toThisMachine =
  (found: Promise<void>): LookupFunction =>
  (_, { all }, done) =>
    void found.then(() => (all ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4)));

/**
 * Resolves host names to this computer, trusts `ca`, and breaks one request on its real socket. Works on `request` of
 * `node:http` and `node:https`, the one place that every request of this process passes, proxied or not.
 */
export function breakWire(breaks?: Break, ca?: string | Buffer, found = Promise.resolve()): Mend {
  const real = [http.request, https.request] as const;
  let seen = 0;
  /** The CONNECT to a proxy belongs to the request that is being sent at that moment. */
  let under: Break | undefined;
  const wrap = (send: typeof http.request) =>
    ((first: URL | RequestOptions, second?: RequestOptions, respond?: (response: http.IncomingMessage) => void) => {
      const options: RequestOptions = { lookup: toThisMachine(found), ...(first instanceof URL ? second : first) };
      if (ca) Object.assign(options, { ca });
      const isConnect = options.method === "CONNECT";
      const action = (options.headers as Record<string, string> | undefined)?.["x-zc-action"];
      const isHit = breaks !== undefined && action === breaks.action && ++seen === (breaks.nth ?? 1);
      const due = isHit ? breaks : isConnect ? under : undefined;
      if (due?.at === "name resolution") {
        options.lookup = (_host, _options, done) => process.nextTick(done, failure(due), "");
      }
      // To be broken there, the connection has to be opened first.
      if (due && !isConnect && !isProxied(options) && isWhileOpening(due.at)) options.agent = false;
      under = isHit ? breaks : undefined; // hpagent sends its CONNECT before this call comes back
      const request = first instanceof URL ? send(first, options, respond) : send(options);
      under = undefined;
      const isOnItsOwn = isConnect || isProxied(options) ? isConnect === isBeforeTheTunnel(due?.at) : true;
      if (due && isOnItsOwn) breakRequest(request, due);
      return request;
    }) as typeof http.request;
  http.request = wrap(real[0]);
  https.request = wrap(real[1]) as typeof https.request;
  return () => ([http.request, https.request] = real);
}

const isBeforeTheTunnel = (at?: BreakAt): boolean => at === "name resolution" || at === "connect" || at === "CONNECT";
const isWhileOpening = (at: BreakAt): boolean => isBeforeTheTunnel(at) || at === "TLS handshake";
const isProxied = ({ agent }: RequestOptions): boolean => typeof agent === "object" && "proxy" in agent;

function breakRequest(request: ClientRequest, { at, code }: Break): void {
  request.once("socket", (socket) => {
    const destroy = (): void => void socket.destroy(failure({ at, code }));
    const destroySoon = (): void => process.nextTick(destroy); // after the listeners
    switch (at) {
      case "name resolution":
        return;
      case "connect":
        return destroySoon();
      case "CONNECT":
        return void request.once("finish", destroy);
      case "TLS handshake":
        return socket.connecting ? void socket.once("connect", destroy) : destroySoon();
      case "connected":
        return isOpening(socket) ? void socket.once(opened(socket), destroy) : destroySoon();
      case "half sent":
        return sendHalf(socket, destroy);
      case "sent":
        return void request.once("finish", destroy);
      default:
        return readPart(socket, at === "answered" ? 0 : 0.5, destroy);
    }
  });
}

const failure = ({ at, code }: Pick<Break, "at" | "code">): Error => {
  const syscall = at === "name resolution" ? "getaddrinfo" : at === "connect" ? "connect" : "read";
  return Object.assign(new Error(`${syscall} ${code}`), { code, syscall });
};

const opened = (socket: Socket): string => (socket instanceof TLSSocket ? "secureConnect" : "connect");
const isOpening = (socket: Socket): boolean =>
  socket instanceof TLSSocket
    ? (socket as TLSSocket & { secureConnecting: boolean }).secureConnecting
    : socket.connecting;

/** Only the first half of the first chunk is sent. */
function sendHalf(socket: Socket, then: () => void): void {
  const write = socket.write.bind(socket) as (bytes: Buffer, done: () => void) => boolean;
  let isFirst = true;
  socket.write = (piece: string | Uint8Array, encoding?: unknown) => {
    if (!isFirst) return true;
    isFirst = false;
    const bytes = Buffer.from(piece as string, typeof encoding === "string" ? (encoding as BufferEncoding) : undefined);
    return write(bytes.subarray(0, bytes.length / 2), then);
  };
}

/** This much of the first chunk of the response arrives. */
function readPart(socket: Socket, share: number, then: () => void): void {
  const readers = socket.listeners("data") as ((bytes: Buffer) => void)[];
  socket.removeAllListeners("data");
  socket.once("data", (bytes: Buffer) => {
    if (share > 0) for (const read of readers) read.call(socket, bytes.subarray(0, bytes.length * share));
    then();
  });
}
