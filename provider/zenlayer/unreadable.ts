import type { ZenlayerError } from "./apiError";
import type { ImageInfo } from "./types";

/** An image of a list that is not as documented. It stands for one image of which nothing more is known. */
export interface UnreadableImage {
  /** Absent: it may be any image that the list does not show. */
  imageId?: string;
  imageName?: string;
  /** Says which image it is and what is wrong with it. */
  error: ZenlayerError;
}

/** Images of a zone, without those that could not be read. */
export type ImageList = ImageInfo[] & { unreadable?: readonly UnreadableImage[] };

/** What a list says of images that could not be read. */
export const unreadableIn = (images: readonly ImageInfo[]): readonly UnreadableImage[] =>
  (images as ImageList).unreadable ?? [];

/** True if the list shows the image, readable or not. */
export const shows = (images: readonly ImageInfo[], imageId: string): boolean =>
  [...images, ...unreadableIn(images)].some((image) => image.imageId === imageId);
