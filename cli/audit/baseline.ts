import { readFileSync } from "node:fs";
import { UserError } from "../../provider/messages";
import type { Audit, AuditedImage, AuditedZone } from "./audit";

/**
 * Marks findings that an earlier audit has in the same class, so that only new ones count.
 * @param path JSON of an earlier audit
 * @throws UserError for anything else
 */
export function markKnown(audit: Audit, path: string): Audit {
  const { images, zones } = readBaseline(path);
  const keyOf = (id: string, classes: string[]): string => [id, ...classes].join(" ");
  // Audits of earlier versions cover `vm` alone, and do not say so.
  const imageKey = ({ product = "vm", imageId, ownership, conditions }: KnownImage): string =>
    keyOf(`${product} ${imageId}`, [ownership, ...conditions]);
  const known = new Set([...images.map(imageKey), ...zones.map(({ zoneId, conditions }) => keyOf(zoneId, conditions))]);
  return {
    ...audit,
    images: audit.images.map((image) => (known.has(imageKey(image)) ? { ...image, known: true } : image)),
    zones: audit.zones.map((zone) => {
      const isKnown = zone.conditions.length > 0 && known.has(keyOf(zone.zoneId, zone.conditions));
      return isKnown ? { ...zone, known: true } : zone;
    }),
  };
}

type KnownImage = Pick<AuditedImage, "imageId" | "ownership" | "conditions"> & Partial<Pick<AuditedImage, "product">>;

function readBaseline(path: string): { images: KnownImage[]; zones: AuditedZone[] } {
  try {
    const found = JSON.parse(readFileSync(path, "utf8")) as Partial<Audit>;
    if (Array.isArray(found.images) && Array.isArray(found.zones) && found.formatVersion === 1) return found as Audit;
  } catch (error) {
    throw new UserError(`Could not read the baseline ${path}: ${(error as Error).message}.`);
  }
  throw new UserError(`Could not read the baseline ${path}: it is not the output of \`audit --json\`.`);
}
