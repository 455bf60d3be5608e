import type { ImageInfo, UnreadableImage } from "../zenlayer/types";
import { unreadableIn } from "../zenlayer/unreadable";
import { hasFailed } from "./imageStatus";
import { isSameResource, parseWorkingName, type Owner } from "./workingName";

/** Unfinished images of one resource, which earlier runs have left. */
export interface EarlierImages {
  /** Of what the program declares now; not failed. If there are several, a person has to decide. */
  usable: ImageInfo[];
  /** Of what the program declares now, and failed: never usable. */
  failed: ImageInfo[];
  /** Of another instance, or for another name. */
  others: ImageInfo[];
}

/** An unfinished image of this resource that cannot be read. It must not be ignored. */
export const unreadableImageOf = (images: readonly ImageInfo[], owner: Owner): UnreadableImage | undefined =>
  unreadableIn(images).find(({ imageName }) => {
    const name = imageName === undefined ? undefined : parseWorkingName(imageName);
    return name !== undefined && isSameResource(name, owner);
  });

/**
 * The images of a list that carry the owner's working name. No other image counts as ours.
 * @param isKnown true for images that this run handles anyway, such as those that are about to be replaced
 */
export function earlierImages(
  images: readonly ImageInfo[],
  owner: Owner,
  isKnown: (imageId: string) => boolean = () => false,
): EarlierImages {
  const found: EarlierImages = { usable: [], failed: [], others: [] };
  for (const image of images) {
    const name = parseWorkingName(image.imageName);
    if (name === undefined || !isSameResource(name, owner) || isKnown(image.imageId)) continue;
    if (name.what !== owner.what) found.others.push(image);
    else if (hasFailed(image)) found.failed.push(image);
    else found.usable.push(image);
  }
  return found;
}
