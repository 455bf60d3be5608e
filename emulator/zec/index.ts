import type { AnyAction } from "../action";
import { copyImage } from "./actions/copyImage";
import { createImage } from "./actions/createImage";
import { deleteImageCopy } from "./actions/deleteImageCopy";
import { deleteImages } from "./actions/deleteImages";
import { describeCustomImages } from "./actions/describeCustomImages";
import { describeImageCopyProgress } from "./actions/describeImageCopyProgress";
import { describeImages } from "./actions/describeImages";
import { describeInstances } from "./actions/describeInstances";
import { describeInstancesStatus } from "./actions/describeInstancesStatus";
import { describeRegions } from "./actions/describeRegions";
import { describeZoneGpuInstanceConfigInfos } from "./actions/describeZoneGpuInstanceConfigInfos";
import { describeZones } from "./actions/describeZones";
import { modifyImagesAttributes } from "./actions/modifyImagesAttributes";
import { startInstances } from "./actions/startInstances";
import { stopInstances } from "./actions/stopInstances";

export const ZEC_VERSIONS = ["2025-09-01"];

export const ZEC_ACTIONS: AnyAction[] = [
  createImage,
  describeCustomImages,
  describeImages,
  modifyImagesAttributes,
  deleteImages,
  copyImage,
  describeImageCopyProgress,
  deleteImageCopy,
  describeInstances,
  describeInstancesStatus,
  startInstances,
  stopInstances,
  describeZones,
  describeRegions,
  describeZoneGpuInstanceConfigInfos,
];
