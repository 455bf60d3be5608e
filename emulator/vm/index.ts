import type { AnyAction } from "../action";
import { createImage } from "./actions/createImage";
import { deleteImages } from "./actions/deleteImages";
import { describeImage } from "./actions/describeImage";
import { describeImageQuota } from "./actions/describeImageQuota";
import { describeImages } from "./actions/describeImages";
import { describeInstances } from "./actions/describeInstances";
import { describeInstancesStatus } from "./actions/describeInstancesStatus";
import { describeZones } from "./actions/describeZones";
import { modifyImagesAttributes } from "./actions/modifyImagesAttributes";
import { startInstances } from "./actions/startInstances";
import { stopInstances } from "./actions/stopInstances";

export const VM_VERSIONS = ["2026-04-01", "2023-03-13"];

export const VM_ACTIONS: AnyAction[] = [
  createImage,
  describeImages,
  describeImage,
  modifyImagesAttributes,
  deleteImages,
  describeImageQuota,
  describeInstances,
  describeInstancesStatus,
  startInstances,
  stopInstances,
  describeZones,
];
