import type { ZenlayerError } from "./apiError";
import type { Contact } from "./contact";

/** One image as the service describes it. Enumerations are open: unknown values are accepted. */
export interface ImageInfo {
  imageId: string;
  imageName: string;
  /** `CUSTOM_IMAGE` or `PUBLIC_IMAGE`. */
  imageType: string;
  /** GB. The service sends a text that holds a number; absent where it sends something else. */
  imageSize?: number;
  /** Absent when the service sends null or an empty text. */
  imageDescription?: string;
  imageVersion?: string;
  /** `CREATING`, `AVAILABLE`, `UNAVAILABLE`. */
  imageStatus: string;
  category?: string;
  osType?: string;
}

/** An image of a list that is not as documented. It stands for one image of which nothing more is known. */
export interface UnreadableImage {
  /** Absent: it may be any image that the list does not show. */
  imageId?: string;
  imageName?: string;
  /** Says which image it is and what is wrong with it. */
  error: ZenlayerError;
}

/** What one list of custom images covers: the service `vm` lists them zone by zone, `zec` all of the account. */
export type Scope = "zone" | "account";

/** Images of a zone, without those that could not be read. */
export type ImageList = ImageInfo[] & { unreadable?: readonly UnreadableImage[] };

/** What the provider needs to know of an instance. */
export interface InstanceInfo {
  instanceId: string;
  instanceName: string;
  zoneId: string;
  /** `RUNNING`, `STOPPED`, `IMAGING` and others: an open set. */
  instanceStatus: string;
  /** Disks other than the system disk; an image does not hold them. */
  dataDisks: { diskId: string; diskName?: string; diskSize?: number }[];
}

/** An instance and the image that it was created from. */
export interface InstanceOrigin extends Omit<InstanceInfo, "dataDisks"> {
  imageId: string;
  /** GB: as much as an image of the instance has. Absent where the service sends no number. */
  systemDiskSize?: number;
}

/** Tags and resource group of an image; images of the service `vm` have none. */
export interface ImageLabels {
  tags?: Record<string, string>;
  resourceGroupId?: string;
}

/** Custom images that a zone holds and may hold. */
export interface ZoneQuota {
  zoneId: string;
  count: number;
  maxCount: number;
}

export interface ZoneInfo {
  zoneId: string;
  zoneName: string;
}

/** Filters of DescribeImages; all of them must fit. */
export interface ImageFilter {
  imageIds?: string[];
  imageName?: string;
  imageType?: string;
  imageStatus?: string;
  osType?: string;
  category?: string;
}

/** How to stop an instance: ask its system to shut down, or cut the power, which is the service's own default. */
export type ShutdownMode = "graceful" | "forced";

/**
 * The API, one method per action. Every method signs each attempt afresh, retries as the table in `retryPolicy.ts`
 * allows, reads every page of a list, and throws {@link ZenlayerError} for a call that failed permanently, or the reason
 * of `signal` once that is aborted; a write that is in flight by then is finished first. Where there is a `deadline` (by
 * the session's monotonic clock), nothing is sent at or after it, and {@link DeadlineExceeded} thrown.
 */
export interface ZenlayerApi {
  /** Creates an image. The call is never retried after an unknown outcome. */
  createImage(
    request: { instanceId: string; imageName: string; imageDescription?: string; labels?: ImageLabels },
    signal?: AbortSignal,
    deadline?: number,
  ): Promise<{ imageId: string; requestId?: string }>;
  /**
   * All images of a zone that fit, every page. Half a list is an error; an entry that is not as documented is listed
   * separately.
   * @param contact notified of requests and responses
   */
  describeImages(zoneId: string, filter?: ImageFilter, signal?: AbortSignal, contact?: Contact): Promise<ImageList>;
  /**
   * `imageDescription: ""` clears the description.
   * @param since when the caller first wanted to send it, by the monotonic clock: it goes before what has waited less
   */
  modifyImage(
    imageId: string,
    change: { imageName?: string; imageDescription?: string },
    signal?: AbortSignal,
    deadline?: number,
    since?: number,
  ): Promise<void>;
  /**
   * Not-found is thrown even after an attempt whose response was lost (see `afterAmbiguous`): a key that cannot see the
   * image gets it too. Images of one zone that are deleted at the same time share calls, and each ends as if it had
   * been deleted alone. With a `deadline` the image has a call of its own.
   */
  deleteImage(image: { imageId: string; zoneId: string }, signal?: AbortSignal, deadline?: number): Promise<void>;
  describeImageQuota(zoneIds?: string[], signal?: AbortSignal): Promise<ZoneQuota[]>;
  /**
   * All instances, or those of `instanceIds` (split into calls of 100). Unknown ids are missing from the result.
   * Simultaneous callers with one id share a call.
   * @param contact notified of requests and responses; such a call is not shared
   */
  describeInstances(instanceIds?: string[], signal?: AbortSignal, contact?: Contact): Promise<InstanceInfo[]>;
  /**
   * All instances of a zone, or of every zone, in whatever status, with the images that they were created from. An
   * instance whose image cannot be read is an error: it may be any image.
   */
  listInstanceOrigins(zoneId?: string, signal?: AbortSignal): Promise<InstanceOrigin[]>;
  startInstance(instanceId: string, signal?: AbortSignal): Promise<void>;
  stopInstance(instanceId: string, how: ShutdownMode, signal?: AbortSignal, deadline?: number): Promise<void>;
  describeZones(signal?: AbortSignal): Promise<ZoneInfo[]>;
}
