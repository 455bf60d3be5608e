import { SECRET_SETTINGS, SETTING_NAMES } from "../../../provider/configuration/declaredSettings";
import { secretInPlainText, unknownSetting } from "../../../provider/messages";
import { credentialsIn, endpointIn, proxyTo, settingsIn, transportFor, type Config } from "../../session";
import type { StackConfiguration } from "../../stackConfiguration";
import type { Product } from "../../stackState";
import type { World } from "../../world";
import { failure, ok, skipped, warning, type CheckResult } from "./checkResult";
import { Service } from "./service";

/** Timeout for a service that does not respond, regardless of the settings. */
const LONGEST_ANSWER_MS = 15_000;

/** The stack's configuration: misspelled keys and secrets in clear text. */
export function checkConfiguration({ config, encrypted }: StackConfiguration): CheckResult {
  const names = Object.keys(config);
  const unknown = names.find((name) => !SETTING_NAMES.includes(name));
  if (unknown !== undefined) {
    return failure("configuration", unknownSetting(unknown, "the stack configuration (zenlayer:)", SETTING_NAMES));
  }
  const open = names.find((name) => SECRET_SETTINGS.includes(name) && !encrypted.includes(name));
  if (open !== undefined) return warning("configuration", secretInPlainText(`zenlayer:${open}`));
  return ok("configuration", names.length === 0 ? "The stack sets no zenlayer: key" : `zenlayer: ${names.join(", ")}`);
}

/** Settings and credentials, then the service itself: one request of each kind that reads images of these products. */
export async function checkAccess(world: World, config: Config, products: readonly Product[]): Promise<CheckResult[]> {
  const checks: CheckResult[] = [];
  /** Adds a line, and returns what was found unless that is a mistake of the user's. */
  const find = <T>(name: string, read: () => T, say: (found: T) => string): T | undefined => {
    try {
      const found = read();
      checks.push(ok(name, say(found)));
      return found;
    } catch (error) {
      checks.push(failure(name, (error as Error).message));
      return undefined;
    }
  };
  const endpoint = find("endpoint", () => endpointIn(world, config), String);
  const settings = find(
    "settings",
    () => settingsIn(config),
    ({ apiVersion }) => `API version ${apiVersion}`,
  );
  const found = find(
    "credentials",
    () => credentialsIn(world, config),
    ({ source }) => `from ${source}`,
  );
  const proxy =
    endpoint &&
    find(
      "proxy",
      () => ({ url: proxyTo(endpoint) }),
      ({ url }) => url?.host ?? "none",
    );
  if (!endpoint || !settings || !found || !proxy) {
    return [...checks, skipped("connection", "Not tried: see the failures above")];
  }
  const requestTimeoutMs = Math.min(settings.requestTimeoutMs, LONGEST_ANSWER_MS);
  const all = { ...settings, endpoint, requestTimeoutMs };
  const transport = transportFor(all, found.credentials, proxy.url, world);
  return [...checks, ...(await new Service(world, transport, endpoint, found.source).check(products))];
}
