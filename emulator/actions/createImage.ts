import { Refusal } from "../codes";
import type { EmulatedInstance } from "../types";
import { required, text } from "../validate";
import type { World } from "../world";
import { defineAction } from "./action";
import { imageDescription, imageName, refuseLongDescription } from "./imageParts";

const params = { instanceId: required(text()), imageName: required(imageName), imageDescription };

/** Begins to make a custom image of a stopped instance. Names need not be unique (GUESS G25). */
export const createImage = defineAction({
  name: "CreateImage",
  writes: true,
  params,
  run(world, wish, { account, call, failImage }) {
    refuseLongDescription(world, wish.imageDescription);
    const instance = world.instance(account, wish.instanceId);
    if (!instance) {
      const message = `The specified instanceId \`${wish.instanceId}\` is not found`;
      throw new Refusal("INVALID_INSTANCE_NOT_FOUND", message);
    }
    refuseUnfit(world, instance);
    const image = world.makeImage(instance, {
      imageName: wish.imageName,
      imageDescription: wish.imageDescription ?? null,
      outcome: failImage ? "UNAVAILABLE" : "AVAILABLE",
      createdBy: call,
    });
    return { imageId: image.imageId };
  },
});

/** The documented refusals, in an order that is ours: zone, state, disk, quota (GUESS G6). */
function refuseUnfit(world: World, instance: EmulatedInstance): void {
  const { instanceId, zoneId, instanceStatus } = instance;
  if (!world.zones.get(zoneId)?.supportsImages) {
    throw new Refusal("UNSUPPORTED_OPERATION_ZONE_NOT_SUPPORT", `The zone \`${zoneId}\` does not support images`);
  }
  if (instanceStatus === "RECYCLE" || instanceStatus === "RECYCLING") {
    // GUESS G21
    throw new Refusal("OPERATION_DENIED_INSTANCE_RECYCLED", `The instance \`${instanceId}\` is in the recycle bin`);
  }
  if (instanceStatus === "IMAGING") {
    const message = `An image of the instance \`${instanceId}\` is being made`;
    throw new Refusal("UNSUPPORTED_OPERATION_DISK_MAKING_IMAGE", message);
  }
  if (instanceStatus !== "STOPPED") {
    // GUESS G20
    const message = `The instance \`${instanceId}\` is ${instanceStatus}; it must be powered off`;
    throw new Refusal("UNSUPPORTED_OPERATION_INSTANCE_STATE_STARTING", message);
  }
  if (instance.diskUnavailable) {
    const message = `The system disk of the instance \`${instanceId}\` is unavailable`;
    throw new Refusal("UNSUPPORTED_OPERATION_DISK_UNAVAILABLE", message);
  }
  if (world.imageCount(instance.account, zoneId) >= world.quota(zoneId)) {
    const message = `The zone \`${zoneId}\` holds ${world.quota(zoneId)} custom images already`;
    throw new Refusal("LIMIT_EXCEEDED_IMAGE_QUOTA", message);
  }
}
