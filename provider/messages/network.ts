import { sanitize } from "../zenlayer/sanitize";

const UNKNOWN_REASON = "unknown reason";

export const connectionRefused = (to: string): string =>
  sanitize(
    `cannot connect to ${to}: the connection was refused. Check the endpoint, and that something is listening there`,
  );

export const hostNotFound = (host: string): string =>
  sanitize(`cannot find ${host}: the name is unknown. Check the endpoint for misspellings`);

export const hostNotResolved = (host: string): string =>
  sanitize(`cannot look up ${host}: name resolution does not work at the moment. Check this machine's network`);

export const hostUnreachable = (host: string): string =>
  sanitize(
    `cannot reach ${host}: there is no way to it from here. Check this machine's network, VPN and proxy settings`,
  );

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
    `no answer from ${host} within ${afterMs / 1000} s. Check the network, or raise zenlayer:requestTimeoutSeconds`,
  );

export const connectionLost = (host: string, code = UNKNOWN_REASON): string =>
  sanitize(`the connection to ${host} was lost before the whole answer had come (${code})`);

export const certificateNotTrusted = (host: string, code = UNKNOWN_REASON): string =>
  sanitize(
    `the certificate of ${host} is not trusted (${code}). Check the endpoint; if it stands behind a certificate ` +
      "authority of your own, name that authority's file in NODE_EXTRA_CA_CERTS",
  );

export const notTls = (host: string): string =>
  sanitize(`${host} does not speak https as it should. Check the endpoint's scheme and port`);

export const proxyRefused = (proxy: string, host: string, status: string): string =>
  sanitize(
    `the proxy ${proxy} does not connect us to ${host} (HTTP status ${status})` +
      (status === "407" ? ". It asks for a user name and password: put them into HTTPS_PROXY" : ""),
  );
