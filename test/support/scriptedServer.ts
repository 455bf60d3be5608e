import http, { type IncomingHttpHeaders, type ServerResponse } from "node:http";
import https from "node:https";
import type { AddressInfo, Server as NetServer } from "node:net";

/** Responds to one request, in any way that HTTP allows. */
export type Handler = (response: ServerResponse) => void;

export interface Received {
  method?: string;
  url?: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** Port of the client: the same for requests on one connection. */
  connection?: number;
}

/** A successful API response with these fields. */
export const success =
  (fields: object = {}): Handler =>
  (response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ requestId: "T-1", response: { requestId: "T-1", ...fields } }));
  };

/** An HTTP or HTTPS server on loopback that handles each request with the next handler, and records the requests. */
export class ScriptedServer {
  readonly received: Received[] = [];
  readonly #server: http.Server;
  readonly #handlers: Handler[];

  private constructor(handlers: Handler[], tls?: https.ServerOptions) {
    this.#handlers = [...handlers];
    const listener: http.RequestListener = (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { method, url, headers } = request;
        const body = Buffer.concat(chunks).toString();
        this.received.push({ method, url, headers, body, connection: request.socket.remotePort });
        const handler = this.#handlers.shift() ?? ((extra) => void extra.writeHead(599).end("one request too many"));
        handler(response);
      });
    };
    this.#server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  }

  /** @param host an address of this computer */
  static async start(handlers: Handler[], tls?: https.ServerOptions, host?: string): Promise<ScriptedServer> {
    const server = new ScriptedServer(handlers, tls);
    await listen(server.#server, host);
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    const { address, family } = this.#server.address() as AddressInfo;
    const scheme = this.#server instanceof https.Server ? "https" : "http";
    return `${scheme}://${family === "IPv6" ? `[${address}]` : address}:${this.port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Lets a server listen on a free port of loopback. */
export const listen = (server: NetServer, host = "127.0.0.1"): Promise<void> =>
  new Promise((resolve, reject) => server.once("error", reject).listen(0, host, resolve));
