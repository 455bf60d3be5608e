import { ApiError } from "../../apiError";
import type { EmulatedImage, PublicImage } from "../types";
import { checkLength, text, texts, required } from "../../validate";
import type { VmCloud } from "../cloud";

/** Documented: at most 24 Chinese characters, letters, digits, `-`, `_`. */
export const imageName = text({ max: 24, pattern: /^[\p{Script=Han}A-Za-z0-9_-]+$/u });

const MAX_DESCRIPTION = 255;

/** Documented: at most 255 characters. An empty string clears the description (GUESS G30). */
export const imageDescription = text({ min: 0, max: MAX_DESCRIPTION });

/** Rejects a description that is too long if counted in UTF-16 units (GUESS G45). */
export function rejectLongDescription(cloud: VmCloud, description: string | undefined): void {
  if (cloud.behavior.descriptionLength !== "utf16") return;
  checkLength(description?.length ?? 0, "imageDescription", { max: MAX_DESCRIPTION }, "characters");
}

export const imageIds = required(texts({ min: 1 }));

/** The documented fields of a custom image. An empty description is returned as null (GUESS G30). */
export function describeCustomImage(image: EmulatedImage): Record<string, unknown> {
  return {
    ...systemFields(image),
    imageDescription: image.imageDescription || null,
    imageStatus: image.imageStatus,
    imageType: "CUSTOM_IMAGE",
  };
}

export function describePublicImage(image: PublicImage): Record<string, unknown> {
  return { ...systemFields(image), imageDescription: null, imageStatus: "AVAILABLE", imageType: "PUBLIC_IMAGE" };
}

function systemFields({ imageId, imageName, imageSize, imageVersion, category, osType }: PublicImage): PublicImage {
  return { imageId, imageName, imageSize, imageVersion, category, osType };
}

/**
 * The account's custom images with these ids, each once. Throws INVALID_IMAGE_NOT_FOUND if one does not exist, is public
 * or belongs to another account (GUESS G26, G27).
 */
export function findOwnImages(cloud: VmCloud, account: string, ids: string[]): EmulatedImage[] {
  return [...new Set(ids)].map((id) => {
    const image = cloud.image(account, id);
    if (!image) throw new ApiError("INVALID_IMAGE_NOT_FOUND", `The specified imageId \`${id}\` is not found`);
    return image;
  });
}

export function rejectStatus(image: EmulatedImage, reason: string): never {
  throw new ApiError("INVALID_IMAGE_STATUS", `The image \`${image.imageId}\` is ${reason}`);
}
