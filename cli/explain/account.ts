import { presentable } from "../../provider/messages";
import type { Session } from "../../provider/session";
import type { InstanceOrigin, ZoneQuota } from "../../provider/zenlayer/types";
import type { Product } from "../stackState";
import type { LookedUp } from "./otherAccounts";

/** What the account holds, as far as it could be read. */
export interface AccountFacts {
  /** By zone. */
  quotas?: Map<string, ZoneQuota>;
  /** By id: every instance, in whatever status. */
  instances?: Map<string, InstanceOrigin>;
  /** The same in Elastic Compute. */
  zecInstances?: Map<string, InstanceOrigin>;
  /** Absent if nothing was looked up. */
  lookedUp?: LookedUp;
  /** Why something is not known. */
  unknown: string[];
}

/** Instances of a product. */
export const instancesOf = (facts: AccountFacts, product: Product): Map<string, InstanceOrigin> | undefined =>
  product === "zec" ? facts.zecInstances : facts.instances;

/** At most three lists: slots and instances, and instances of Elastic Compute. @param products what changes */
export async function readAccount(session: Session, products: ReadonlySet<Product>): Promise<AccountFacts> {
  const unknown: string[] = [];
  const read = async <T>(what: string, product: Product, list: () => Promise<T>): Promise<T | undefined> => {
    if (!products.has(product)) return undefined;
    try {
      return await list();
    } catch (error) {
      unknown.push(`${what}: ${presentable(error, session.credentialSource).message}`);
      return undefined;
    }
  };
  const [quotas, instances, zecInstances] = await Promise.all([
    read("Free slots are not known", "vm", () => session.api.describeImageQuota()),
    read("Instances are not known", "vm", () => session.api.listInstanceOrigins()),
    read("Instances of Elastic Compute are not known", "zec", () => session.zec().api.listInstanceOrigins()),
  ]);
  return {
    quotas: quotas && new Map(quotas.map((quota) => [quota.zoneId, quota])),
    instances: instances && byId(instances),
    zecInstances: zecInstances && byId(zecInstances),
    unknown,
  };
}

const byId = (instances: InstanceOrigin[]): Map<string, InstanceOrigin> =>
  new Map(instances.map((instance) => [instance.instanceId, instance]));
