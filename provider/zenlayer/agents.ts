import http from "node:http";
import https from "node:https";

import { HttpProxyAgent, HttpsProxyAgent } from "hpagent";
import { getProxyForUrl } from "proxy-from-env";

import { badProxy, badProxyLogin } from "../messages";
import { isLoopback } from "./endpoint";

/** What got takes as `agent`: the one for the endpoint's scheme. */
export interface Agent {
  http?: http.Agent;
  https?: https.Agent;
}

/** How connections to the API are made. */
export interface Agents {
  /** Keeps connections open from request to request. */
  kept: Agent;
  /** Opens a connection for each request. */
  fresh: Agent;
  /** Host of the proxy in between, if there is one. */
  proxy?: string;
}

/**
 * Agents for an endpoint, through the proxy that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` of this process name. This
 * machine itself is reached without: no proxy elsewhere could, and an emulator must work behind a company's proxy.
 * @param timeoutMs how long a connection may be silent before it is given up.
 * @throws UserError for a proxy that we cannot speak to.
 */
export function agentsFor(endpoint: string, timeoutMs: number): Agents {
  const proxy = findProxy(endpoint);
  const next = proxy && withPlainHost(proxy);
  const secure = endpoint.startsWith("https:");
  const make = (keepAlive: boolean): Agent => {
    const options = { keepAlive, timeout: timeoutMs };
    if (secure) return { https: next ? new HttpsProxyAgent({ ...options, proxy: next }) : new https.Agent(options) };
    return { http: next ? new HttpProxyAgent({ ...options, proxy: next }) : new http.Agent(options) };
  };
  return { kept: make(true), fresh: make(false), proxy: proxy?.host };
}

function findProxy(endpoint: string): URL | undefined {
  const found = getProxyForUrl(endpoint);
  if (!found || isLoopback(new URL(endpoint).hostname)) return undefined;
  const url = URL.canParse(found) ? new URL(found) : undefined;
  // A "/", "?" or "#" in a password ends the host's part too early, so that what was meant as a login is none.
  const isTorn = found.includes("@") && !url?.username && !url?.password;
  if (isTorn || (url && !(isDecodable(url.username) && isDecodable(url.password)))) throw badProxyLogin();
  if (url?.hostname && (url.protocol === "http:" || url.protocol === "https:")) return url;
  throw badProxy();
}

/** hpagent takes the host as it is, and looks up "[::1]" like a name. It reads these fields and no others. */
function withPlainHost({ protocol, hostname, port, username, password }: URL): URL {
  return { protocol, hostname: hostname.replace(/^\[(.*)\]$/, "$1"), port, username, password } as URL;
}

/** hpagent decodes user name and password for each connection, and what it then throws shows them. */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
