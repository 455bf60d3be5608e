/** A region, as DescribeRegions returns it. */
export interface RegionInfo {
  regionId: string;
  regionName: string;
  location: string;
  wideRegionName: string;
  wideRegionTitle: string;
  administrativeRegion: string;
}

/** A region, with fields that the API does not show. */
export interface EmulatedRegion extends RegionInfo {
  /** Images cannot be copied between `CN` and other countries. */
  countryCode: string;
}

export type RegionSeed = Pick<EmulatedRegion, "regionId"> & Partial<EmulatedRegion>;

/** A zone, as DescribeZones returns it. */
export interface EmulatedZecZone {
  zoneId: string;
  regionId: string;
  zoneName: string;
  cityName: string;
  cityCode: string;
  countryCode: string;
  countryName: string;
  timeZone: string;
  supportHaVip: boolean;
  supportSecurityGroup: boolean;
}

export type ZecZoneSeed = Pick<EmulatedZecZone, "zoneId" | "regionId"> & Partial<EmulatedZecZone>;

export interface ZecTag {
  key: string;
  value: string;
}

/** A tag of an account. It exists whether a resource has it or not. */
export interface AccountTag extends ZecTag {
  account: string;
  /** In milliseconds since 1970. */
  createdAt: number;
}

/** What can be changed of images and of instances: tags and resource group. */
export interface Labels {
  tags: ZecTag[];
  resourceGroupId: string;
}

/** What images and instances have in common. */
export interface Labeled extends Labels {
  /** What lists still show after a change, and until when. */
  shownLabels?: Labels & { until: number };
}

/** A resource group. All accounts have the same ones, and the first is the default. */
export interface ResourceGroup {
  resourceGroupId: string;
  name: string;
  createTime: string;
}

/** A public image. The same ones exist in every zone. */
export interface ZecPublicImage {
  imageId: string;
  imageName: string;
  /** GiB, as a string, like in the API. */
  imageSize: string;
  imageVersion: string;
  category: string;
  osType: string;
  /** GiB. */
  minDiskSize: number;
  nicNetworkType: string[];
}

/** The documented statuses of an image. */
export const ZEC_IMAGE_STATUSES = [
  "CREATING",
  "AVAILABLE",
  "SYNCING",
  "FAILED",
  "PROCESSING",
  "DELETING",
  "UNAVAILABLE",
] as const;

export type ZecImageStatus = (typeof ZEC_IMAGE_STATUSES)[number];

/** A copy to a region that is in progress, or that failed while others are in progress. */
export interface ImageCopy {
  regionId: string;
  /** Until then it is queued. */
  startsAt: number;
  /** When the image becomes available in the region, or the copy has failed. */
  endsAt: number;
  /** What DescribeImageCopyProgress returns as `errorInfo`, from the middle of the copy on. */
  error?: string;
}

/** A custom image, existing or deleted. Times are milliseconds since 1970 by the emulator's clock. */
export interface EmulatedZecImage extends ZecPublicImage, Labeled {
  account: string;
  /** The source instance; null for an image that was added with `addImage` or a seed. */
  instanceId: string | null;
  /** The region of the source instance. */
  sourceRegionId: string;
  imageDescription: string | null;
  imageStatus: ZecImageStatus;
  createdAt: number;
  /** Number of the CreateImage call; absent if the image was not created by a call. */
  createdBy?: number;
  /** When it stops being CREATING. */
  readyAt: number;
  /** Its status from then on. */
  outcome: "AVAILABLE" | "FAILED";
  /** From when on lists show it. */
  visibleAt: number;
  /** The regions where it is available. */
  regionIds: string[];
  /** While SYNCING: the copies in progress. */
  copies: ImageCopy[];
  /** The regions to which the last CopyImage call failed. */
  failedRegionIds: string[];
  /** While PROCESSING: the regions that it is being removed from, and until when. */
  removal?: { regionIds: string[]; until: number };
  /** While DELETING: until when. */
  deletingUntil?: number;
  deletedAt?: number;
  /** Number of the DeleteImages call; absent if the image was not deleted by a call. */
  deletedBy?: number;
}

export type ZecImageSeed = Pick<EmulatedZecImage, "sourceRegionId" | "imageName"> &
  Partial<
    Pick<EmulatedZecImage, "imageId" | "account" | "instanceId" | "imageDescription" | "imageStatus" | "regionIds">
  > &
  Partial<Pick<EmulatedZecImage, "resourceGroupId" | "tags" | "minDiskSize" | "nicNetworkType" | "imageSize">> &
  Partial<Pick<EmulatedZecImage, "imageVersion" | "category" | "osType">>;

/** The documented statuses of an instance, and the two that only the Terraform provider knows. */
export const ZEC_INSTANCE_STATUSES = [
  "PENDING",
  "DEPLOYING",
  "REBUILDING",
  "REBOOT",
  "RUNNING",
  "STOPPED",
  "BOOTING",
  "RELEASING",
  "STOPPING",
  "RECYCLE",
  "RECYCLING",
  "CREATE_FAILED",
  "REINSTALL_FAILED",
  "IMAGING",
  "RESIZING",
] as const;

export type ZecInstanceStatus = (typeof ZEC_INSTANCE_STATUSES)[number];

export interface ZecDisk {
  diskId: string;
  /** GiB. */
  diskSize: number;
  diskCategory: string;
  burstingEnabled: boolean;
}

/** An instance, as DescribeInstances returns it. */
export interface ZecInstanceInfo {
  instanceId: string;
  instanceName: string;
  zoneId: string;
  instanceType: string;
  cpu: number;
  memory: number;
  imageId: string;
  imageName: string;
  timeZone: string;
  nicNetworkType: string;
  status: ZecInstanceStatus;
  systemDisk: ZecDisk;
  dataDisks: ZecDisk[];
  publicIpAddresses: string[];
  privateIpAddresses: string[];
  keyId: string | null;
  subnetId: string | null;
  securityGroupId: string | null;
  createTime: string;
  expiredTime: string | null;
  resourceGroupId: string;
  nics: { nicId: string; regionId: string }[];
  tags: ZecTag[];
}

/** An instance, with fields that the API does not show. */
export interface EmulatedZecInstance extends ZecInstanceInfo, Labeled {
  account: string;
  /** A graceful stop has no effect: only `forceShutdown: true` stops the instance. */
  ignoresShutdown: boolean;
  /** The next status, and when it takes effect. */
  next?: { status: ZecInstanceStatus; at: number };
}

export type ZecInstanceSeed = Pick<EmulatedZecInstance, "instanceId" | "zoneId"> & Partial<EmulatedZecInstance>;

/** Options about the service `zec`, its tags and resource groups. All have defaults. Times are in milliseconds. */
export interface ZecOptions {
  regions?: RegionSeed[];
  zones?: ZecZoneSeed[];
  instances?: ZecInstanceSeed[];
  publicImages?: ZecPublicImage[];
  /** Custom images that exist at the start. */
  images?: ZecImageSeed[];
  /** The first one is the default group. */
  resourceGroups?: ResourceGroup[];
  /** How long an image stays CREATING and its instance IMAGING. Default: that of `vm`. */
  createImageMs?: number;
  /** How long a copy to one region takes (GUESS Z7). Copies of a call are created one after the other. Default 0. */
  copyImageMs?: number;
  /** How long an image stays PROCESSING when it is removed from a region. Default 0. */
  deleteCopyMs?: number;
  /** How long an image stays DELETING. Default 0. */
  deleteImageMs?: number;
  /** How long an instance stays STOPPING. Default: that of `vm`. */
  stopInstanceMs?: number;
  /** How long an instance stays BOOTING. Default: that of `vm`. */
  startInstanceMs?: number;
  /** How many custom images an account can have. Copies do not count. Default 10. */
  quota?: number;
  /** How long it takes until lists show a new image. Default: that of `vm`. */
  visibleAfterMs?: number;
  /** How long lists show the old tags and resource group after a change. Default 0. */
  tagsVisibleAfterMs?: number;
  /** What DeleteImages does with an image in the wrong status: list its id as failed, or return an error. Default `listed`. */
  deleteWrongStatus?: "listed" | "error";
  /** Whether an image that an instance runs can be deleted. Default true. */
  deleteInUse?: boolean;
  /** Status of an image after a copy has failed. Default `FAILED`. */
  failedCopyStatus?: "FAILED" | "AVAILABLE";
  /** Whether an image that is FAILED after a copy can be copied again. Default true. */
  copyAfterFailure?: boolean;
  /** How lists show an image without tags or regions: with an empty list, with null, or without the field. Default `empty`. */
  emptyLists?: "empty" | "null" | "absent";
  /** Status of an instance that ignores a graceful stop, after `stopInstanceMs`. Default: that of `vm`. */
  ignoredShutdownStatus?: "STOPPING" | "RUNNING";
}

/** Everything about the service `zec` that can change, for the state file. */
export interface ZecState {
  images: EmulatedZecImage[];
  instances: EmulatedZecInstance[];
  resourceGroups: ResourceGroup[];
  tags: AccountTag[];
  quota: number;
}

/** The part of a seed file about the service `zec`. */
export type ZecSeeds = Pick<
  ZecOptions,
  "regions" | "zones" | "instances" | "publicImages" | "images" | "resourceGroups"
>;
