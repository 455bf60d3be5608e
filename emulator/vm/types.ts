/** A zone of the emulated service. */
export interface EmulatedZone {
  zoneId: string;
  zoneName: string;
  /** False: CreateImage returns `UNSUPPORTED_OPERATION_ZONE_NOT_SUPPORT` and the quota list omits the zone. */
  supportsImages: boolean;
}

export type ZoneSeed = Pick<EmulatedZone, "zoneId"> & Partial<EmulatedZone>;

/** A public image. The same ones exist in every zone. */
export interface PublicImage {
  imageId: string;
  imageName: string;
  /** GB, as a string, like in the API. */
  imageSize: string;
  imageVersion: string;
  category: string;
  osType: string;
}

export type ImageStatus = "CREATING" | "AVAILABLE" | "UNAVAILABLE";

/** A custom image, existing or deleted. Times are milliseconds since 1970 by the emulator's clock. */
export interface EmulatedImage extends PublicImage {
  account: string;
  zoneId: string;
  /** The source instance; null for an image that was added with `addImage` or a seed. */
  instanceId: string | null;
  imageDescription: string | null;
  imageStatus: ImageStatus;
  createdAt: number;
  /** Number of the CreateImage call; absent if the image was not created by a call. */
  createdBy?: number;
  /** When it stops being CREATING. */
  readyAt: number;
  /** Its status from then on. */
  outcome: Exclude<ImageStatus, "CREATING">;
  /** From when on lists show it. */
  visibleAt: number;
  deletedAt?: number;
  /** Number of the DeleteImages call; absent if the image was not deleted by a call. */
  deletedBy?: number;
}

export type ImageSeed = Pick<EmulatedImage, "zoneId" | "imageName"> &
  Partial<Pick<EmulatedImage, "imageId" | "account" | "instanceId" | "imageDescription" | "imageSize">> &
  Partial<Pick<EmulatedImage, "imageVersion" | "category" | "osType" | "imageStatus">>;

/** The documented statuses of an instance. */
export const INSTANCE_STATUSES = [
  "PENDING",
  "DEPLOYING",
  "REBUILDING",
  "REBOOT",
  "RUNNING",
  "STOPPED",
  "BOOTING",
  "STOPPING",
  "RELEASING",
  "RECYCLE",
  "RECYCLING",
  "CREATE_FAILED",
  "IMAGING",
] as const;

export type InstanceStatus = (typeof INSTANCE_STATUSES)[number];

export interface SystemDisk {
  diskId: string;
  /** GB. */
  diskSize: number;
  diskCategory: string;
}

export interface DataDisk extends SystemDisk {
  diskName: string;
  portable: boolean;
}

/** An instance, as DescribeInstances returns it. */
export interface InstanceInfo {
  instanceId: string;
  instanceName: string;
  zoneId: string;
  instanceType: string;
  cpuCount: number;
  memory: number;
  imageId: string;
  imageName: string;
  instanceChargeType: string;
  internetMaxBandwidthOut: number;
  internetChargeType: string;
  period: number | null;
  publicIpAddresses: string[];
  publicIpv6Addresses: string[];
  privateIpAddresses: string[];
  subnetId: string | null;
  createTime: string;
  expiredTime: string | null;
  resourceGroupId: string;
  resourceGroupName: string;
  instanceStatus: InstanceStatus;
  trafficPackageSize: number | null;
  securityGroupIds: string[];
  systemDisk: SystemDisk;
  dataDisks: DataDisk[];
  autoRenew: boolean;
  keyId: string | null;
  tags: { tags: { key: string; value: string }[] };
}

/** An instance, with fields that the API does not show. */
export interface EmulatedInstance extends InstanceInfo {
  account: string;
  /** A graceful stop has no effect: only `forceShutdown: true` stops the instance. */
  ignoresShutdown: boolean;
  /** CreateImage returns `UNSUPPORTED_OPERATION_DISK_UNAVAILABLE`. */
  diskUnavailable: boolean;
  /** The next status, and when it takes effect. */
  next?: { status: InstanceStatus; at: number };
}

export type InstanceSeed = Pick<EmulatedInstance, "instanceId" | "zoneId"> & Partial<EmulatedInstance>;

/** Options about the service `vm`. All have defaults. Times are in milliseconds. */
export interface VmOptions {
  zones?: ZoneSeed[];
  instances?: InstanceSeed[];
  publicImages?: PublicImage[];
  /** Custom images that exist at the start. */
  images?: ImageSeed[];
  /** How long an image stays CREATING and its instance IMAGING. Default 0. */
  createImageMs?: number;
  /** How long an instance stays STOPPING. Default 0. */
  stopInstanceMs?: number;
  /** How long an instance stays BOOTING. Default 0. */
  startInstanceMs?: number;
  /** How many custom images an account can have in a zone. Default 5, as documented. */
  quota?: number;
  /** How long it takes until lists show a new image. Default 0. */
  visibleAfterMs?: number;
  /** How long lists still show a deleted image. Default 0. */
  listedAfterDeleteMs?: number;
  /** Whether an UNAVAILABLE image can be deleted. Default true. */
  deleteUnavailable?: boolean;
  /** Whether an image that an instance runs can be deleted. Default true. */
  deleteInUse?: boolean;
  /** How the length of a description is counted. Default `codePoints`. */
  descriptionLength?: "codePoints" | "utf16";
  /** How long after becoming AVAILABLE an image cannot be renamed. Default 0. */
  renameAfterAvailableMs?: number;
  /** What DescribeInstances does with an unknown id: leave it out, or return an error. Default `empty`. */
  instanceUnknown?: "empty" | "notFound";
  /** How the filter `imageName` of DescribeImages matches. Default `exact`. */
  imageNameFilter?: "exact" | "fuzzy";
  /** Status of an instance that ignores a graceful stop, after `stopInstanceMs`. Default `STOPPING`. */
  ignoredShutdownStatus?: "STOPPING" | "RUNNING";
}

/** Everything about the service `vm` that can change, for the state file. */
export interface VmState {
  images: EmulatedImage[];
  instances: EmulatedInstance[];
  quotas: { all: number; zones: Record<string, number> };
}

/** The part of a seed file about the service `vm`. */
export type VmSeeds = Pick<VmOptions, "zones" | "instances" | "publicImages" | "images">;
