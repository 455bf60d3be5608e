import { getProxyForUrl } from "proxy-from-env";
import { badProxy, badProxyLogin } from "../messages";
import { isLoopback } from "./endpoint";

/**
 * The proxy for an endpoint that `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` of this process name, if any.
 * A loopback endpoint is reached without a proxy: no proxy elsewhere could reach it, and an emulator must work behind a
 * company's proxy.
 * @throws UserError for a proxy that the client does not support
 */
export function findProxy(endpoint: string): URL | undefined {
  const found = getProxyForUrl(endpoint);
  if (!found || isLoopback(new URL(endpoint).hostname)) return undefined;
  const url = URL.canParse(found) ? new URL(found) : undefined;
  // A "/", "?" or "#" in a password ends the host's part too early, so that what was meant as a login is none.
  const isTorn = found.includes("@") && !url?.username && !url?.password;
  if (isTorn || (url && !(isDecodable(url.username) && isDecodable(url.password)))) throw badProxyLogin();
  if (url?.hostname && (url.protocol === "http:" || url.protocol === "https:")) return url;
  throw badProxy();
}

/** The proxy agent decodes user name and password for each connection, and its error would show them. */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
