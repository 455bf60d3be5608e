import { Refusal } from "../codes";
import type { EmulatedImage, PublicImage } from "../types";
import { checkLength, text, texts, required } from "../validate";
import type { World } from "../world";

/** Documented: at most 24 Chinese characters, letters, digits, `-`, `_`. */
export const imageName = text({ max: 24, pattern: /^[\p{Script=Han}A-Za-z0-9_-]+$/u });

const MAX_DESCRIPTION = 255;

/** Documented: at most 255 characters. An empty one clears (GUESS G30). */
export const imageDescription = text({ min: 0, max: MAX_DESCRIPTION });

/** Refuses a description that is too long only when it is counted in UTF-16 units (GUESS G45). */
export function refuseLongDescription(world: World, description: string | undefined): void {
  if (world.behaviour.descriptionLength !== "utf16") return;
  checkLength(description?.length ?? 0, "imageDescription", { max: MAX_DESCRIPTION }, "characters");
}

export const imageIds = required(texts({ min: 1 }));

/** The documented fields of a custom image. An empty description is told as null (GUESS G30). */
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
 * The custom images of these ids, each once. Throws INVALID_IMAGE_NOT_FOUND when any is missing, public or
 * somebody else's (GUESS G26, G27).
 */
export function findOwnImages(world: World, account: string, ids: string[]): EmulatedImage[] {
  return [...new Set(ids)].map((id) => {
    const image = world.image(account, id);
    if (!image) throw new Refusal("INVALID_IMAGE_NOT_FOUND", `The specified imageId \`${id}\` is not found`);
    return image;
  });
}

export function refuseStatus(image: EmulatedImage, why: string): never {
  throw new Refusal("INVALID_IMAGE_STATUS", `The image \`${image.imageId}\` is ${why}`);
}
