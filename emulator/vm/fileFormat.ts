import { amount, count, flag, list, map, name, nullable, object, oneOf, optional, partly } from "../fileChecks";
import { strictObject, text, type Check, type Checks } from "../fileChecks";
import { INSTANCE_STATUSES } from "./types";
import type {
  DataDisk,
  EmulatedImage,
  EmulatedInstance,
  EmulatedZone,
  PublicImage,
  SystemDisk,
  VmSeeds,
  VmState,
} from "./types";

// The format of the service `vm` in state and seed files. The types ensure that no key is left out.

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

export const VM_STATE: Checks<VmState> = {
  images: list(object(image)),
  instances: list(object(instance(object)), "instanceId"),
  quotas: object({ all: count, zones: map(count) }),
};

export const VM_SEEDS: Checks<VmSeeds> = {
  zones: optional(list(strictObject(partly(zone, "zoneId")), "zoneId")),
  instances: optional(list(strictObject(partly(instance(strictObject), "instanceId", "zoneId")), "instanceId")),
  publicImages: optional(list(strictObject(publicImage), "imageId")),
  images: optional(list(strictObject(partly(image, "zoneId", "imageName")), "imageId")),
};
