import { isUnknown } from "../customImage/unknown";
import * as messages from "../messages";

/** The meaning of the input `regions`. */
export interface RegionSet {
  /** Regions that hold a copy, in order. */
  wanted: string[];
  /** Regions that are given with a minus: the image is meant not to be there. */
  excluded: string[];
}

/** Reads the input `regions`: `REGION`, or `-REGION` for one that is left out on purpose. */
export function parseRegions(regions: readonly string[]): RegionSet {
  const isExcluded = (entry: string): boolean => entry.startsWith("-");
  return {
    wanted: [...new Set(regions.filter((entry) => !isExcluded(entry)))].sort(),
    excluded: [...new Set(regions.filter(isExcluded).map((entry) => entry.slice(1)))].sort(),
  };
}

/** Whether every region of the set is known by now. */
export const isKnownSet = (regions: unknown): regions is string[] =>
  Array.isArray(regions) && !regions.some((region) => isUnknown(region));

/** Why this set would remove the image from its source region by accident; nothing if it does not. */
export function missingSourceRegionIn(
  regions: readonly string[],
  sourceRegion: string | undefined,
): string | undefined {
  if (sourceRegion === undefined) return undefined;
  const { wanted, excluded } = parseRegions(regions);
  return wanted.includes(sourceRegion) || excluded.includes(sourceRegion)
    ? undefined
    : messages.withoutSourceRegion(sourceRegion);
}
