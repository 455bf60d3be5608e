import { presentable } from "../../provider/messages";
import type { Session } from "../../provider/session";
import type { InstanceOrigin, ZoneQuota } from "../../provider/zenlayer/types";

/** What the account holds, as far as it could be read. */
export interface AccountFacts {
  /** By zone. */
  quotas?: Map<string, ZoneQuota>;
  /** By id: every instance, in whatever status. */
  instances?: Map<string, InstanceOrigin>;
  /** Why something is not known. */
  unknown: string[];
}

/** Two lists: slots and instances. */
export async function readAccount(session: Session): Promise<AccountFacts> {
  const unknown: string[] = [];
  const read = async <T>(what: string, list: Promise<T>): Promise<T | undefined> => {
    try {
      return await list;
    } catch (error) {
      unknown.push(`${what}: ${presentable(error, session.credentialSource).message}`);
      return undefined;
    }
  };
  const [quotas, instances] = await Promise.all([
    read("Free slots are not known", session.api.describeImageQuota()),
    read("Instances are not known", session.api.listInstanceOrigins()),
  ]);
  return {
    quotas: quotas && new Map(quotas.map((quota) => [quota.zoneId, quota])),
    instances: instances && new Map(instances.map((instance) => [instance.instanceId, instance])),
    unknown,
  };
}
