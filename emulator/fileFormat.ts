import { amount, count, flag, list, map, name, nullable, object, oneOf, optional, partly } from "./fileChecks";
import { strictObject, text, type Check, type Checks } from "./fileChecks";
import type { Seeds } from "./seed";
import type { Snapshot } from "./store";
import { INSTANCE_STATUSES } from "./types";
import type {
  DataDisk,
  EmulatedImage,
  EmulatedInstance,
  EmulatedZone,
  KeySeed,
  PublicImage,
  SystemDisk,
} from "./types";

// The format of state and seed files. The types ensure that no key is left out.

const zone: Checks<EmulatedZone> = { zoneId: name, zoneName: text, supportsImages: flag };

const publicImage: Checks<PublicImage> = {
  imageId: name,
  imageName: name,
  imageSize: name,
  imageVersion: text,
  category: text,
  osType: text,
};

const image: Checks<EmulatedImage> = {
  ...publicImage,
  account: name,
  zoneId: name,
  instanceId: nullable(name),
  imageDescription: nullable(text),
  imageStatus: oneOf("CREATING", "AVAILABLE", "UNAVAILABLE"),
  createdAt: amount,
  createdBy: optional(count),
  readyAt: amount,
  outcome: oneOf("AVAILABLE", "UNAVAILABLE"),
  visibleAt: amount,
  deletedAt: optional(amount),
  deletedBy: optional(count),
};

const systemDisk: Checks<SystemDisk> = { diskId: name, diskSize: amount, diskCategory: text };
const dataDisk: Checks<DataDisk> = { ...systemDisk, diskName: text, portable: flag };
const tag = { key: name, value: text };
const instanceStatus = oneOf(...INSTANCE_STATUSES);

/** @param nested how nested objects are checked */
const instance = (nested: (checks: Record<string, Check>) => Check): Checks<EmulatedInstance> => ({
  instanceId: name,
  instanceName: text,
  zoneId: name,
  instanceType: text,
  cpuCount: amount,
  memory: amount,
  imageId: name,
  imageName: text,
  instanceChargeType: text,
  internetMaxBandwidthOut: amount,
  internetChargeType: text,
  period: nullable(amount),
  publicIpAddresses: list(text),
  publicIpv6Addresses: list(text),
  privateIpAddresses: list(text),
  subnetId: nullable(text),
  createTime: text,
  expiredTime: nullable(text),
  resourceGroupId: text,
  resourceGroupName: text,
  instanceStatus,
  trafficPackageSize: nullable(amount),
  securityGroupIds: list(text),
  systemDisk: nested(systemDisk),
  dataDisks: list(nested(dataDisk)),
  autoRenew: flag,
  keyId: nullable(text),
  tags: nested({ tags: list(nested(tag)) }),
  account: name,
  ignoresShutdown: flag,
  diskUnavailable: flag,
  next: optional(nested({ status: instanceStatus, at: amount })),
});

const key: Checks<KeySeed> = {
  account: optional(name),
  accessKeyId: optional(name),
  accessKeyPassword: optional(name),
  token: optional(name),
};

const state: Checks<Snapshot> = {
  format: count,
  lastCall: count,
  images: list(object(image)),
  instances: list(object(instance(object)), "instanceId"),
  quotas: object({ all: count, zones: map(count) }),
};

const seeds: Checks<Seeds> = {
  zones: optional(list(strictObject(partly(zone, "zoneId")), "zoneId")),
  instances: optional(list(strictObject(partly(instance(strictObject), "instanceId", "zoneId")), "instanceId")),
  publicImages: optional(list(strictObject(publicImage), "imageId")),
  images: optional(list(strictObject(partly(image, "zoneId", "imageName")), "imageId")),
  keys: optional(list(strictObject(key))),
};

/** Checks the content of a state file. Throws an error that names the first key that is missing or invalid. */
export function checkState(value: unknown): asserts value is Snapshot {
  object(state)(value, "");
  const live = (value as Snapshot).images.map((each) => (each.deletedAt === undefined ? each : {}));
  list(() => undefined, "imageId")(live, "images");
}

/** Checks the content of a seed file. Throws an error that names the first key that is missing, invalid or unknown. */
export function checkSeeds(value: unknown): asserts value is Seeds {
  strictObject(seeds)(value, "");
}
