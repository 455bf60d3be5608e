import type { Image } from "../schemaTypes";
import type { Session } from "../session";
import type { ImageFilter, ImageInfo, ImageList, UnreadableImage } from "../zenlayer/types";
import { shows, unreadableIn } from "../zenlayer/unreadable";
import { searchZones } from "../zoneSearch";

/**
 * Images of one zone or of all that fit the filter, every page. A zone that cannot be searched is an error, never a
 * shorter list, and so is an unreadable image that may match; unless the image with the wanted id can only be where it was found.
 * @param imageName the name that the caller compares
 */
export async function findImages(
  session: Session,
  zoneId: string | undefined,
  filter: ImageFilter,
  imageName?: string,
): Promise<Image[]> {
  const { found, failure } = await searchZones(session, { zoneId }, async (zone) => {
    const images = await session.api.describeImages(zone, filter);
    return readable(images, filter, imageName).map((image) => ({ ...image, zoneId: zone }));
  });
  if (failure && !(await isOnlyThere(session, found, filter))) throw failure;
  return found;
}

/**
 * Whether no other zone can have the wanted image. Public ones are the same in every zone. One that is found by its id
 * must also be on the zone's list: the service may ignore the zone of a request with ids.
 */
async function isOnlyThere(session: Session, found: readonly Image[], { imageIds }: ImageFilter): Promise<boolean> {
  const [image, ...others] = found.filter(({ imageId }) => imageIds?.includes(imageId));
  if (image?.imageType !== "CUSTOM_IMAGE" || others.length > 0) return false;
  return shows(await session.images.list(image.zoneId), image.imageId);
}

/** The images of a list. @throws ZenlayerError for an unreadable one that may be one of those meant */
export function readable<T extends ImageInfo>(
  images: T[] & Pick<ImageList, "unreadable">,
  { imageIds }: ImageFilter,
  imageName: string | undefined,
): T[] {
  const mayBeMeant = (image: UnreadableImage): boolean =>
    (imageIds === undefined || image.imageId === undefined || imageIds.includes(image.imageId)) &&
    (imageName === undefined || image.imageName === undefined || image.imageName === imageName);
  const unclear = unreadableIn(images).find(mayBeMeant);
  if (unclear) throw unclear.error;
  return images;
}

/**
 * The only image with this id, or with exactly this name: whether the service matches names exactly is not documented.
 * @param notOne what to throw unless there is exactly one
 */
export function onlyImage<T extends ImageInfo>(
  images: T[],
  { imageId, imageName }: { imageId?: string; imageName?: string },
  notOne: (fitting: T[]) => Error,
): T {
  const fitting = images.filter((image) =>
    imageId === undefined ? image.imageName === imageName : image.imageId === imageId,
  );
  const [only] = fitting;
  if (only === undefined || fitting.length > 1) throw notOne(fitting);
  return only;
}
