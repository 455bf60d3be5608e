import { request as httpRequest } from "node:http";

import type { Emulator, ServiceName } from "../../emulator";
import { requestInMemory } from "./requestInMemory";

/** A response. `body` is empty if it is not JSON. */
export interface Got {
  status: number;
  headers: Record<string, string>;
  text: string;
  body: { requestId?: string; code?: string; message?: string; response?: Record<string, unknown> };
}

/** The newest version of each service. */
const VERSIONS: Record<ServiceName, string> = {
  vm: "2026-04-01",
  zec: "2025-09-01",
  zrm: "2025-10-14",
  user: "2024-05-29",
};

export interface Sent {
  /** Default: `vm`. */
  service?: ServiceName;
  /** Default: the newest of the service. */
  version?: string;
  headers?: Record<string, string>;
  token?: string;
  signal?: AbortSignal;
}

/** Calls an action with the demo token. Shares no code with the provider, so responses are seen unchanged. */
export async function call(
  emulator: Pick<Emulator, "url" | "token">,
  action: string,
  params: unknown = {},
  sent: Sent = {},
): Promise<Got> {
  const { service = "vm" } = sent;
  const response = await fetch(`${emulator.url}/api/v2/${service}`, {
    method: "POST",
    headers: headersOf(emulator, action, sent),
    body: typeof params === "string" ? params : JSON.stringify(params),
    signal: sent.signal,
  });
  const text = await response.text();
  return { status: response.status, headers: Object.fromEntries(response.headers), text, body: parse(text) };
}

/** {@link call} without a network, twenty times as fast. The emulator need not listen. */
export async function callInMemory(emulator: Emulator, action: string, params: unknown = {}, sent: Sent = {}) {
  const { service = "vm" } = sent;
  const headers = { host: "localhost", ...headersOf(emulator, action, sent) };
  const { status, body } = await requestInMemory(emulator, { service, headers }, JSON.stringify(params));
  return { status, body: parse(body) };
}

const headersOf = ({ token }: Pick<Emulator, "token">, action: string, sent: Sent): Record<string, string> => ({
  "content-type": "application/json",
  authorization: `Bearer ${sent.token ?? token}`,
  "x-zc-action": action,
  "x-zc-version": sent.version ?? VERSIONS[sent.service ?? "vm"],
  ...sent.headers,
});

/** Posts exactly these headers and bytes. `fetch` does not allow a `Host` header. */
export function post(url: string, headers: Record<string, string>, body: string | Buffer): Promise<Got> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(`${url}/api/v2/vm`, { method: "POST", headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", reject);
      incoming.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: incoming.statusCode ?? 0, headers: {}, text, body: parse(text) });
      });
    });
    outgoing.on("error", reject).end(body);
  });
}

function parse(text: string): Got["body"] {
  try {
    return JSON.parse(text) as Got["body"];
  } catch {
    return {};
  }
}
