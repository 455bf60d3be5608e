import { createEmulator, type EmulatedImage, type EmulatedZecImage, type Emulator } from "../../../emulator";

/** Instances of the image that a stack has, and of the one that it creates. */
export const [OLD, NEW] = ["i-old", "i-new"];

export type ProductName = "CustomImage" | "ZecImage";
export type MadeImage = Pick<EmulatedImage, "imageId" | "imageName" | "instanceId"> &
  Partial<Pick<EmulatedZecImage, "regionIds">>;

/** What a test of the real engine does otherwise for one resource than for another. */
export interface Product {
  type: ProductName;
  /** Beside instance and name. */
  inputs: object;
  /** An account with both instances. */
  open(status: "RUNNING" | "STOPPED"): Emulator;
  images(emulator: Emulator): MadeImage[];
  /** Images that ever were. */
  history(emulator: Emulator): MadeImage[];
  add(emulator: Emulator, image: MadeImage): void;
  instanceStatus(emulator: Emulator): string | undefined;
  isAsDeclared(image: MadeImage): boolean;
}

const times = { createImageMs: 450, stopInstanceMs: 250, startInstanceMs: 250 };
/** Shorter, since such an image has more waits: two polls of each are enough. */
const zecTimes = {
  createImageMs: 150,
  stopInstanceMs: 150,
  startInstanceMs: 150,
  copyImageMs: 250,
  deleteImageMs: 150,
};
const ZONE = "HKG-A";
const [ZEC_ZONE, SOURCE_REGION] = ["asia-east-1a", "asia-east-1"];
const REGIONS = [SOURCE_REGION, "asia-southeast-1", "europe-central-1"];

export const PRODUCTS: Record<ProductName, Product> = {
  CustomImage: {
    type: "CustomImage",
    inputs: {},
    open: (instanceStatus) =>
      createEmulator({
        ...times,
        instances: [OLD, NEW].map((instanceId) => ({ instanceId, zoneId: ZONE, instanceStatus })),
      }),
    images: (emulator) => emulator.images(),
    history: (emulator) => emulator.history(),
    add: (emulator, { imageId, imageName, instanceId }) =>
      void emulator.addImage({ imageId, imageName, instanceId, zoneId: ZONE }),
    instanceStatus: (emulator) => emulator.instance(NEW)?.instanceStatus,
    isAsDeclared: () => true,
  },
  ZecImage: {
    type: "ZecImage",
    inputs: { regions: REGIONS },
    open: (status) =>
      createEmulator({
        zec: {
          ...zecTimes,
          instances: [OLD, NEW].map((instanceId) => ({ instanceId, zoneId: ZEC_ZONE, status })),
        },
      }),
    images: (emulator) => emulator.zec.images(),
    history: (emulator) => emulator.zec.history(),
    add: (emulator, { imageId, imageName, instanceId, regionIds }) =>
      void emulator.zec.addImage({ imageId, imageName, instanceId, regionIds, sourceRegionId: SOURCE_REGION }),
    instanceStatus: (emulator) => emulator.zec.instance(NEW)?.status,
    isAsDeclared: ({ regionIds = [] }) => JSON.stringify([...regionIds].sort()) === JSON.stringify(REGIONS),
  },
};
