import type { Contact } from "../contact";
import type { ImageFilter, ImageInfo, ImageList, InstanceInfo, ZenlayerApi, ZoneInfo } from "../types";

/** A custom image of Elastic Compute. It has one id in all regions. */
export interface ZecImageInfo extends ImageInfo {
  /**
   * `CREATING`, `AVAILABLE`, `SYNCING`, `PROCESSING`, `DELETING`, `FAILED`, `UNAVAILABLE`: an open set. An image that is
   * `FAILED` because of a copy, and still is in a region, counts as `AVAILABLE` (our guess: the service has one status for
   * the image, and lists the regions where it is available).
   */
  imageStatus: string;
  /** Regions where it is available now, in order. */
  regions: string[];
  /** GiB: the least system disk of an instance that is created from it. */
  minDiskSize?: number;
  nicNetworkTypes?: string[];
  /** All of its tags, including those set outside Pulumi. */
  tags: Record<string, string>;
  resourceGroupId?: string;
}

/** An instance of Elastic Compute. */
export interface ZecInstanceInfo extends InstanceInfo {
  /** Tells whether it has a GPU. */
  instanceType?: string;
}

/** A zone and the region that it is in. Neither is part of the other's id. */
export interface ZecZoneInfo extends ZoneInfo {
  regionId: string;
}

/** How far the copy of an image to a region is. */
export interface CopyProgress {
  regionId: string;
  /** `PREPARING` or `TRANSFERRING`; an open set. */
  stage?: string;
  queued: boolean;
  /** 0 to 100. */
  percent?: number;
  /** Why it fails. */
  error?: string;
}

/** The API of Elastic Compute: what it has in common with `vm`, and what an image can do here alone. */
export interface ZecApi extends ZenlayerApi {
  /** All custom images of the account that fit; the zone is not heeded. */
  describeImages(
    zoneId: string,
    filter?: ImageFilter,
    signal?: AbortSignal,
    contact?: Contact,
  ): Promise<ImageList & ZecImageInfo[]>;
  describeInstances(instanceIds?: string[], signal?: AbortSignal, contact?: Contact): Promise<ZecInstanceInfo[]>;
  describeZones(signal?: AbortSignal): Promise<ZecZoneInfo[]>;
  /** Ids of all regions. */
  describeRegions(signal?: AbortSignal): Promise<string[]>;
  /** Types of instances with a GPU, of which images are not supported. */
  describeGpuTypes(zoneId: string, signal?: AbortSignal): Promise<string[]>;
  /** Starts copies to regions. Sent once: the caller determines the outcome of an ambiguous call. */
  copyImage(imageId: string, regions: string[], signal?: AbortSignal, deadline?: number): Promise<void>;
  /** Starts to remove an image from regions. Sent once. */
  deleteImageCopy(imageId: string, regions: string[], signal?: AbortSignal, deadline?: number): Promise<void>;
  /** Copies in progress: none unless the image is SYNCING, and none that have ended (documented). */
  describeCopyProgress(imageId: string, signal?: AbortSignal): Promise<CopyProgress[]>;
  /** Sets tags by key, deletes others, and leaves the rest. */
  modifyTags(
    imageId: string,
    change: { set: Record<string, string>; remove: string[] },
    signal?: AbortSignal,
  ): Promise<void>;
  /** Moves an image to a resource group. */
  moveToGroup(imageId: string, resourceGroupId: string, signal?: AbortSignal): Promise<void>;
}
