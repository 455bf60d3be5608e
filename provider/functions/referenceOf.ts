import { parseReference } from "../imageReference";
import * as messages from "../messages";

/**
 * The image that a function's arguments name: `ZONE/id` names the zone, too.
 * @throws UserError if `zoneId` names another one
 */
export function referenceOf(
  lookup: string,
  { imageId, zoneId }: { imageId?: string; zoneId?: string },
): { imageId?: string; zoneId?: string } {
  if (imageId === undefined) return { zoneId };
  const reference = parseReference(imageId);
  if (reference.zoneId !== undefined && zoneId !== undefined && reference.zoneId !== zoneId) {
    throw messages.zonesDiffer(lookup, imageId, zoneId);
  }
  return { imageId: reference.imageId, zoneId: reference.zoneId ?? zoneId };
}
