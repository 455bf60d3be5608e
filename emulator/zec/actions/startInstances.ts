import { ApiError } from "../../apiError";
import { defineAction } from "../action";
import { changeEach, rejectRecycled } from "./instanceCommon";
import { instanceIdsOfWrite } from "./params";

/** Starts stopped instances: BOOTING, then RUNNING. Returns the ids of those that failed. */
export const startInstances = defineAction({
  name: "StartInstances",
  writes: true,
  params: { instanceIds: instanceIdsOfWrite },
  failedIds: "instanceIds",
  run(cloud, { instanceIds }, { account }) {
    const failed = changeEach(cloud, { account, instanceIds }, (instance) => {
      rejectRecycled(instance);
      if (instance.status !== "STOPPED") {
        const message = `The instance \`${instance.instanceId}\` is ${instance.status}, not STOPPED`;
        throw new ApiError("OPERATION_DENIED_INSTANCE_NOT_STOPPED", message);
      }
      cloud.instances.setStatus(instance, "BOOTING", { status: "RUNNING", ms: cloud.behavior.startInstanceMs });
    });
    return { instanceIds: failed };
  },
});
