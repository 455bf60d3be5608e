import { ApiError } from "../../apiError";
import type { EmulatedInstance } from "../types";
import { texts } from "../../validate";
import type { VmCloud } from "../cloud";

/** Documented: at most 100 instances. */
export const instanceIds = texts({ max: 100 });

export const instanceIdsOfWrite = texts({ min: 1, max: 100 });

/**
 * All instances of an account, or those with these ids. Unknown ids are omitted, or get INVALID_INSTANCE_NOT_FOUND if
 * the option `instanceUnknown` says so (GUESS G33).
 */
export function listInstances(cloud: VmCloud, account: string, ids: string[] | undefined): EmulatedInstance[] {
  const own = cloud.instances.all().filter((instance) => instance.account === account);
  if (!ids?.length) return own;
  if (cloud.behavior.instanceUnknown === "notFound") findOwnInstances(cloud, account, ids);
  const wanted = new Set(ids);
  return own.filter(({ instanceId }) => wanted.has(instanceId));
}

/** The account's instances with these ids, each once. Throws INVALID_INSTANCE_NOT_FOUND if one does not exist (GUESS G34). */
export function findOwnInstances(cloud: VmCloud, account: string, ids: string[]): EmulatedInstance[] {
  return [...new Set(ids)].map((id) => {
    const instance = cloud.instance(account, id);
    if (!instance) throw new ApiError("INVALID_INSTANCE_NOT_FOUND", `The specified instanceId \`${id}\` is not found`);
    return instance;
  });
}

export function rejectRecycled({ instanceId, instanceStatus }: EmulatedInstance): void {
  if (instanceStatus !== "RECYCLE" && instanceStatus !== "RECYCLING") return;
  throw new ApiError("OPERATION_DENIED_INSTANCE_RECYCLED", `The instance \`${instanceId}\` is in the recycle bin`);
}
