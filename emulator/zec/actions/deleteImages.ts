import { defineAction } from "../action";
import type { ZecCloud } from "../cloud";
import type { EmulatedZecImage, ZecImageStatus } from "../types";
import { findOwnImages, rejectStatus } from "./imageCommon";
import { imageIds } from "./params";

/** GUESS Z11 */
const DELETABLE: ZecImageStatus[] = ["AVAILABLE", "UNAVAILABLE", "FAILED"];

/** Deletes custom images in all regions, and returns the ids of those that were not deleted (GUESS Z10). */
export const deleteImages = defineAction({
  name: "DeleteImages",
  writes: true,
  params: { imageIds },
  failedIds: "imageIds",
  run(cloud, { imageIds }, { account, call }) {
    const images = findOwnImages(cloud, account, imageIds);
    const failed = images.filter((image) => !canDelete(cloud, image));
    if (cloud.behavior.deleteWrongStatus === "error") failed.forEach(rejectStatus);
    const { deleteImageMs: ms } = cloud.behavior;
    images.filter((image) => !failed.includes(image)).forEach((image) => cloud.images.delete(image, { ms, call }));
    return { imageIds: failed.map(({ imageId }) => imageId) };
  },
});

/** An image in use can be deleted (GUESS Z12). */
function canDelete({ instances, behavior }: ZecCloud, { imageId, imageStatus }: EmulatedZecImage): boolean {
  const isInUse = !behavior.deleteInUse && instances.all().some((instance) => instance.imageId === imageId);
  return DELETABLE.includes(imageStatus) && !isInUse;
}
