import type { Session } from "../session";
import { searchZones } from "../zoneSearch";

/**
 * Makes sure that an image without instances exists: for a mistyped id, too, there are none. What cannot be searched may
 * hold it.
 * @param zoneId absent: any zone
 * @throws the error of `none` if no image has this id
 */
export async function requireImage(
  session: Session,
  { imageId, zoneId }: { imageId: string; zoneId?: string },
  none: () => Error,
): Promise<void> {
  const exists = async (zone: string) => ((await session.images.find(zone, imageId)) === undefined ? [] : [imageId]);
  const { found, failure } = await searchZones(session, { zoneId }, exists).catch((failure: unknown) => ({
    ...{ found: [], failure },
  }));
  if (found.length === 0 && failure === undefined) throw none();
}
