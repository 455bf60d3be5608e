import { parseReference } from "../imageReference";
import type { Context } from "../customImage";
import { familyNamed } from "../messages";

/** A family's Pulumi id: `<zone>/<familyName>`. It never changes. */
export const formatFamilyId = ({ zoneId, familyName }: { zoneId: string; familyName: string }): string =>
  `${zoneId}/${familyName}`;

/** Zone and name of a family; no zone where the text names none. */
export function parseFamilyId(id: string): { zoneId?: string; familyName: string } {
  const { zoneId, imageId } = parseReference(id);
  return { zoneId, familyName: imageId };
}

/** How takeovers name the family: a CustomImage may have the same logical name. Absent where the name is not known. */
export const takerOf = ({ resource }: Pick<Context, "resource">): string | undefined =>
  resource === undefined ? undefined : familyNamed(resource);
