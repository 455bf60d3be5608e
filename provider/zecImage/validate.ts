import schema from "../../schema.json";
import { isUnknown } from "../customImage/unknown";
import { isWorkingName } from "../customImage/workingName";
import type { NameRules } from "../customImage/names";
import * as messages from "../messages";
import type { ZecImageInputs } from "../schemaTypes";
import { ZecImage } from "../schemaValidators";
import { validatorOf, type Failure } from "../validation";
import { parseRegions } from "./regionSet";

const { inputProperties } = schema.resources["zenlayer:index:ZecImage"];
/** Tags that a resource can have (documented for filters; our guess for resources). */
const MAX_TAGS = 20;
/** Characters of a tag's key or value (documented). */
const LONGEST_TAG = 64;

const validateKnown = validatorOf(ZecImage, inputProperties, (property, found) =>
  property === "imageName" ? messages.unfitZecName(found) : messages.unfitZecReference(property, found),
);

/** Every mistake of these inputs at once. Values that are not known yet pass, also inside tags and regions. */
export function validate(inputs: object): Failure[] {
  const isOwn = (name: string): boolean => Object.hasOwn(inputProperties, name);
  const known = Object.fromEntries(Object.entries(inputs).filter(([name, value]) => !isUnknown(value) || !isOwn(name)));
  const failures = validateKnown(known);
  if (failures.length > 0) return failures;
  const { imageName, tags, regions } = known as {
    imageName?: string;
    tags?: Record<string, string>;
    regions?: string[];
  };
  if (imageName !== undefined && isWorkingName(imageName))
    failures.push({ property: "imageName", reason: messages.workingNameDeclared() });
  return [...failures, ...declaredFailures({ tags, regions })];
}

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

/** Names in the service `zec` (documented; "letters" are ASCII, our guess). */
export const ZEC_NAMES: NameRules = {
  longest: 63,
  fit: (text) => {
    const characters = [...text].map((character) => (/^[A-Za-z0-9._-]$/.test(character) ? character : "-"));
    const first = characters.findIndex((character) => /^[A-Za-z0-9]$/.test(character));
    const name = first < 0 ? [..."image"] : characters.slice(first);
    while (!/^[A-Za-z0-9]$/.test(name.at(-1) ?? "a")) name.pop();
    return name.length > 1 ? name : [...name, "0"];
  },
  validate,
};
