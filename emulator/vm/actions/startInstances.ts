import { ApiError } from "../../apiError";
import { required } from "../../validate";
import { defineAction } from "../action";
import { findOwnInstances, instanceIdsOfWrite, rejectRecycled } from "./instanceCommon";

const params = { instanceIds: required(instanceIdsOfWrite) };

/** Starts stopped instances, all or none (GUESS G34): BOOTING, then RUNNING. */
export const startInstances = defineAction({
  name: "StartInstances",
  writes: true,
  params,
  run(cloud, { instanceIds }, { account }) {
    const instances = findOwnInstances(cloud, account, instanceIds);
    for (const instance of instances) {
      rejectRecycled(instance);
      if (instance.instanceStatus === "STOPPED") continue;
      const message = `The instance \`${instance.instanceId}\` is ${instance.instanceStatus}, not STOPPED`;
      throw new ApiError("OPERATION_DENIED_INSTANCE_NOT_STOPPED", message);
    }
    for (const instance of instances) {
      cloud.instances.setStatus(instance, "BOOTING", { status: "RUNNING", ms: cloud.behavior.startInstanceMs });
    }
    return {};
  },
});
