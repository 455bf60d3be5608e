import { isUnknown } from "../customImage/unknown";
import * as messages from "../messages";
import type { ZecImageInputs } from "../schemaTypes";
import type { Failure } from "../schemaValidation";
import { parseRegions } from "./regionSet";

/** Tags that a resource can have (documented for filters; our guess for resources). */
const MAX_TAGS = 20;
/** Characters of a tag's key or value (documented). */
const LONGEST_TAG = 64;

/** Mistakes in tags and regions that the schema cannot find. */
export const declaredFailures = ({ tags, regions }: Pick<ZecImageInputs, "tags" | "regions">): Failure[] => [
  ...tagFailures(tags).map((reason) => ({ property: "tags", reason })),
  ...regionFailures(regions).map((reason) => ({ property: "regions", reason })),
];

function tagFailures(tags: Record<string, string> | undefined): string[] {
  if (tags === undefined) return [];
  const isLong = (text: string): boolean => [...text].length < 1 || [...text].length > LONGEST_TAG;
  const unfit = Object.entries(tags).filter(([key, value]) => isLong(key) || (!isUnknown(value) && isLong(value)));
  const found = unfit.map(([key]) => messages.unfitTag(key, LONGEST_TAG));
  if (Object.keys(tags).length > MAX_TAGS) found.push(messages.tooManyTags(Object.keys(tags).length, MAX_TAGS));
  return found;
}

function regionFailures(regions: string[] | undefined): string[] {
  if (regions === undefined || regions.some((region) => isUnknown(region))) return [];
  const { wanted, excluded } = parseRegions(regions);
  const contradicting = wanted.filter((region) => excluded.includes(region));
  return [
    ...(wanted.length === 0 ? [messages.noRegion()] : []),
    ...(regions.some((region) => !/^-?[^\s-]\S*$/.test(region)) ? [messages.unfitRegion()] : []),
    ...contradicting.map((region) => messages.contradictingRegion(region)),
  ];
}
