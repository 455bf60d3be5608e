import { sanitize } from "../zenlayer/sanitize";

const UNKNOWN_REASON = "unknown reason";

export const connectionRefused = (to: string): string =>
  sanitize(`cannot connect to ${to}: connection refused. Check the endpoint, and that a server is listening there`);

export const hostNotFound = (host: string): string =>
  sanitize(`cannot find ${host}: unknown host name. Check the endpoint for typos`);

export const hostNotResolved = (host: string): string =>
  sanitize(`cannot resolve ${host}: name resolution is not available at the moment. Check this machine's network`);

export const hostUnreachable = (host: string): string =>
  sanitize(`cannot reach ${host}: no route to the host. Check this machine's network, VPN and proxy settings`);

export const notConnectedInTime = (to: string, afterMs: number): string =>
  sanitize(
    `no connection to ${to} within ${afterMs / 1000} s. Check this machine's network, VPN and proxy settings, or raise ` +
      "zenlayer:requestTimeoutSeconds",
  );

export const notConnected = (to: string, code = UNKNOWN_REASON): string =>
  sanitize(
    `cannot connect to ${to}: the connection broke while it was being opened (${code}). Check this machine's network, ` +
      "VPN and proxy settings",
  );

export const timedOut = (host: string, afterMs: number): string =>
  sanitize(
    `no response from ${host} within ${afterMs / 1000} s. Check the network, or raise zenlayer:requestTimeoutSeconds`,
  );

export const connectionLost = (host: string, code = UNKNOWN_REASON): string =>
  sanitize(`the connection to ${host} was lost before the whole response arrived (${code})`);

export const certificateNotTrusted = (host: string, code = UNKNOWN_REASON): string =>
  sanitize(
    `the certificate of ${host} is not trusted (${code}). Check the endpoint; if it uses a private certificate ` +
      "authority, set NODE_EXTRA_CA_CERTS to that authority's certificate file",
  );

export const notTls = (host: string): string =>
  sanitize(`${host} does not respond as an https server. Check the endpoint's scheme and port`);

export const proxyRefused = (proxy: string, host: string, status: string): string =>
  sanitize(
    `the proxy ${proxy} refused to connect to ${host} (HTTP status ${status})` +
      (status === "407" ? ". It requires a user name and password: add them to HTTPS_PROXY" : ""),
  );
