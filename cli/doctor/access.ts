import schema from "../../schema.json";
import { explain, secretInPlainText, unknownSetting } from "../../provider/messages";
import type { Action } from "../../provider/zenlayer/actions";
import { hasClass, hasCode, ZenlayerError } from "../../provider/zenlayer/apiError";
import { parseResponse } from "../../provider/zenlayer/parseResponse";
import { isObject, readQuota, readZone, Reader, type Json } from "../../provider/zenlayer/responseReader";
import { ServiceTime } from "../../provider/zenlayer/serviceTime";
import type { ZoneQuota } from "../../provider/zenlayer/types";
import { credentialsIn, endpointIn, proxyTo, settingsIn, transportFor, type Config } from "../session";
import type { StackConfiguration } from "../stackConfiguration";
import type { World } from "../world";
import { failure, ok, skipped, warning, type Check } from "./check";

/** A signature is refused from here on (documented). */
const REFUSED_SKEW_MS = 5 * 60_000;
/** A clock that is off by more than this will soon be off by too much. */
const NOTED_SKEW_MS = 60_000;
/** A service that does not answer keeps nobody waiting for longer, whatever the settings say. */
const LONGEST_ANSWER_MS = 15_000;

const SETTINGS = Object.keys(schema.config.variables);
/** Settings that are to be encrypted. */
const SECRETS = ["accessKeyPassword", "token"];

/** The stack's configuration: misspelled keys and secrets in clear text. */
export function checkConfiguration({ config, encrypted }: StackConfiguration): Check {
  const names = Object.keys(config);
  const unknown = names.find((name) => !SETTINGS.includes(name));
  if (unknown !== undefined) {
    return failure("configuration", unknownSetting(unknown, "the stack configuration (zenlayer:)", SETTINGS));
  }
  const open = names.find((name) => SECRETS.includes(name) && !encrypted.includes(name));
  if (open !== undefined) return warning("configuration", secretInPlainText(`zenlayer:${open}`));
  return ok("configuration", names.length === 0 ? "The stack sets no zenlayer: key" : `zenlayer: ${names.join(", ")}`);
}

/** Settings and credentials, then the service itself: one request of each kind that reads. */
export async function checkAccess(world: World, config: Config): Promise<Check[]> {
  const checks: Check[] = [];
  /** Adds a line, and returns what was found unless that is a mistake of the user's. */
  const find = <T>(name: string, look: () => T, say: (found: T) => string): T | undefined => {
    try {
      const found = look();
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
  return [...checks, ...(await new Service(world, transport, endpoint, found.source).check())];
}

/** The service as it answers single requests. */
class Service {
  readonly #world: World;
  readonly #transport: ReturnType<typeof transportFor>;
  readonly #endpoint: string;
  /** Where the credentials come from. */
  readonly #source: string;
  readonly #time: ServiceTime;
  #hasAnswered = false;

  constructor(world: World, transport: ReturnType<typeof transportFor>, endpoint: string, source: string) {
    this.#world = world;
    this.#transport = transport;
    this.#endpoint = endpoint;
    this.#source = source;
    this.#time = new ServiceTime(world.clock);
  }

  async check(): Promise<Check[]> {
    const first = await this.#call("DescribeZones", {});
    if (first instanceof ZenlayerError && !this.#hasAnswered) {
      return [failure("connection", explain(first, this.#source))];
    }
    const checks = [ok("connection", `${this.#endpoint} answers`), this.#clock(first)];
    if (first instanceof ZenlayerError && hasClass(first, "credentials")) {
      const isClock = hasCode(first, "AUTHFAILURE_SIGNATURE_EXPIRED");
      checks.push(
        isClock
          ? skipped("access key", "Could not be checked before the clock is right")
          : failure("access key", explain(first, this.#source)),
      );
      return checks;
    }
    checks.push(ok("access key", "accepted"), this.#action("DescribeZones", first));
    const quota = await this.#call("DescribeImageQuota", {});
    checks.push(this.#action("DescribeImageQuota", quota));
    const zoneId = zonesIn(first)[0] ?? quotasIn(quota)[0]?.zoneId;
    if (zoneId === undefined) checks.push(skipped("DescribeImages", "No zone is known to list images of"));
    else checks.push(this.#action("DescribeImages", await this.#call("DescribeImages", { zoneId, ...ONE })));
    checks.push(this.#action("DescribeInstances", await this.#call("DescribeInstances", ONE)));
    if (!(quota instanceof ZenlayerError)) checks.push(quotaCheck(quotasIn(quota)));
    return checks;
  }

  /** A single attempt, whose failure is returned: the doctor reports what happens, and does not wait for it to pass. */
  async #call(action: Action, request: Json): Promise<Json | ZenlayerError> {
    try {
      const answer = await this.#transport.post(action, JSON.stringify(request));
      try {
        const response = parseResponse(action, answer, { endpoint: this.#endpoint, now: this.#world.clock.wallTime() });
        this.#noteAnswer(answer.headers.date);
        return response;
      } catch (error) {
        if (error instanceof ZenlayerError && !hasClass(error, "unreadable") && !hasClass(error, "unreachable")) {
          this.#noteAnswer(answer.headers.date);
        }
        throw error;
      }
    } catch (error) {
      if (error instanceof ZenlayerError) return error;
      throw error;
    }
  }

  #noteAnswer(date: string | undefined): void {
    this.#hasAnswered = true;
    this.#time.note(date);
  }

  #clock(first: Json | ZenlayerError): Check {
    const { clock } = this.#world;
    const aheadMs = clock.wallTime() - this.#time.now();
    const off = Math.abs(aheadMs);
    const text = `The clock of this machine is ${span(off)} ${aheadMs > 0 ? "ahead of" : "behind"} the service's`;
    const remedy = "Set the clock, best by network time (NTP): requests more than 5 minutes off are refused";
    if (off >= REFUSED_SKEW_MS || hasCode(first, "AUTHFAILURE_SIGNATURE_EXPIRED"))
      return failure("clock", text, remedy);
    if (off >= NOTED_SKEW_MS) return warning("clock", text, remedy);
    return ok("clock", "agrees with the service's");
  }

  #action(action: Action, result: Json | ZenlayerError): Check {
    if (!(result instanceof ZenlayerError)) return ok(action, "allowed");
    return failure(action, explain(result, this.#source));
  }
}

/** A read of as little as possible. */
const ONE = { pageNum: 1, pageSize: 1 };

function zonesIn(response: Json | ZenlayerError): string[] {
  return listIn("DescribeZones", response, "zoneSet", readZone).map(({ zoneId }) => zoneId);
}

function quotasIn(response: Json | ZenlayerError): ZoneQuota[] {
  return listIn("DescribeImageQuota", response, "images", readQuota);
}

/** Entries of a response; none where it is not as documented, which the other commands report when they need it. */
function listIn<T>(
  action: Action,
  response: Json | ZenlayerError,
  key: string,
  read: (reader: Reader) => (item: Json) => T,
): T[] {
  if (response instanceof ZenlayerError) return [];
  const reader = new Reader(action, response);
  return reader.entries(response, key).filter(isObject).map(read(reader));
}

function quotaCheck(quotas: ZoneQuota[]): Check {
  const used = quotas.filter(({ count }) => count > 0);
  const text = used.map(({ zoneId, count, maxCount }) => `${zoneId} ${count} of ${maxCount}`).join(", ");
  const full = used.filter(({ count, maxCount }) => count >= maxCount).map(({ zoneId }) => zoneId);
  if (full.length === 0) return ok("quota", text === "" ? "No zone holds custom images" : `Custom images: ${text}`);
  return warning(
    "quota",
    `Custom images: ${text}`,
    `No more images can be created in ${full.join(", ")}: delete one (\`pulumi-zenlayer audit\` shows what they are), ` +
      "or ask Zenlayer support for a higher quota",
  );
}

const span = (ms: number): string => (ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`);
