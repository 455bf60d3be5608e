import type { ImageInfo, ImageList, UnreadableImage } from "./types";

/** The images of a list that could not be read. */
export const unreadableIn = (images: readonly ImageInfo[]): readonly UnreadableImage[] =>
  (images as ImageList).unreadable ?? [];

/** True if the list shows the image, readable or not. */
export const shows = (images: readonly ImageInfo[], imageId: string): boolean =>
  [...images, ...unreadableIn(images)].some((image) => image.imageId === imageId);
