import { parseReference } from "../imageReference";
import type { Scope } from "../zenlayer/types";
import { familyNamed } from "../messages";
import type { FamilyContext } from "./kind";

/** A family's Pulumi id: `<zone>/<familyName>`, or its name where images belong to the account. It never changes. */
export const formatFamilyId = ({ zoneId, familyName }: { zoneId?: string; familyName: string }): string =>
  zoneId === undefined ? familyName : `${zoneId}/${familyName}`;

/** Zone and name of a family; no zone where the text names none, and an empty one where lists cover the account. */
export function parseFamilyId(id: string, scope: Scope): { zoneId?: string; familyName: string } {
  if (scope === "account") return { zoneId: "", familyName: id };
  const { zoneId, imageId } = parseReference(id);
  return { zoneId, familyName: imageId };
}

/** How takeovers name the family: a CustomImage may have the same logical name. Absent where the name is not known. */
export const takerOf = ({ resource, kind }: Pick<FamilyContext, "resource" | "kind">): string | undefined =>
  resource === undefined ? undefined : familyNamed(resource, kind.type);
