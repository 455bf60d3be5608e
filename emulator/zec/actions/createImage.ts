import { ApiError } from "../../apiError";
import { required, text } from "../../validate";
import { defineAction } from "../action";
import { newZecImageId } from "../images";
import type { EmulatedZecInstance, ZecInstanceStatus } from "../types";
import { findOwnInstance } from "./instanceCommon";
import { imageName, wrappedTags } from "./params";
import { findGroup } from "./resourceGroup";

const params = {
  instanceId: required(text()),
  imageName: required(imageName),
  resourceGroupId: text(),
  tags: wrappedTags,
};

/** Starts the creation of a custom image from a stopped instance. Checks in this order: instance, GPU, state, quota, group (GUESS Z3). */
export const createImage = defineAction({
  name: "CreateImage",
  writes: true,
  params,
  run(cloud, { instanceId, imageName, resourceGroupId, tags }, { account, call, failImage }) {
    const instance = findOwnInstance(cloud, account, instanceId);
    rejectUnimageable(instance);
    if (cloud.imageCount(account) >= cloud.quota) {
      throw new ApiError("INVALID_IMAGE_QUOTA_EXCEED", `The account already has ${cloud.quota} custom images`);
    }
    const image = cloud.createImage(instance, {
      imageName,
      resourceGroupId: resourceGroupId === undefined ? cloud.defaultGroupId : findGroup(cloud, resourceGroupId),
      tags: tags?.tags ?? [],
      outcome: failImage ? "FAILED" : "AVAILABLE",
      createdBy: call,
    });
    return { imageId: image.imageId, imageName };
  },
  respondSkipped: ({ imageName }) => ({ imageId: newZecImageId(), imageName }),
});

/** The other statuses pass: the instance is busy (GUESS Z4). */
const NEVER_IMAGEABLE: ZecInstanceStatus[] = ["RUNNING", "RECYCLE", "CREATE_FAILED", "REINSTALL_FAILED"];

function rejectUnimageable({ instanceId, instanceType, status }: EmulatedZecInstance): void {
  if (isGpu(instanceType)) {
    const message = `The instance \`${instanceId}\` has a GPU; images of it are not supported`;
    throw new ApiError("OPERATION_DENIED_GPU_INSTANCE_NOT_SUPPORT", message);
  }
  if (status === "STOPPED") return;
  const message = `The instance \`${instanceId}\` is ${status}; it must be powered off`;
  if (NEVER_IMAGEABLE.includes(status)) {
    throw new ApiError("OPERATION_DENIED_INSTANCE_STATUS_NOT_SUPPORT", message);
  }
  throw new ApiError("OPERATION_DENIED_INSTANCE_IN_OPERATION", message);
}

/** GUESS Z27: nothing else of an instance says that it has a GPU. */
const isGpu = (instanceType: string): boolean => instanceType.includes(".g.");
