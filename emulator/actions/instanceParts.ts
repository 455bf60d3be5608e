import { Refusal } from "../codes";
import type { EmulatedInstance } from "../types";
import { texts } from "../validate";
import type { World } from "../world";

/** At most 100 instances a call, as documented. */
export const instanceIds = texts({ max: 100 });

export const instanceIdsOfWrite = texts({ min: 1, max: 100 });

/**
 * The instances of an account, or those of `ids`. An unknown id is left out, or answered with
 * INVALID_INSTANCE_NOT_FOUND if the emulator is told so (GUESS G33).
 */
export function listInstances(world: World, account: string, ids: string[] | undefined): EmulatedInstance[] {
  const own = world.instances.all().filter((instance) => instance.account === account);
  if (!ids?.length) return own;
  if (world.behaviour.instanceUnknown === "notFound") findOwnInstances(world, account, ids);
  const wanted = new Set(ids);
  return own.filter(({ instanceId }) => wanted.has(instanceId));
}

/** The instances of these ids, each once. Throws INVALID_INSTANCE_NOT_FOUND when any is missing (GUESS G34). */
export function findOwnInstances(world: World, account: string, ids: string[]): EmulatedInstance[] {
  return [...new Set(ids)].map((id) => {
    const instance = world.instance(account, id);
    if (!instance) throw new Refusal("INVALID_INSTANCE_NOT_FOUND", `The specified instanceId \`${id}\` is not found`);
    return instance;
  });
}

export function refuseRecycled({ instanceId, instanceStatus }: EmulatedInstance): void {
  if (instanceStatus !== "RECYCLE" && instanceStatus !== "RECYCLING") return;
  throw new Refusal("OPERATION_DENIED_INSTANCE_RECYCLED", `The instance \`${instanceId}\` is in the recycle bin`);
}
