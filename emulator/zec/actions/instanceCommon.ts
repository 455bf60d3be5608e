import { ApiError } from "../../apiError";
import type { ZecCloud } from "../cloud";
import type { EmulatedZecInstance } from "../types";

/** All instances of an account, or those with these ids. Unknown ids are omitted. */
export function listInstances(cloud: ZecCloud, account: string, ids: string[] | undefined): EmulatedZecInstance[] {
  const own = cloud.instances.all().filter((instance) => instance.account === account);
  return ids?.length ? own.filter(({ instanceId }) => ids.includes(instanceId)) : own;
}

/** The account's instance with this id. Throws INVALID_INSTANCE_NOT_FOUND. */
export function findOwnInstance(cloud: ZecCloud, account: string, instanceId: string): EmulatedZecInstance {
  const instance = cloud.instance(account, instanceId);
  if (instance) return instance;
  throw new ApiError("INVALID_INSTANCE_NOT_FOUND", `The specified instanceId \`${instanceId}\` is not found`);
}

export function rejectRecycled({ instanceId, status }: EmulatedZecInstance): void {
  if (status !== "RECYCLE" && status !== "RECYCLING") return;
  throw new ApiError("OPERATION_DENIED_INSTANCE_RECYCLED", `The instance \`${instanceId}\` is in the recycle bin`);
}

/**
 * Changes instances one by one and returns the ids of those that failed. A call with a single id that fails gets the
 * error of that id (GUESS Z24).
 * @param change throws an `ApiError` if the instance cannot be changed
 */
export function changeEach(
  cloud: ZecCloud,
  { account, instanceIds }: { account: string; instanceIds: string[] },
  change: (instance: EmulatedZecInstance) => void,
): string[] {
  const ids = [...new Set(instanceIds)];
  const failed: string[] = [];
  for (const instanceId of ids) {
    try {
      change(findOwnInstance(cloud, account, instanceId));
    } catch (error) {
      if (ids.length === 1 || !(error instanceof ApiError)) throw error;
      failed.push(instanceId);
    }
  }
  return failed;
}
