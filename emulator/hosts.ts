const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d+)?$/;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The values of the header `Host` that the emulator accepts. A web page can make the browser send requests to a local
 * port under the page's own host name (DNS rebinding), so requests for any other host are rejected.
 */
export class AllowedHosts {
  readonly #names: Set<string>;

  /** @param names host names in addition to loopback; a port is ignored. Throws if one is invalid. */
  constructor(names: string[]) {
    this.#names = new Set(
      names.map((name) => {
        const host = hostName(name);
        if (host === undefined)
          throw new Error(
            `allowedHosts: "${name}" is not a host name. Give a name or an address, without a scheme or a path.`,
          );
        return host;
      }),
    );
  }

  /** @param header the header `Host` */
  includes(header: string | undefined): boolean {
    const host = hostName(header ?? "");
    return host !== undefined && (LOOPBACK.test(host) || this.#names.has(host));
  }
}

/** Returns the host name in lower case, without the port; undefined if it is malformed. */
function hostName(host: string): string | undefined {
  return HOST.exec(host.toLowerCase())?.[1];
}
