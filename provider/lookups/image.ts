import type { Image } from "../schemaTypes";
import type { Session } from "../zenlayer/session";
import type { ImageFilter, ImageInfo } from "../zenlayer/types";

/** Images of one zone or of all that fit the filter, every page. A zone that cannot be asked is an error, never a shorter list. */
export async function findImages(session: Session, zoneId: string | undefined, filter: ImageFilter): Promise<Image[]> {
  const zones = zoneId === undefined ? await session.zones() : [zoneId];
  const found = await Promise.all(
    zones.map(async (zone) => (await session.api.describeImages(zone, filter)).map((image) => inZone(image, zone))),
  );
  return found.flat();
}

const inZone = (image: ImageInfo, zoneId: string): Image => ({ ...image, zoneId });
