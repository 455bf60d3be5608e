import { ApiError } from "../../apiError";
import type { EmulatedInstance, InstanceStatus } from "../types";
import { flag, required } from "../../validate";
import { defineAction } from "../action";
import { findOwnInstances, instanceIdsOfWrite, rejectRecycled } from "./instanceCommon";

const params = { instanceIds: required(instanceIdsOfWrite), forceShutdown: flag() };

/** Stops running instances, all or none (GUESS G34): STOPPING, then STOPPED. A forced stop by default, as documented. */
export const stopInstances = defineAction({
  name: "StopInstances",
  writes: true,
  params,
  run(cloud, { instanceIds, forceShutdown = true }, { account }) {
    const instances = findOwnInstances(cloud, account, instanceIds);
    instances.forEach((instance) => rejectUnstoppable(instance, forceShutdown));
    const { stopInstanceMs, ignoredShutdownStatus } = cloud.behavior;
    for (const instance of instances) {
      const stops = forceShutdown || !instance.ignoresShutdown;
      const status: InstanceStatus = stops ? "STOPPED" : ignoredShutdownStatus; // GUESS G37
      cloud.instances.setStatus(instance, "STOPPING", { status, ms: stopInstanceMs });
    }
    return {};
  },
});

function rejectUnstoppable(instance: EmulatedInstance, forceShutdown: boolean): void {
  const { instanceId, instanceStatus } = instance;
  rejectRecycled(instance);
  if (instanceStatus === "RUNNING") return;
  if (instanceStatus === "STOPPING" && forceShutdown) return; // GUESS G36
  const message = `The instance \`${instanceId}\` is ${instanceStatus}, not RUNNING`;
  throw new ApiError("OPERATION_DENIED_INSTANCE_NOT_RUNNING", message); // GUESS G35
}
