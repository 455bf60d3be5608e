// Reads existing images and free slots. Creates nothing and needs no resource: functions run in the program itself.
//
//   pulumi up
import { getImageQuotaOutput, getImagesOutput } from "pulumi-zenlayer";

const ours = getImagesOutput({ imageType: "CUSTOM_IMAGE", imageStatus: "AVAILABLE", namePattern: "^golden-" });
const ubuntu = getImagesOutput({ zoneId: "HKG-A", imageType: "PUBLIC_IMAGE", category: "Ubuntu" });
const quota = getImageQuotaOutput();

export const goldenImages = ours.apply(({ images }) => images.map(({ zoneId, imageName }) => `${zoneId}/${imageName}`));
export const ubuntuVersions = ubuntu.apply(({ images }) => images.map(({ imageVersion }) => imageVersion));
export const zonesWithFreeSlots = quota.apply(({ zones }) =>
  zones.filter(({ free }) => free > 0).map(({ zoneId }) => zoneId),
);
