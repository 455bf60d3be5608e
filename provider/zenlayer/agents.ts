import http from "node:http";
import https from "node:https";

import { HttpProxyAgent, HttpsProxyAgent } from "hpagent";

/** got's option `agent`: the one for the endpoint's scheme. */
export interface Agent {
  http?: http.Agent;
  https?: https.Agent;
}

/** How connections to the API are opened. */
export interface Agents {
  /** Keeps connections open from request to request. */
  kept: Agent;
  /** Opens a connection for each request. */
  fresh: Agent;
}

/**
 * Agents for an endpoint.
 * @param timeoutMs how long a connection may be silent before it is closed
 * @param proxy with http or https; user name and password percent-encoded
 */
export function agentsFor(endpoint: string, timeoutMs: number, proxy: URL | undefined): Agents {
  const options = { timeout: timeoutMs, proxy: proxy && withPlainHost(proxy) };
  const agentOf = endpoint.startsWith("https:") ? httpsAgent : httpAgent;
  return { kept: agentOf({ ...options, keepAlive: true }), fresh: agentOf({ ...options, keepAlive: false }) };
}

interface AgentOptions {
  keepAlive: boolean;
  timeout: number;
  proxy?: URL;
}

const httpsAgent = ({ proxy, ...options }: AgentOptions): Agent => ({
  https: proxy ? new HttpsProxyAgent({ ...options, proxy }) : new https.Agent(options),
});

const httpAgent = ({ proxy, ...options }: AgentOptions): Agent => ({
  http: proxy ? new HttpProxyAgent({ ...options, proxy }) : new http.Agent(options),
});

/** hpagent takes the host as it is, and looks up "[::1]" like a name. It reads these fields and no others. */
function withPlainHost({ protocol, hostname, port, username, password }: URL): URL {
  return { protocol, hostname: hostname.replace(/^\[(.*)\]$/, "$1"), port, username, password } as URL;
}
