import { compact, type Context, type LogicalName, type ProgramInputs } from "../customImage";
import { isUnknown } from "../customImage/unknown";
import { resourceHash, stackHash } from "../customImage/workingName";
import { parseReference } from "../imageReference";
import * as messages from "../messages";
import type { Failure } from "../validation";
import { takerOf } from "./familyId";
import { imageNameOf, LONGEST_NAME } from "./labels";
import { preflight } from "./preflight";
import type { FamilyInputs } from "./state";
import { targetOf } from "./versions";
import { validate } from "./validate";

/** The type token in schema.json: the same for both hosts, so that either goes on with the other's images. */
const TYPE = "zenlayer:index:ImageFamily";

export interface CheckResult {
  inputs: FamilyInputs;
  failures: Failure[];
}

/**
 * Completes the inputs and finds every mistake in them; during the preview of a new family also everything that would
 * fail in `up`.
 * @param olds inputs that are stored for the family, absent for one that is new
 * @param news inputs that the program gives; values may be unknown
 */
export async function check(ctx: Context, olds: FamilyInputs | undefined, news: ProgramInputs): Promise<CheckResult> {
  const { __preview, __logicalName, __timeouts, ...rest } = news;
  const given = compact(withoutHidden(rest)) as Partial<FamilyInputs>;
  const familyName = given.familyName ?? olds?.familyName ?? defaultName(__logicalName);
  const inputs = compact({ ...given, familyName, __timeouts, __owner: owner(__logicalName) }) as FamilyInputs;
  const failures = validate(given);
  if (failures.length === 0) failures.push(...mistakes(olds, inputs));
  if (failures.length > 0) return { inputs, failures };
  // A preview deletes nothing.
  if (!__preview) noteAdoptions(ctx, olds, inputs, takerOf({ resource: __logicalName?.name ?? ctx.resource }));
  else if (olds === undefined)
    failures.push(...(await preflight(ctx, undefined, inputs, { name: __logicalName?.name })));
  return { inputs, failures };
}

const withoutHidden = (inputs: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__")));

/** The logical name as far as it fits the rules for names of images. */
const defaultName = (of: LogicalName | undefined): string | undefined =>
  of && [...of.name].map((character) => (/^[\p{Script=Han}A-Za-z0-9_-]$/u.test(character) ? character : "-")).join("");

const owner = (of: LogicalName | undefined): string | undefined => of && stackHash(of) + resourceHash(of, TYPE);

/** What the schema cannot say. */
function mistakes(olds: FamilyInputs | undefined, news: FamilyInputs): Failure[] {
  const { version, familyName, keep, instanceId, adoptVersions = {} } = news;
  const failures: Failure[] = [];
  const fail = (property: string, reason: string) => failures.push({ property, reason });
  if (version === undefined) fail("version", messages.versionNeeded());
  if (familyName === undefined) fail("familyName", messages.familyNameNeeded());
  if (failures.length > 0) return failures;
  if (olds?.familyName !== undefined && !isUnknown(familyName) && olds.familyName !== familyName) {
    fail("familyName", messages.familyRenamed(olds.familyName, familyName));
  }
  for (const [property, label] of labelsOf(news)) {
    const reason = unfitLabel(familyName, label);
    if (reason !== undefined) fail(property, reason);
  }
  const target = targetOf(news);
  const isPinned = !isUnknown(version) && !isUnknown(target) && target !== version;
  if (isPinned && keep === 1) fail("keep", messages.keepTooLow(version, target));
  if (olds === undefined && instanceId === undefined && !isUnknown(version) && !Object.hasOwn(adoptVersions, version)) {
    fail("instanceId", messages.versionNeedsInstance(version));
  }
  return failures;
}

/** Labels, by the input that gives them. */
const labelsOf = ({ version, currentVersion, adoptVersions = {} }: FamilyInputs): [string, string][] => [
  ["version", version],
  ...(currentVersion === undefined ? [] : [["currentVersion", currentVersion] as [string, string]]),
  ...Object.keys(adoptVersions).map((label): [string, string] => [`adoptVersions.${label}`, label]),
];

function unfitLabel(familyName: string, label: string): string | undefined {
  if (isUnknown(label) || isUnknown(familyName)) return undefined;
  if (!/^[A-Za-z0-9_-]+$/.test(label)) return messages.unfitLabel(label);
  const length = [...imageNameOf(familyName, label)].length;
  return length > LONGEST_NAME ? messages.labelTooLong(familyName, label, length, LONGEST_NAME) : undefined;
}

/** Whoever owned the images before: no delete of this run may take them from under us. */
function noteAdoptions(
  ctx: Context,
  olds: FamilyInputs | undefined,
  { adoptVersions = {} }: FamilyInputs,
  resource: string | undefined,
): void {
  for (const [label, reference] of Object.entries(adoptVersions)) {
    if (isUnknown(reference) || olds?.adoptVersions?.[label] === reference) continue;
    const { imageId } = parseReference(reference);
    if (ctx.process.takeovers.statusOf(imageId, resource) === undefined) {
      ctx.process.takeovers.record({ imageId, resource, status: "wanted" });
    }
  }
}
