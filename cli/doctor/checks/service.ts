import { explain } from "../../../provider/messages";
import type { Action } from "../../../provider/zenlayer/actions";
import { hasClass, hasCode, ZenlayerError } from "../../../provider/zenlayer/apiError";
import { parseResponse } from "../../../provider/zenlayer/parseResponse";
import type { Json } from "../../../provider/zenlayer/responseReader";
import { ServiceTime } from "../../../provider/zenlayer/serviceTime";
import type { transportFor } from "../../session";
import type { Product } from "../../stackState";
import type { World } from "../../world";
import { failure, ok, skipped, warning, type CheckResult } from "./checkResult";
import type { Probe } from "./probe";
import { checkVm } from "./vm";
import { checkZec } from "./zec";

/** A signature is refused from here on (documented). */
const REFUSED_SKEW_MS = 5 * 60_000;
/** A clock that is off by more than this will soon be off by too much. */
const NOTED_SKEW_MS = 60_000;

/** The first request to a product, which also shows whether the service can be reached, and accepts the key. */
const FIRST = { vm: "DescribeZones", zec: "zec DescribeZones" } as const satisfies Record<Product, Action>;
const CHECKS: Record<Product, (probe: Probe, zones: Json | ZenlayerError) => Promise<CheckResult[]>> = {
  vm: checkVm,
  zec: checkZec,
};

/** Sends single requests to the service. */
export class Service implements Probe {
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

  async check([product = "vm", ...others]: readonly Product[]): Promise<CheckResult[]> {
    const first = await this.call(FIRST[product], {});
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
    checks.push(ok("access key", "accepted"), ...(await this.#product(product, first)));
    for (const other of others) checks.push(...(await this.#product(other, await this.call(FIRST[other], {}))));
    return checks;
  }

  async call(action: Action, request: Json): Promise<Json | ZenlayerError> {
    try {
      const answer = await this.#transport.post(action, JSON.stringify(request));
      try {
        const response = parseResponse(action, answer, { endpoint: this.#endpoint, now: this.#world.clock.wallTime() });
        this.#noteAnswer(answer.headers.date);
        return response;
      } catch (error) {
        if (error instanceof ZenlayerError && !hasClass(error, "unreadable", "unreachable")) {
          this.#noteAnswer(answer.headers.date);
        }
        throw error;
      }
    } catch (error) {
      if (error instanceof ZenlayerError) return error;
      throw error;
    }
  }

  action(action: Action, result: Json | ZenlayerError): CheckResult {
    if (!(result instanceof ZenlayerError)) return ok(action, "allowed");
    return failure(action, explain(result, this.#source));
  }

  async #product(product: Product, zones: Json | ZenlayerError): Promise<CheckResult[]> {
    return [this.action(FIRST[product], zones), ...(await CHECKS[product](this, zones))];
  }

  #noteAnswer(date: string | undefined): void {
    this.#hasAnswered = true;
    this.#time.note(date);
  }

  #clock(first: Json | ZenlayerError): CheckResult {
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
}

const span = (ms: number): string => (ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`);
