import type { Clock } from "./clock";
import { Contact } from "./contact";
import { Poller } from "./poller";
import type { InstanceInfo, ZenlayerApi } from "./types";

/** Polls instances, by id. One that does not exist is missing from the readings. */
export type InstancePoller = Poller<ReadonlyMap<string, InstanceInfo>>;

/** A poller that reads all instances that are waited for with one call per interval (and hundred instances). */
export function instancePoller(
  api: Pick<ZenlayerApi, "describeInstances">,
  clock: Clock,
  pollIntervalMs?: number,
): InstancePoller {
  const contact = new Contact(clock);
  const read = async (instanceIds: string[], signal: AbortSignal) => {
    const instances = await api.describeInstances(instanceIds, signal, contact);
    return new Map(instances.map((instance) => [instance.instanceId, instance]));
  };
  return new Poller({ clock, read, contact, pollIntervalMs });
}
