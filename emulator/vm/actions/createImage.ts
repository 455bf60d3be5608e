import { ApiError } from "../../apiError";
import { newImageId } from "../images";
import type { EmulatedInstance } from "../types";
import { required, text } from "../../validate";
import type { VmCloud } from "../cloud";
import { defineAction } from "../action";
import { imageDescription, imageName, rejectLongDescription } from "./imageCommon";

const params = { instanceId: required(text()), imageName: required(imageName), imageDescription };

/** Starts the creation of a custom image from a stopped instance. Names do not have to be unique (GUESS G25). */
export const createImage = defineAction({
  name: "CreateImage",
  writes: true,
  params,
  run(cloud, params, { account, call, failImage }) {
    rejectLongDescription(cloud, params.imageDescription);
    const instance = cloud.instance(account, params.instanceId);
    if (!instance) {
      const message = `The specified instanceId \`${params.instanceId}\` is not found`;
      throw new ApiError("INVALID_INSTANCE_NOT_FOUND", message);
    }
    rejectUnimageable(cloud, instance);
    const image = cloud.createImage(instance, {
      imageName: params.imageName,
      imageDescription: params.imageDescription ?? null,
      outcome: failImage ? "UNAVAILABLE" : "AVAILABLE",
      createdBy: call,
    });
    return { imageId: image.imageId };
  },
  respondSkipped: () => ({ imageId: newImageId() }),
});

/** The documented errors, in this order: zone, status, disk, quota (GUESS G6). */
function rejectUnimageable(cloud: VmCloud, instance: EmulatedInstance): void {
  const { instanceId, zoneId, instanceStatus } = instance;
  if (!cloud.zones.get(zoneId)?.supportsImages) {
    throw new ApiError("UNSUPPORTED_OPERATION_ZONE_NOT_SUPPORT", `The zone \`${zoneId}\` does not support images`);
  }
  if (instanceStatus === "RECYCLE" || instanceStatus === "RECYCLING") {
    // GUESS G21
    throw new ApiError("OPERATION_DENIED_INSTANCE_RECYCLED", `The instance \`${instanceId}\` is in the recycle bin`);
  }
  if (instanceStatus === "IMAGING") {
    const message = `An image of the instance \`${instanceId}\` is being created`;
    throw new ApiError("UNSUPPORTED_OPERATION_DISK_MAKING_IMAGE", message);
  }
  if (instanceStatus !== "STOPPED") {
    // GUESS G20
    const message = `The instance \`${instanceId}\` is ${instanceStatus}; it must be powered off`;
    throw new ApiError("UNSUPPORTED_OPERATION_INSTANCE_STATE_STARTING", message);
  }
  if (instance.diskUnavailable) {
    const message = `The system disk of the instance \`${instanceId}\` is unavailable`;
    throw new ApiError("UNSUPPORTED_OPERATION_DISK_UNAVAILABLE", message);
  }
  if (cloud.imageCount(instance.account, zoneId) >= cloud.quota(zoneId)) {
    const message = `The zone \`${zoneId}\` already has ${cloud.quota(zoneId)} custom images`;
    throw new ApiError("LIMIT_EXCEEDED_IMAGE_QUOTA", message);
  }
}
