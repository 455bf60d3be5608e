import { ApiError } from "../../apiError";
import { flag } from "../../validate";
import { defineAction } from "../action";
import type { EmulatedZecInstance } from "../types";
import { changeEach, rejectRecycled } from "./instanceCommon";
import { instanceIdsOfWrite } from "./params";

/**
 * Stops running instances: STOPPING, then STOPPED. A forced stop by default, as documented. Returns the ids of those that
 * failed.
 */
export const stopInstances = defineAction({
  name: "StopInstances",
  writes: true,
  params: { instanceIds: instanceIdsOfWrite, forceShutdown: flag() },
  failedIds: "instanceIds",
  run(cloud, { instanceIds, forceShutdown = true }, { account }) {
    const { stopInstanceMs: ms, ignoredShutdownStatus } = cloud.behavior;
    const failed = changeEach(cloud, { account, instanceIds }, (instance) => {
      rejectUnstoppable(instance);
      const stops = forceShutdown || !instance.ignoresShutdown;
      const status = stops ? "STOPPED" : ignoredShutdownStatus; // GUESS Z25
      cloud.instances.setStatus(instance, "STOPPING", { status, ms });
    });
    return { instanceIds: failed };
  },
});

/** Documented in Chinese: a stop is also accepted while STOPPING. While IMAGING it is refused (GUESS Z5). */
function rejectUnstoppable(instance: EmulatedZecInstance): void {
  const { instanceId, status } = instance;
  rejectRecycled(instance);
  if (status === "RUNNING" || status === "STOPPING") return;
  const message = `The instance \`${instanceId}\` is ${status}, not RUNNING`;
  throw new ApiError("OPERATION_DENIED_INSTANCE_NOT_RUNNING", message);
}
