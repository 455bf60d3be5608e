import { amount, count, flag, list, name, nullable, object, oneOf, optional, partly } from "../fileChecks";
import { strictObject, text, type Check, type Checks } from "../fileChecks";
import { ZEC_IMAGE_STATUSES, ZEC_INSTANCE_STATUSES } from "./types";
import type {
  AccountTag,
  EmulatedRegion,
  EmulatedZecImage,
  EmulatedZecInstance,
  EmulatedZecZone,
  ImageCopy,
  ResourceGroup,
  ZecDisk,
  ZecPublicImage,
  ZecSeeds,
  ZecState,
} from "./types";

// The format of the service `zec` in state and seed files. The types ensure that no key is left out.

const region: Checks<EmulatedRegion> = {
  regionId: name,
  regionName: text,
  location: text,
  wideRegionName: text,
  wideRegionTitle: text,
  administrativeRegion: text,
  countryCode: text,
};

const zone: Checks<EmulatedZecZone> = {
  zoneId: name,
  regionId: name,
  zoneName: text,
  cityName: text,
  cityCode: text,
  countryCode: text,
  countryName: text,
  timeZone: text,
  supportHaVip: flag,
  supportSecurityGroup: flag,
};

const publicImage: Checks<ZecPublicImage> = {
  imageId: name,
  imageName: name,
  imageSize: name,
  imageVersion: text,
  category: text,
  osType: text,
  minDiskSize: amount,
  nicNetworkType: list(text),
};

const resourceGroup: Checks<ResourceGroup> = { resourceGroupId: name, name: text, createTime: text };
const accountTag: Checks<AccountTag> = { account: name, key: name, value: text, createdAt: amount };
const copy: Checks<ImageCopy> = { regionId: name, startsAt: amount, endsAt: amount, error: optional(text) };
const disk: Checks<ZecDisk> = { diskId: name, diskSize: amount, diskCategory: text, burstingEnabled: flag };
const instanceStatus = oneOf(...ZEC_INSTANCE_STATUSES);

/** How nested objects are checked: other keys are ignored in state files, and rejected in seed files. */
type Nested = (checks: Record<string, Check>) => Check;

const labels = (nested: Nested) => {
  const own = { tags: list(nested({ key: name, value: text }), "key"), resourceGroupId: name };
  return { ...own, shownLabels: optional(nested({ ...own, until: amount })) };
};

const image = (nested: Nested): Checks<EmulatedZecImage> => ({
  ...publicImage,
  ...labels(nested),
  account: name,
  instanceId: nullable(name),
  sourceRegionId: name,
  imageDescription: nullable(text),
  imageStatus: oneOf(...ZEC_IMAGE_STATUSES),
  createdAt: amount,
  createdBy: optional(count),
  readyAt: amount,
  outcome: oneOf("AVAILABLE", "FAILED"),
  visibleAt: amount,
  regionIds: list(name),
  copies: list(nested(copy)),
  failedRegionIds: list(name),
  removal: optional(nested({ regionIds: list(name), until: amount })),
  deletingUntil: optional(amount),
  deletedAt: optional(amount),
  deletedBy: optional(count),
});

const instance = (nested: Nested): Checks<EmulatedZecInstance> => ({
  ...labels(nested),
  instanceId: name,
  instanceName: text,
  zoneId: name,
  instanceType: text,
  cpu: amount,
  memory: amount,
  imageId: name,
  imageName: text,
  timeZone: text,
  nicNetworkType: text,
  status: instanceStatus,
  systemDisk: nested(disk),
  dataDisks: list(nested(disk)),
  publicIpAddresses: list(text),
  privateIpAddresses: list(text),
  keyId: nullable(text),
  subnetId: nullable(text),
  securityGroupId: nullable(text),
  createTime: text,
  expiredTime: nullable(text),
  nics: list(nested({ nicId: name, regionId: name })),
  account: name,
  ignoresShutdown: flag,
  next: optional(nested({ status: instanceStatus, at: amount })),
});

const state: Checks<ZecState> = {
  images: list(object(image(object))),
  instances: list(object(instance(object)), "instanceId"),
  resourceGroups: list(object(resourceGroup), "resourceGroupId"),
  tags: list(object(accountTag)),
  quota: count,
};

const seeds: Checks<ZecSeeds> = {
  regions: optional(list(strictObject(partly(region, "regionId")), "regionId")),
  zones: optional(list(strictObject(partly(zone, "zoneId", "regionId")), "zoneId")),
  instances: optional(list(strictObject(partly(instance(strictObject), "instanceId", "zoneId")), "instanceId")),
  publicImages: optional(list(strictObject(publicImage), "imageId")),
  images: optional(list(strictObject(partly(image(strictObject), "sourceRegionId", "imageName")), "imageId")),
  resourceGroups: optional(list(strictObject(resourceGroup), "resourceGroupId")),
};

/** A state file of an emulator without the service `zec` does not have it. */
export const ZEC_STATE = optional(object(state));

export const ZEC_SEEDS = optional(strictObject(seeds));
