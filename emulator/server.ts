import type { IncomingMessage, ServerResponse } from "node:http";

import type { Api } from "./api";
import type { AllowedHosts } from "./hosts";
import { newRequestId } from "./record";
import type { HttpResponse } from "./response";
import { API_PATHS, findService } from "./services";
import type { Call } from "./types";

const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Handles an HTTP request. Requests with another host, path or method, or a body of more than 1 MiB, are rejected and
 * not recorded.
 */
export async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { api, hosts, signal, log }: { api: Api; hosts: AllowedHosts; signal: AbortSignal; log: (call: Call) => void },
): Promise<void> {
  if (!hosts.includes(request.headers.host)) return rejectHost(request, response);
  const service = findService(request.url);
  if (!service) return reject(response, 404, `Not found. The API is POST ${API_PATHS}.`);
  if (request.method !== "POST") return reject(response, 405, "Only POST is allowed.");
  const body = await readBody(request);
  if (!body) return reject(response, 413, "The body is larger than 1 MiB.");
  const { call, response: result } = await api.handle({ service, headers: request.headers, body }, signal);
  log(call);
  send(response, result);
}

function reject(response: ServerResponse, status: number, message: string, type = "text/plain"): void {
  // The rest of the body is not read, so the connection cannot be reused.
  response.writeHead(status, { "content-type": `${type}; charset=utf-8`, connection: "close" });
  response.end(`${message}\n`);
}

/** Uses the error envelope of the API, so that clients show the message. */
function rejectHost(request: IncomingMessage, response: ServerResponse): void {
  const { localPort = 0 } = request.socket;
  const message =
    `The emulator does not serve the host "${request.headers.host ?? ""}". Use http://127.0.0.1:${localPort}, or allow ` +
    "the host with allowedHosts or --allowed-host.";
  const body = { requestId: newRequestId(), code: "EMULATOR_HOST_NOT_ALLOWED", message };
  reject(response, 403, JSON.stringify(body), "application/json");
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, headers, payload, send }: HttpResponse): void {
  if (send === "nothing") {
    response.destroy();
    return;
  }
  const bytes = Buffer.from(payload);
  response.writeHead(status, { ...headers, "content-length": String(bytes.length) });
  if (send === "whole") response.end(bytes);
  else response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}
