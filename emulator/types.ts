import type { Clock } from "./clock";

/** A zone of the emulated service. */
export interface EmulatedZone {
  zoneId: string;
  zoneName: string;
  /** False: CreateImage answers `UNSUPPORTED_OPERATION_ZONE_NOT_SUPPORT` and the quota list omits the zone. */
  supportsImages: boolean;
}

export type ZoneSeed = Pick<EmulatedZone, "zoneId"> & Partial<EmulatedZone>;

/** A system image. The same ones exist in every zone. */
export interface PublicImage {
  imageId: string;
  imageName: string;
  /** GB, as text: the service's own way. */
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
  /** The instance it was made from; null for one that a test added. */
  instanceId: string | null;
  imageDescription: string | null;
  imageStatus: ImageStatus;
  createdAt: number;
  /** Number of the CreateImage call that made it; absent for one that was added behind the API's back. */
  createdBy?: number;
  /** When it stops being CREATING, and what it is from then on. */
  readyAt: number;
  outcome: Exclude<ImageStatus, "CREATING">;
  /** From when it is listed. */
  visibleAt: number;
  deletedAt?: number;
  /** Number of the DeleteImages call that removed it; absent for one that was removed behind the API's back. */
  deletedBy?: number;
}

export type ImageSeed = Pick<EmulatedImage, "zoneId" | "imageName"> &
  Partial<Pick<EmulatedImage, "imageId" | "account" | "instanceId" | "imageDescription" | "imageSize">> &
  Partial<Pick<EmulatedImage, "imageVersion" | "category" | "osType" | "imageStatus">>;

/** Every documented status of an instance. */
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

/** What DescribeInstances answers of an instance. */
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

/** An instance with what only the emulator knows of it. */
export interface EmulatedInstance extends InstanceInfo {
  account: string;
  /** A graceful stop never ends: only `forceShutdown: true` stops it. */
  ignoresShutdown: boolean;
  /** CreateImage answers `UNSUPPORTED_OPERATION_DISK_UNAVAILABLE`. */
  diskUnavailable: boolean;
  /** What the instance turns into by itself, and when. */
  next?: { status: InstanceStatus; at: number };
}

export type InstanceSeed = Pick<EmulatedInstance, "instanceId" | "zoneId"> & Partial<EmulatedInstance>;

/** An access key, a token, or both, of an account. */
export interface KeySeed {
  accessKeyId?: string;
  accessKeyPassword?: string;
  token?: string;
  account?: string;
}

/** One call of the API, as the emulator saw it. */
export interface Call {
  /** Counts from 1 over the emulator's whole life. */
  n: number;
  /** As in the header; empty when that was missing. */
  action: string;
  /** Empty for a call that was not authorized. */
  params: Record<string, unknown>;
  /** What was answered; absent while the answer is pending or when none was given. */
  status?: number;
  /** Error code of the answer. */
  code?: string;
  requestId: string;
  /** Milliseconds since 1970, when the call had arrived. */
  at: number;
  /** Access key id that the call named, whether or not its signature was right. */
  keyId?: string;
  /** Account that the call was made for; absent when it was refused before that was known. */
  account?: string;
  /** Header `x-zc-request-client`. */
  client?: string;
  /** Kind of the fault that was applied. */
  fault?: string;
  /** True once the action has run and succeeded, whatever was answered. */
  done: boolean;
}

/** What a {@link CallHook} hears of a call. */
export interface CallEvent {
  n: number;
  action: string;
  params: Record<string, unknown>;
  /** `before`: nothing is done yet. `after`: the work is done (or was refused), the answer not yet sent. */
  phase: "before" | "after";
}

export type CallHook = (event: CallEvent) => void | Promise<void>;

/** How the emulator behaves. Everything has a default; times are milliseconds. */
export interface EmulatorOptions {
  zones?: ZoneSeed[];
  instances?: InstanceSeed[];
  publicImages?: PublicImage[];
  /** Custom images that exist from the start. */
  images?: ImageSeed[];
  /** Further accounts and keys, beside the demo account. */
  keys?: KeySeed[];
  /** How long an image stays CREATING and its instance IMAGING. Default 0. */
  createImageMs?: number;
  /** How long an instance stays STOPPING. Default 0. */
  stopInstanceMs?: number;
  /** How long an instance stays BOOTING. Default 0. */
  startInstanceMs?: number;
  /** Custom images an account may hold in a zone. Default 5, as documented. */
  quota?: number;
  /** Calls an account may make in any one second; more are answered 429. Default: no limit. */
  rateLimitPerSecond?: number;
  /** Seconds for the header `Retry-After` of such a 429. Default: no such header. */
  rateLimitRetryAfter?: number;
  /** Keeps images and instances in this file, written before a change is acknowledged. Default: memory only. */
  stateFile?: string;
  /** JSON with `zones`, `instances`, `publicImages`, `images`, `keys`, instead of the built-in ones. A state file that exists goes first. */
  seedFile?: string;
  /** Gets one line a call: time, action, outcome, request id. Default: silent. */
  log?: (line: string) => void;
  clock?: Clock;
  /** A new image is listed only after so long. Default 0. */
  visibleAfterMs?: number;
  /** A deleted image stays listed for so long. Default 0. */
  listedAfterDeleteMs?: number;
  /** May an image that is UNAVAILABLE be deleted? Default true. */
  deleteUnavailable?: boolean;
  /** May an image that an instance runs be deleted? Default true. */
  deleteInUse?: boolean;
  /** How the length of a description is counted. Default `codePoints`. */
  descriptionLength?: "codePoints" | "utf16";
  /** The name of a new image can be changed only so long after it became AVAILABLE. Default 0. */
  renameAfterAvailableMs?: number;
  /** Answer of DescribeInstances to an unknown id. Default `empty`. */
  instanceUnknown?: "empty" | "notFound";
  /** How the filter `imageName` of DescribeImages compares. Default `exact`. */
  imageNameFilter?: "exact" | "fuzzy";
  /** Status of an instance that ignored a graceful stop, once `stopInstanceMs` are over. Default `STOPPING`. */
  ignoredShutdownStatus?: "STOPPING" | "RUNNING";
  /** CreateImage answers only once so many calls of it have arrived (to measure many at once). Default: at once. */
  createImageWaitsFor?: number;
  /**
   * Host names that requests may have in their header `Host`, beside `localhost` and loopback addresses: for containers
   * and proxies. Others are answered 403, since a web page can send requests under a name of its own.
   */
  allowedHosts?: string[];
  /**
   * How many of the last calls the record keeps. Default 100,000. Of calls that are not authorized it keeps no
   * parameters, and of any header the first 200 characters.
   */
  recordedCalls?: number;
  onCall?: CallHook;
}
