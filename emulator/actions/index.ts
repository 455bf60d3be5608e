import { ApiError } from "../apiError";
import type { AnyAction } from "./action";
import { createImage } from "./createImage";
import { deleteImages } from "./deleteImages";
import { describeImage } from "./describeImage";
import { describeImageQuota } from "./describeImageQuota";
import { describeImages } from "./describeImages";
import { describeInstances } from "./describeInstances";
import { describeInstancesStatus } from "./describeInstancesStatus";
import { describeZones } from "./describeZones";
import { modifyImagesAttributes } from "./modifyImagesAttributes";
import { startInstances } from "./startInstances";
import { stopInstances } from "./stopInstances";

export const VERSIONS = ["2026-04-01", "2023-03-13"];

export const ACTIONS: AnyAction[] = [
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

/** Finds an action. Throws AUTHFAILURE_UNAUTHORIZED_OPERATION if this version does not have it (GUESS G5). */
export function findAction(name: string, version: string | undefined): AnyAction {
  const action = ACTIONS.find((candidate) => candidate.name === name);
  if (action && (action.versions ?? VERSIONS).includes(version ?? "")) return action;
  const message = `The action \`${name}\` does not exist in version \`${version ?? ""}\`, or is not authorized`;
  throw new ApiError("AUTHFAILURE_UNAUTHORIZED_OPERATION", message);
}
