import { unlistedImage } from "../messages";
import { hasCode } from "../zenlayer/apiError";
import type { Session } from "../session";
import type { ImageInfo } from "../zenlayer/types";
import { shows } from "../zenlayer/unreadable";
import type { ImageReference } from "../imageReference";

/**
 * Looks for an image of any type by id: in its zone, or, since the service lists images by zone only, in each zone once.
 * An image that is found by its id must be on the zone's own list, too: if the service did not heed the zone where ids
 * are given, every zone would seem to have the image, and the wrong one would be recorded.
 * @throws UserError when it is found by id and no zone that was asked lists it
 * @throws ZenlayerError when a zone could not be asked and none of the others has the image
 */
export async function findImage(
  session: Session,
  { imageId, zoneId }: ImageReference,
  signal?: AbortSignal,
): Promise<{ image: ImageInfo; zoneId: string } | undefined> {
  const zones = zoneId === undefined ? await session.zones(signal) : [zoneId];
  const looks = await Promise.allSettled(zones.map((zone) => lookIn(session, zone, imageId, signal)));
  const found = looks.flatMap((look) => (look.status === "fulfilled" && look.value ? [look.value] : []));
  const listed = found.find(({ isListed }) => isListed);
  if (listed) return { image: listed.image, zoneId: listed.zoneId };
  const failed = looks.find((look) => look.status === "rejected");
  if (failed) throw failed.reason;
  if (found.length > 0) throw unlistedImage({ imageId, zoneId });
  return undefined;
}

async function lookIn(session: Session, zoneId: string, imageId: string, signal: AbortSignal | undefined) {
  try {
    const image = await session.images.find(zoneId, imageId, signal);
    // Lists hold custom images. Public ones are the same in every zone.
    const isListed =
      image !== undefined && (image.imageType !== "CUSTOM_IMAGE" || (await isOnList(session, zoneId, imageId, signal)));
    return image && { image, zoneId, isListed };
  } catch (error) {
    // A zone that does not exist holds no image: a slip of whoever named it. Never used to drop anything from state.
    if (hasCode(error, "INVALID_ZONE_NOT_FOUND")) return undefined;
    throw error;
  }
}

/** A list that others share will do if it shows the image; one without it may only be too old. */
async function isOnList(session: Session, zoneId: string, imageId: string, signal: AbortSignal | undefined) {
  if (shows(await session.images.list(zoneId, { signal }), imageId)) return true;
  return shows(await session.images.list(zoneId, { maxAgeMs: 0, signal }), imageId);
}
