import { Refusal } from "../codes";
import { required } from "../validate";
import { defineAction } from "./action";
import { findOwnInstances, instanceIdsOfWrite, refuseRecycled } from "./instanceParts";

const params = { instanceIds: required(instanceIdsOfWrite) };

/** Powers stopped instances on, all or none (GUESS G34): BOOTING, then RUNNING. */
export const startInstances = defineAction({
  name: "StartInstances",
  writes: true,
  params,
  run(world, { instanceIds }, { account }) {
    const instances = findOwnInstances(world, account, instanceIds);
    for (const instance of instances) {
      refuseRecycled(instance);
      if (instance.instanceStatus === "STOPPED") continue;
      const message = `The instance \`${instance.instanceId}\` is ${instance.instanceStatus}, not STOPPED`;
      throw new Refusal("OPERATION_DENIED_INSTANCE_NOT_STOPPED", message);
    }
    for (const instance of instances) {
      world.instances.set(instance, "BOOTING", { status: "RUNNING", ms: world.behaviour.startInstanceMs });
    }
    return {};
  },
});
