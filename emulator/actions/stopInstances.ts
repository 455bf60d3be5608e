import { Refusal } from "../codes";
import type { EmulatedInstance, InstanceStatus } from "../types";
import { flag, required } from "../validate";
import { defineAction } from "./action";
import { findOwnInstances, instanceIdsOfWrite, refuseRecycled } from "./instanceParts";

const params = { instanceIds: required(instanceIdsOfWrite), forceShutdown: flag() };

/** Powers running instances off, all or none (GUESS G34): STOPPING, then STOPPED. By force unless told otherwise. */
export const stopInstances = defineAction({
  name: "StopInstances",
  writes: true,
  params,
  run(world, { instanceIds, forceShutdown = true }, { account }) {
    const instances = findOwnInstances(world, account, instanceIds);
    instances.forEach((instance) => refuseUnstoppable(instance, forceShutdown));
    const { stopInstanceMs, ignoredShutdownStatus } = world.behaviour;
    for (const instance of instances) {
      const obeys = forceShutdown || !instance.ignoresShutdown;
      const becomes: InstanceStatus = obeys ? "STOPPED" : ignoredShutdownStatus; // GUESS G37
      world.instances.set(instance, "STOPPING", { status: becomes, ms: stopInstanceMs });
    }
    return {};
  },
});

function refuseUnstoppable(instance: EmulatedInstance, forceShutdown: boolean): void {
  const { instanceId, instanceStatus } = instance;
  refuseRecycled(instance);
  if (instanceStatus === "RUNNING") return;
  if (instanceStatus === "STOPPING" && forceShutdown) return; // GUESS G36
  const message = `The instance \`${instanceId}\` is ${instanceStatus}, not RUNNING`;
  throw new Refusal("OPERATION_DENIED_INSTANCE_NOT_RUNNING", message); // GUESS G35
}
