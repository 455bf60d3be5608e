import { DEMO_ACCOUNT } from "../defaults";
import type {
  EmulatedRegion,
  EmulatedZecImage,
  EmulatedZecInstance,
  EmulatedZecZone,
  RegionSeed,
  ResourceGroup,
  ZecImageSeed,
  ZecInstanceSeed,
  ZecPublicImage,
  ZecZoneSeed,
} from "./types";

/** Custom images that an account can have (GUESS Z2). */
export const DEFAULT_ZEC_QUOTA = 10;

export const DEFAULT_REGIONS: RegionSeed[] = [
  { regionId: "asia-east-1", regionName: "Hong Kong", countryCode: "HK" },
  { regionId: "asia-southeast-1", regionName: "Singapore", countryCode: "SG" },
  { regionId: "europe-central-1", regionName: "Frankfurt", countryCode: "DE" },
  // In the documentation's samples ids also have this older form: a zone can have the same id as its region.
  { regionId: "SEA-A", regionName: "Seattle", countryCode: "US" },
  { regionId: "SHA", regionName: "Shanghai", countryCode: "CN" },
];

export const DEFAULT_ZEC_ZONES: ZecZoneSeed[] = [
  { zoneId: "asia-east-1a", regionId: "asia-east-1", zoneName: "Hong Kong A" },
  { zoneId: "asia-southeast-1a", regionId: "asia-southeast-1", zoneName: "Singapore A" },
  { zoneId: "europe-central-1a", regionId: "europe-central-1", zoneName: "Frankfurt A" },
  { zoneId: "SEA-A", regionId: "SEA-A", zoneName: "Seattle A" },
  { zoneId: "SHA-A", regionId: "SHA", zoneName: "Shanghai A" },
];

export const DEFAULT_RESOURCE_GROUPS: ResourceGroup[] = [
  { resourceGroupId: "rg-default", name: "Default Resource Group", createTime: "2026-01-01T00:00:00Z" },
  { resourceGroupId: "rg-team", name: "Team", createTime: "2026-02-01T00:00:00Z" },
];

const UBUNTU: ZecPublicImage = {
  imageId: "ubuntu2404_20240712",
  imageName: "Ubuntu Server 24.04 LTS 64-bit",
  imageSize: "20",
  imageVersion: "24.04",
  category: "Ubuntu",
  osType: "linux",
  minDiskSize: 20,
  nicNetworkType: ["FailOver", "VirtioOnly", "VfOnly"],
};
const WINDOWS: ZecPublicImage = {
  imageId: "win2022en_20240510",
  imageName: "Windows Server 2022 Standard 64-bit",
  imageSize: "50",
  imageVersion: "2022",
  category: "Windows",
  osType: "windows",
  minDiskSize: 50,
  nicNetworkType: ["VirtioOnly"],
};

export const DEFAULT_ZEC_PUBLIC_IMAGES: ZecPublicImage[] = [UBUNTU, WINDOWS];

/** A type of instance with a GPU, as DescribeZoneGpuInstanceConfigInfos returns it. */
export const GPU_TYPE = {
  instanceType: "z3a.g.C49.c8m32.1",
  cpuCount: 8,
  memory: 32,
  gpuAmount: 1,
  instanceTypeName: "z3a.g.C49.c8m32.1",
  bps: 10_000_000_000,
  pps: 1_000_000,
  inventoryCapacity: "LIMITED",
};

export const DEFAULT_ZEC_INSTANCES: ZecInstanceSeed[] = [
  { instanceId: "zec-web", instanceName: "web", zoneId: "asia-east-1a" },
  { instanceId: "zec-db", instanceName: "db", zoneId: "asia-east-1a", status: "RUNNING" },
  { instanceId: "zec-worker", instanceName: "worker", zoneId: "asia-southeast-1a" },
  { instanceId: "zec-sha", instanceName: "sha", zoneId: "SHA-A" },
  // Images of GPU instances are not supported.
  {
    instanceId: "zec-gpu",
    instanceName: "gpu",
    zoneId: "SEA-A",
    instanceType: GPU_TYPE.instanceType,
    cpu: 8,
    memory: 32,
  },
];

export function completeRegion(seed: RegionSeed): EmulatedRegion {
  const { regionId, regionName = regionId } = seed;
  return {
    regionName,
    location: regionName,
    wideRegionName: regionName,
    wideRegionTitle: regionName,
    administrativeRegion: regionName,
    countryCode: "US",
    ...seed,
  };
}

export function completeZecZone(seed: ZecZoneSeed, region: EmulatedRegion): EmulatedZecZone {
  return {
    zoneName: seed.zoneId,
    cityName: region.regionName,
    cityCode: region.regionId,
    countryCode: region.countryCode,
    countryName: region.countryCode,
    timeZone: "UTC",
    supportHaVip: true,
    supportSecurityGroup: true,
    ...seed,
  };
}

/** Fills in the missing fields of a seed, so that every documented field has a value. */
export function completeZecInstance(
  seed: ZecInstanceSeed,
  where: { regionId: string; resourceGroupId: string; publicImages: ZecPublicImage[] },
): EmulatedZecInstance {
  const imageId = seed.imageId ?? where.publicImages[0]?.imageId ?? UBUNTU.imageId;
  return {
    instanceName: seed.instanceId,
    instanceType: "z2a.cpu.1",
    cpu: 1,
    memory: 2,
    imageId,
    imageName: where.publicImages.find((image) => image.imageId === imageId)?.imageName ?? imageId,
    timeZone: "UTC",
    nicNetworkType: "Auto",
    status: "STOPPED",
    systemDisk: {
      diskId: `disk-${seed.instanceId}`,
      diskSize: 40,
      diskCategory: "Standard NVMe SSD",
      burstingEnabled: false,
    },
    dataDisks: [],
    publicIpAddresses: ["203.0.113.20"],
    privateIpAddresses: ["10.1.0.10"],
    keyId: null,
    subnetId: null,
    securityGroupId: null,
    createTime: "2026-01-01T00:00:00Z",
    expiredTime: null,
    resourceGroupId: where.resourceGroupId,
    nics: [{ nicId: `nic-${seed.instanceId}`, regionId: where.regionId }],
    tags: [],
    account: DEMO_ACCOUNT,
    ignoresShutdown: false,
    ...seed,
  };
}

/** Fills in the missing fields of a seed. A seed that is CREATING or SYNCING stays so until it is failed or removed. */
export function completeZecImage(
  seed: ZecImageSeed,
  { imageId, resourceGroupId, now }: { imageId: string; resourceGroupId: string; now: number },
): EmulatedZecImage {
  const { imageSize, imageVersion, category, osType, minDiskSize, nicNetworkType } = UBUNTU;
  const hasRegion = seed.imageStatus !== "CREATING" && seed.imageStatus !== "FAILED";
  return {
    imageId,
    account: DEMO_ACCOUNT,
    instanceId: null,
    imageDescription: null,
    imageSize,
    imageVersion,
    category,
    osType,
    minDiskSize,
    nicNetworkType: [...nicNetworkType],
    imageStatus: "AVAILABLE",
    resourceGroupId,
    tags: [],
    createdAt: now,
    readyAt: seed.imageStatus === "CREATING" ? Number.MAX_SAFE_INTEGER : now,
    outcome: seed.imageStatus === "FAILED" ? "FAILED" : "AVAILABLE",
    visibleAt: now,
    regionIds: hasRegion ? [seed.sourceRegionId] : [],
    copies: [],
    failedRegionIds: [],
    ...seed,
  };
}
