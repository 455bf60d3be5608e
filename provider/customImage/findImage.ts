import { unlistedImage } from "../messages";
import { hasCode } from "../zenlayer/apiError";
import type { Session } from "../session";
import type { ImageInfo } from "../zenlayer/types";
import { shows } from "../zenlayer/unreadable";
import type { ImageReference } from "../imageReference";
import { searchZones } from "../zoneSearch";

/**
 * Finds an image of any type by id: in its zone, or, since the service lists images by zone only, in each zone once. An
 * image that is found by its id must also be on the zone's list: if the service ignored the zone of a request with ids,
 * every zone would seem to have the image, and a wrong zone would be recorded.
 * @throws UserError when it is found by id but no searched zone lists it
 * @throws ZenlayerError when a zone could not be searched and no other zone has the image
 */
export async function findImage(
  session: Session,
  { imageId, zoneId }: ImageReference,
  signal?: AbortSignal,
): Promise<{ image: ImageInfo; zoneId: string } | undefined> {
  const { found, failure } = await searchZones(session, { zoneId, signal }, async (zone) => {
    const image = await findIn(session, zone, imageId, signal);
    return image ? [image] : [];
  });
  const listed = found.find(({ isListed }) => isListed);
  if (listed) return { image: listed.image, zoneId: listed.zoneId };
  if (failure) throw failure;
  if (found.length > 0) throw unlistedImage({ imageId, zoneId });
  return undefined;
}

async function findIn(session: Session, zoneId: string, imageId: string, signal: AbortSignal | undefined) {
  try {
    const image = await session.images.find(zoneId, imageId, signal);
    // Lists hold custom images. Public ones are the same in every zone.
    const isListed =
      image !== undefined && (image.imageType !== "CUSTOM_IMAGE" || (await isOnList(session, zoneId, imageId, signal)));
    return image && { image, zoneId, isListed };
  } catch (error) {
    // A zone that does not exist holds no image: the reference is wrong. Never used to drop an image from state.
    if (hasCode(error, "INVALID_ZONE_NOT_FOUND")) return undefined;
    throw error;
  }
}

/** A shared list is enough if it shows the image; a list without it may be too old. */
async function isOnList(session: Session, zoneId: string, imageId: string, signal: AbortSignal | undefined) {
  if (shows(await session.images.list(zoneId, { signal }), imageId)) return true;
  return shows(await session.images.list(zoneId, { maxAgeMs: 0, signal }), imageId);
}
