import { ApiError } from "../../apiError";
import type { ZecCloud } from "../cloud";
import type { EmulatedZecImage, ZecPublicImage, ZecTag } from "../types";
import { matchesName } from "./match";

/** The documented fields of a custom image. */
export function describeCustomImage(cloud: ZecCloud, image: EmulatedZecImage): Record<string, unknown> {
  const { resourceGroupId } = cloud.shownLabels(image);
  return {
    ...describeImage(cloud, image),
    resourceGroupId,
    resourceGroupName: cloud.groupName(resourceGroupId),
    regionIdList: listOrEmpty(cloud, image.regionIds, (list) => list), // GUESS Z6
  };
}

/** The fields that the list of a zone has: those of a custom image without regions and group. */
export function describeImage(cloud: ZecCloud, image: EmulatedZecImage): Record<string, unknown> {
  return {
    ...systemFields(image),
    imageType: "CUSTOM_IMAGE",
    imageSource: "CUSTOM",
    imageDescription: image.imageDescription,
    imageStatus: image.imageStatus,
    tags: describeTags(cloud, cloud.shownLabels(image).tags),
  };
}

export function describePublicImage(cloud: ZecCloud, image: ZecPublicImage): Record<string, unknown> {
  return {
    ...systemFields(image),
    imageType: "PUBLIC_IMAGE",
    imageSource: "OFFICIAL",
    imageDescription: null,
    imageStatus: "AVAILABLE",
    tags: describeTags(cloud, []),
  };
}

/** Tags in responses: an object that has the list (GUESS Z21). */
export function describeTags(cloud: ZecCloud, tags: ZecTag[]): unknown {
  return listOrEmpty(cloud, tags, (list) => ({ tags: list }));
}

/** An empty list is shown as the option `emptyLists` says. An undefined field is not part of the JSON. */
function listOrEmpty<T>(cloud: ZecCloud, list: T[], describe: (list: T[]) => unknown): unknown {
  const { emptyLists } = cloud.behavior;
  if (list.length > 0 || emptyLists === "empty") return describe(list);
  return emptyLists === "null" ? null : undefined;
}

function systemFields(image: ZecPublicImage): ZecPublicImage {
  const { imageId, imageName, imageSize, imageVersion, category, osType, minDiskSize, nicNetworkType } = image;
  return { imageId, imageName, imageSize, imageVersion, category, osType, minDiskSize, nicNetworkType };
}

export interface ImageFilter {
  imageIds?: string[];
  imageName?: string;
  category?: string;
  osType?: string;
}

/** Whether an image matches all of the filters (GUESS Z8). */
export function matchesImage(image: ZecPublicImage, { imageIds, imageName, category, osType }: ImageFilter): boolean {
  return (
    (!imageIds?.length || imageIds.includes(image.imageId)) &&
    matchesName(image.imageName, imageName) &&
    (category === undefined || image.category === category) &&
    (osType === undefined || image.osType === osType)
  );
}

/** The account's custom image with this id. Throws INVALID_IMAGE_NOT_FOUND. */
export function findOwnImage(cloud: ZecCloud, account: string, imageId: string): EmulatedZecImage {
  const image = cloud.image(account, imageId);
  if (!image) throw new ApiError("INVALID_IMAGE_NOT_FOUND", `The specified imageId \`${imageId}\` is not found`);
  return image;
}

/** The account's custom images with these ids, each once. Throws INVALID_IMAGE_NOT_FOUND if one does not exist. */
export function findOwnImages(cloud: ZecCloud, account: string, imageIds: string[]): EmulatedZecImage[] {
  return [...new Set(imageIds)].map((imageId) => findOwnImage(cloud, account, imageId));
}

export function rejectStatus({ imageId, imageStatus }: EmulatedZecImage): never {
  throw new ApiError("INVALID_IMAGE_STATUS", `The image \`${imageId}\` is ${imageStatus}`);
}
