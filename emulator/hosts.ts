const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d+)?$/;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The hosts that requests may name. A web page can have the browser send requests to any port of this machine, under
 * the page's own host name (DNS rebinding), so a request for an unknown host is not one of a client of the emulator.
 */
export class AllowedHosts {
  readonly #names: Set<string>;

  /** @param names host names beside those of loopback; a port is ignored. Throws for one that is none. */
  constructor(names: string[]) {
    this.#names = new Set(
      names.map((name) => {
        const host = hostName(name);
        if (host === undefined) throw new Error(`allowedHosts: "${name}" is not a host name.`);
        return host;
      }),
    );
  }

  /** @param header the header `Host` */
  allow(header: string | undefined): boolean {
    const host = hostName(header ?? "");
    return host !== undefined && (LOOPBACK.test(host) || this.#names.has(host));
  }
}

/** The name in lower case, without the port. Undefined if it has another form. */
function hostName(host: string): string | undefined {
  return HOST.exec(host.toLowerCase())?.[1];
}
