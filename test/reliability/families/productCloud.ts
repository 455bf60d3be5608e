import type { Emulator } from "../../../emulator";
import type { Product } from "./familyAccount";

/** An image, as far as lifecycles of families need it. */
export interface CloudImage {
  imageId: string;
  imageName: string;
  imageStatus: string;
  /** Where it is usable; absent for an image of a zone. */
  regionIds?: string[];
}

/** What happens to images and instances outside Pulumi, the same for both products. */
export interface ProductCloud {
  images(): CloudImage[];
  history(): CloudImage[];
  instances(): { instanceId: string; imageId?: string }[];
  addImage(imageName: string): CloudImage;
  removeImage(imageId: string): void;
  renameImage(imageId: string, imageName: string): void;
  failImage(imageId: string): void;
  use(imageId: string, instanceId: string, status: "RECYCLE" | "RUNNING"): void;
  removeInstance(instanceId: string): void;
  setQuota(count: number): void;
}

/** @param zoneId of instances that are created from images */
export function productCloud(product: Product, emulator: Emulator, zoneId: string): ProductCloud {
  const { zec } = emulator;
  if (product === "zec")
    return {
      images: () => zec.images(),
      history: () => zec.history(),
      instances: () => zec.instances(),
      addImage: (imageName) => zec.addImage({ sourceRegionId: "asia-east-1", imageName }),
      removeImage: (imageId) => zec.removeImage(imageId),
      renameImage: (imageId, imageName) => zec.renameImage(imageId, imageName),
      failImage(imageId) {
        zec.failImage(imageId);
        zec.setRegions(imageId, []); // otherwise it counts as usable where it is
      },
      use: (imageId, instanceId, status) => zec.addInstance({ instanceId, zoneId, imageId, status }),
      removeInstance: (instanceId) => zec.removeInstance(instanceId),
      setQuota: (count) => zec.setQuota(count),
    };
  return {
    images: () => emulator.images(),
    history: () => emulator.history(),
    instances: () => emulator.instances(),
    addImage: (imageName) => emulator.addImage({ zoneId, imageName }),
    removeImage: (imageId) => emulator.removeImage(imageId),
    renameImage: (imageId, imageName) => emulator.renameImage(imageId, imageName),
    failImage: (imageId) => emulator.failImage(imageId),
    use: (imageId, instanceId, instanceStatus) => emulator.addInstance({ instanceId, zoneId, imageId, instanceStatus }),
    removeInstance: (instanceId) => emulator.removeInstance(instanceId),
    setQuota: (count) => emulator.setQuota(undefined, count),
  };
}
