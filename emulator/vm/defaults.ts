import { DEMO_ACCOUNT } from "../defaults";
import type {
  EmulatedImage,
  EmulatedInstance,
  EmulatedZone,
  ImageSeed,
  InstanceSeed,
  PublicImage,
  ZoneSeed,
} from "./types";

/** Custom images that an account can have in a zone (documented; Zenlayer support can raise it). */
export const DEFAULT_QUOTA = 5;

export const DEFAULT_ZONES: ZoneSeed[] = [
  { zoneId: "HKG-A", zoneName: "Hong Kong A" },
  { zoneId: "SIN-A", zoneName: "Singapore A" },
  { zoneId: "FRA-A", zoneName: "Frankfurt A" },
  { zoneId: "SEL-A", zoneName: "Seoul A" },
  // Documented as zones without support for custom images.
  { zoneId: "SIN-E", zoneName: "Singapore E", supportsImages: false },
  { zoneId: "LAX-A", zoneName: "Los Angeles A", supportsImages: false },
];

const UBUNTU: PublicImage = {
  imageId: "img-EVhEsCuXhCN0urZ7Vt77oOr6K",
  imageName: "Ubuntu Server 22.04 LTS x86 64-bit",
  imageSize: "30",
  imageVersion: "22.04",
  category: "Ubuntu",
  osType: "linux",
};
const DEBIAN: PublicImage = {
  imageId: "img-yKK4q6XybymPgfx7ynUUqC3N8",
  imageName: "Debian 12.4 x86 64-bit",
  imageSize: "30",
  imageVersion: "12.4",
  category: "Debian",
  osType: "linux",
};
const WINDOWS: PublicImage = {
  imageId: "img-Wd2022StdEn64bitA7cQ91xYz",
  imageName: "Windows Server 2022 Standard 64-bit",
  imageSize: "50",
  imageVersion: "2022",
  category: "Windows",
  osType: "windows",
};

export const DEFAULT_PUBLIC_IMAGES: PublicImage[] = [UBUNTU, DEBIAN, WINDOWS];

export const DEFAULT_INSTANCES: InstanceSeed[] = [
  { instanceId: "i-web", instanceName: "web", zoneId: "HKG-A", instanceStatus: "STOPPED" },
  {
    instanceId: "i-db",
    instanceName: "db",
    zoneId: "HKG-A",
    instanceStatus: "RUNNING",
    imageId: DEBIAN.imageId,
    dataDisks: [{ diskId: "disk-db-data", diskName: "db-data", diskSize: 100, diskCategory: "SSD", portable: true }],
  },
  { instanceId: "i-worker", instanceName: "worker", zoneId: "SIN-A", instanceStatus: "STOPPED" },
  {
    instanceId: "i-desktop",
    instanceName: "desktop",
    zoneId: "FRA-A",
    instanceStatus: "STOPPED",
    imageId: WINDOWS.imageId,
    systemDisk: { diskId: "disk-i-desktop", diskSize: 60, diskCategory: "SSD" },
  },
];

export function completeZone(seed: ZoneSeed): EmulatedZone {
  return { zoneName: seed.zoneId, supportsImages: true, ...seed };
}

/** Fills in the missing fields of a seed, so that every documented field has a value. */
export function completeInstance(seed: InstanceSeed, publicImages: PublicImage[]): EmulatedInstance {
  const imageId = seed.imageId ?? publicImages[0]?.imageId ?? UBUNTU.imageId;
  return {
    instanceName: seed.instanceId,
    instanceType: "c.1c2g",
    cpuCount: 1,
    memory: 2,
    imageId,
    imageName: publicImages.find((image) => image.imageId === imageId)?.imageName ?? imageId,
    instanceChargeType: "POSTPAID",
    internetMaxBandwidthOut: 1,
    internetChargeType: "ByBandwidth",
    period: null,
    publicIpAddresses: ["203.0.113.10"],
    publicIpv6Addresses: [],
    privateIpAddresses: ["10.0.0.10"],
    subnetId: null,
    createTime: "2026-01-01T00:00:00Z",
    expiredTime: null,
    resourceGroupId: "rg-default",
    resourceGroupName: "Default Resource Group",
    instanceStatus: "STOPPED",
    trafficPackageSize: null,
    securityGroupIds: [],
    systemDisk: { diskId: `disk-${seed.instanceId}`, diskSize: 40, diskCategory: "SSD" },
    dataDisks: [],
    autoRenew: false,
    keyId: null,
    tags: { tags: [] },
    account: DEMO_ACCOUNT,
    ignoresShutdown: false,
    diskUnavailable: false,
    ...seed,
  };
}

/** Fills in the missing fields of a seed. A seed that is CREATING stays so until it is failed or removed. */
export function completeImage(seed: ImageSeed, imageId: string, now: number): EmulatedImage {
  const { imageSize, imageVersion, category, osType } = UBUNTU;
  return {
    imageId,
    account: DEMO_ACCOUNT,
    instanceId: null,
    imageDescription: null,
    imageSize,
    imageVersion,
    category,
    osType,
    imageStatus: "AVAILABLE",
    createdAt: now,
    readyAt: seed.imageStatus === "CREATING" ? Number.MAX_SAFE_INTEGER : now,
    outcome: seed.imageStatus === "UNAVAILABLE" ? "UNAVAILABLE" : "AVAILABLE",
    visibleAt: now,
    ...seed,
  };
}
