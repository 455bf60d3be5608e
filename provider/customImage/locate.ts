import { hasCode, isImageNotFound } from "../zenlayer/apiError";
import type { Session } from "../zenlayer/session";
import type { ImageInfo } from "../zenlayer/types";

/** An image as users name it: `img-…`, or `ZONE/img-…`. */
export interface Reference {
  imageId: string;
  zoneId?: string;
}

export function parseReference(text: string): Reference {
  const slash = text.indexOf("/");
  return slash < 0 ? { imageId: text } : { zoneId: text.slice(0, slash), imageId: text.slice(slash + 1) };
}

/**
 * Looks for an image of any type by id: in its zone, or, since the service lists images by zone only, in each zone once.
 * @throws ZenlayerError when a zone could not be asked and none of the others has the image
 */
export async function locate(
  session: Session,
  { imageId, zoneId }: Reference,
  signal?: AbortSignal,
): Promise<{ image: ImageInfo; zoneId: string } | undefined> {
  const zones = zoneId === undefined ? await session.zones(signal) : [zoneId];
  const looks = await Promise.allSettled(zones.map((zone) => lookIn(session, zone, imageId, signal)));
  const found = looks.flatMap((look) => (look.status === "fulfilled" && look.value ? [look.value] : []));
  if (found[0]) return found[0];
  const failed = looks.find((look) => look.status === "rejected");
  if (failed) throw failed.reason;
  return undefined;
}

async function lookIn(session: Session, zoneId: string, imageId: string, signal: AbortSignal | undefined) {
  try {
    const images = await session.api.describeImages(zoneId, { imageIds: [imageId] }, signal);
    const image = images.find((candidate) => candidate.imageId === imageId);
    return image && { image, zoneId };
  } catch (error) {
    // A zone that does not exist holds no image: a slip of whoever named it. Never used to drop anything from state.
    if (isImageNotFound(error) || hasCode(error, "INVALID_ZONE_NOT_FOUND")) return undefined;
    throw error;
  }
}
