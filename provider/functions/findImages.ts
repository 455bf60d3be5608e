import type { Image } from "../schemaTypes";
import type { Session } from "../session";
import type { ImageFilter, ImageInfo, UnreadableImage } from "../zenlayer/types";
import { unreadableIn } from "../zenlayer/unreadable";

/**
 * Images of one zone or of all that fit the filter, every page. A zone that cannot be searched is an error, never a
 * shorter list, and so is an unreadable image that may match.
 * @param imageName the name that the caller compares
 */
export async function findImages(
  session: Session,
  zoneId: string | undefined,
  filter: ImageFilter,
  imageName?: string,
): Promise<Image[]> {
  const zones = zoneId === undefined ? await session.zones() : [zoneId];
  const found = await Promise.all(
    zones.map(async (zone) => {
      const images = await session.api.describeImages(zone, filter);
      const unclear = unreadableIn(images).find((image) => mayBeMeant(image, filter.imageIds, imageName));
      if (unclear) throw unclear.error;
      return images.map((image) => inZone(image, zone));
    }),
  );
  return found.flat();
}

const mayBeMeant = (image: UnreadableImage, imageIds: string[] | undefined, imageName: string | undefined): boolean =>
  (imageIds === undefined || image.imageId === undefined || imageIds.includes(image.imageId)) &&
  (imageName === undefined || image.imageName === undefined || image.imageName === imageName);

const inZone = (image: ImageInfo, zoneId: string): Image => ({ ...image, zoneId });
