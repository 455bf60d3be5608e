import { BlockList, isIP } from "node:net";

import { badEndpoint, inConfiguration, inEnvironment, insecureEndpoint } from "../messages";
import type { Environment } from "./sources";

const DEFAULT_ENDPOINT = "https://console.zenlayer.com";

/**
 * Finds where the API is: the stack's configuration, `ZENLAYER_ENDPOINT`, `ZENLAYERCLOUD_DOMAIN` with
 * `ZENLAYERCLOUD_SCHEME`, else Zenlayer's own. A bare host is reached over https.
 * @returns the origin, without a slash at the end.
 * @throws UserError for anything that is not an origin, and for http to another machine.
 */
export function readEndpoint(configured: string | undefined, environment: Environment, allowInsecure: boolean): string {
  const { found, from } = findEndpoint(configured, environment);
  const url = toUrl(found, from);
  if (url.protocol === "http:" && !isLoopback(url.hostname) && !allowInsecure) throw insecureEndpoint(url.origin, from);
  return url.origin;
}

function findEndpoint(configured: string | undefined, environment: Environment): { found: string; from: string } {
  const variable = (name: string): string | undefined => environment[name]?.trim() || undefined;
  if (configured) return { found: configured, from: inConfiguration(["endpoint"]) };
  const endpoint = variable("ZENLAYER_ENDPOINT");
  if (endpoint) return { found: endpoint, from: inEnvironment(["ZENLAYER_ENDPOINT"]) };
  const domain = variable("ZENLAYERCLOUD_DOMAIN");
  if (!domain) return { found: DEFAULT_ENDPOINT, from: "the default" };
  const scheme = variable("ZENLAYERCLOUD_SCHEME");
  if (!scheme) return { found: domain, from: inEnvironment(["ZENLAYERCLOUD_DOMAIN"]) };
  return {
    found: `${scheme.toLowerCase()}://${domain}`,
    from: inEnvironment(["ZENLAYERCLOUD_DOMAIN", "ZENLAYERCLOUD_SCHEME"]),
  };
}

function toUrl(found: string, from: string): URL {
  const text = found.includes("://") ? found : `https://${found}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url?.hostname) throw badEndpoint(found, "it is not a URL", from);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw badEndpoint(found, `it starts with "${url.protocol}//"`, from);
  }
  // Not quoted: it holds a password.
  if (url.username || url.password) throw badEndpoint(url.host, "it holds a user name or password", from);
  if (url.pathname !== "/" || url.search || url.hash)
    throw badEndpoint(found, "it has a path, a query or a fragment", from);
  return url;
}

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** True for this machine itself: nothing that is sent there travels over a network. */
export function isLoopback(hostname: string): boolean {
  if (hostname === "localhost") return true;
  const address = hostname.replace(/^\[(.*)\]$/, "$1");
  const family = isIP(address);
  return family !== 0 && loopback.check(address, family === 6 ? "ipv6" : "ipv4");
}
