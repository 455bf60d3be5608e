import type { Clock } from "./clock";

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

/** An access key, a token, or both. The account is the demo account by default. */
export interface KeySeed {
  accessKeyId?: string;
  accessKeyPassword?: string;
  token?: string;
  account?: string;
}

/** One recorded API call. */
export interface Call {
  /** Number of the call, counted from 1. Continues across restarts with the same state file. */
  n: number;
  /** Header `x-zc-action`; empty if it was missing. */
  action: string;
  /** Empty for a call that was not authorized. */
  params: Record<string, unknown>;
  /** HTTP status of the response; absent if it is pending or none was sent. */
  status?: number;
  /** Error code of the response. */
  code?: string;
  requestId: string;
  /** When the call arrived, in milliseconds since 1970. */
  at: number;
  /** Access key id of the call, even if its signature is wrong. */
  keyId?: string;
  /** Account of the call; absent if it was not authorized. */
  account?: string;
  /** Header `x-zc-request-client`. */
  client?: string;
  /** Kind of the injected fault. */
  fault?: string;
  /** True once the action has succeeded, whatever the response. */
  done: boolean;
}

/** The argument of a {@link CallHook}. */
export interface CallEvent {
  n: number;
  action: string;
  params: Record<string, unknown>;
  /** `before`: the action has not run. `after`: it has run or was rejected; the response is not sent yet. */
  phase: "before" | "after";
}

export type CallHook = (event: CallEvent) => void | Promise<void>;

/** Options of the emulator. All have defaults. Times are in milliseconds. */
export interface EmulatorOptions {
  zones?: ZoneSeed[];
  instances?: InstanceSeed[];
  publicImages?: PublicImage[];
  /** Custom images that exist at the start. */
  images?: ImageSeed[];
  /** Access keys and tokens in addition to those of the demo account. */
  keys?: KeySeed[];
  /** How long an image stays CREATING and its instance IMAGING. Default 0. */
  createImageMs?: number;
  /** How long an instance stays STOPPING. Default 0. */
  stopInstanceMs?: number;
  /** How long an instance stays BOOTING. Default 0. */
  startInstanceMs?: number;
  /** How many custom images an account can have in a zone. Default 5, as documented. */
  quota?: number;
  /** How many calls an account can make in any one second. Further calls get 429. Default: no limit. */
  rateLimitPerSecond?: number;
  /** Seconds for the header `Retry-After` of these responses. Default: no header. */
  rateLimitRetryAfter?: number;
  /**
   * File for images and instances, written before a change is acknowledged. One emulator at a time can use it; it is
   * locked until `stop()`. Default: in memory only.
   */
  stateFile?: string;
  /**
   * JSON file with `zones`, `instances`, `publicImages`, `images` and `keys`, to replace the defaults. An existing state
   * file takes precedence.
   */
  seedFile?: string;
  /** Called with one line for each call: time, action, status, request id. Default: no log. */
  log?: (line: string) => void;
  clock?: Clock;
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
  /** CreateImage responds only after this many calls of it have arrived (for benchmarks). Default: at once. */
  createImageWaitsFor?: number;
  /**
   * Accepted values of the header `Host`, in addition to `localhost` and loopback addresses: for containers and proxies.
   * Other hosts get 403, to protect against DNS rebinding.
   */
  allowedHosts?: string[];
  /**
   * How many calls the record keeps; older ones are dropped. Default 100,000. Parameters of unauthorized calls are not
   * recorded, and headers only up to 200 characters.
   */
  recordedCalls?: number;
  onCall?: CallHook;
}
