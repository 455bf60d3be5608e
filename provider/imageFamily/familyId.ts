import { parseReference } from "../imageReference";
import type { Scope } from "../zenlayer/types";

/** A family's Pulumi id: `<zone>/<familyName>`, or its name where images belong to the account. It never changes. */
export const formatFamilyId = ({ zoneId, familyName }: { zoneId?: string; familyName: string }): string =>
  zoneId === undefined ? familyName : `${zoneId}/${familyName}`;

/** Zone and name of a family; no zone where the text names none, and an empty one where lists cover the account. */
export function parseFamilyId(id: string, scope: Scope): { zoneId?: string; familyName: string } {
  if (scope === "account") return { zoneId: "", familyName: id };
  const { zoneId, imageId } = parseReference(id);
  return { zoneId, familyName: imageId };
}
