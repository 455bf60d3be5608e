import { compact, type ProgramInputs } from "../customImage";
import { withoutHidden } from "../customImage/check";
import { isUnknown } from "../customImage/unknown";
import { qualifiedNameOf } from "../customImage/qualifiedName";
import { isWorkingName } from "../customImage/workingName";
import { parseReference } from "../imageReference";
import * as messages from "../messages";
import type { Failure } from "../schemaValidation";
import type { FamilyContext, FamilyKind } from "./kind";
import { imageNameOf } from "./labels";
import { ownerOf } from "./ownership";
import { preflight } from "./preflight";
import type { FamilyInputs } from "./state";
import { targetOf } from "./versions";

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
export async function check(
  ctx: FamilyContext,
  olds: FamilyInputs | undefined,
  news: ProgramInputs,
): Promise<CheckResult> {
  const { __preview, __logicalName, __timeouts, ...rest } = news;
  const given = compact(withoutHidden(rest)) as Partial<FamilyInputs>;
  const familyName = given.familyName ?? olds?.familyName ?? (__logicalName && ctx.kind.names.fit(__logicalName.name));
  const __owner = __logicalName && ownerOf(__logicalName, ctx.kind);
  const inputs = compact({ ...given, familyName, __timeouts, __owner }) as FamilyInputs;
  const failures = ctx.kind.validate(given, (property, found) =>
    LABELS.includes(property) ? longLabel(ctx.kind.names, familyName, found) : undefined,
  );
  if (failures.length === 0) failures.push(...mistakes(ctx.kind, olds, inputs));
  if (failures.length > 0) return { inputs, failures };
  // A preview deletes nothing.
  if (!__preview)
    noteAdoptions(ctx, olds, inputs, qualifiedNameOf({ ...ctx, resource: __logicalName?.name ?? ctx.resource }));
  else if (olds === undefined)
    failures.push(...(await preflight(ctx, undefined, inputs, { name: __logicalName?.name })));
  return { inputs, failures };
}

/** What the schema cannot say. */
function mistakes({ names }: FamilyKind, olds: FamilyInputs | undefined, news: FamilyInputs): Failure[] {
  const { version, familyName, keep, instanceId, adoptVersions = {} } = news;
  const failures: Failure[] = [];
  const fail = (property: string, reason: string) => failures.push({ property, reason });
  if (version === undefined) fail("version", messages.versionNeeded());
  if (familyName === undefined) fail("familyName", messages.familyNameNeeded());
  if (failures.length > 0) return failures;
  if (olds?.familyName !== undefined && !isUnknown(familyName) && olds.familyName !== familyName) {
    fail("familyName", messages.familyRenamed(olds.familyName, familyName));
  }
  const known = olds === undefined ? [] : labelsOf(olds).map(([, label]) => label);
  for (const [property, label] of labelsOf(news)) {
    // Families of earlier versions of this package may have labels that are reserved by now.
    const isNew = property !== "currentVersion" && !known.includes(label);
    const reason = unfitLabel(names, familyName, label) ?? (isNew ? reservedLabel(familyName, label) : undefined);
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

/** Inputs that are labels. */
const LABELS = ["version", "currentVersion"];

/** Labels, by the input that gives them. */
const labelsOf = ({ version, currentVersion, adoptVersions = {} }: FamilyInputs): [string, string][] => [
  ["version", version],
  ...(currentVersion === undefined ? [] : [["currentVersion", currentVersion] as [string, string]]),
  ...Object.keys(adoptVersions).map((label): [string, string] => [`adoptVersions.${label}`, label]),
];

function unfitLabel(
  { label: allowed, unfitLabel: unfit, longest }: FamilyKind["names"],
  familyName: string,
  label: string,
) {
  if (isUnknown(label) || isUnknown(familyName)) return undefined;
  if (!allowed.test(label)) return unfit(label);
  return longLabel({ longest }, familyName, label);
}

/** Why a label makes the image's name too long: it shares the service's maximum with the family's name. */
function longLabel(
  { longest }: Pick<FamilyKind["names"], "longest">,
  familyName: string | undefined,
  label: string,
): string | undefined {
  if (familyName === undefined || isUnknown(familyName)) return undefined;
  const most = longest - [...imageNameOf(familyName, "")].length;
  return most > 0 && [...label].length > most ? messages.labelTooLong(familyName, label, most, longest) : undefined;
}

/** The image of such a version would be taken for an unfinished one. */
const reservedLabel = (familyName: string, label: string): string | undefined =>
  isWorkingName(imageNameOf(familyName, label)) ? messages.workingNameOfVersion(familyName, label) : undefined;

/** Records adoptions, so that no other resource in this run deletes these images. */
function noteAdoptions(
  ctx: FamilyContext,
  olds: FamilyInputs | undefined,
  { adoptVersions = {} }: FamilyInputs,
  resource: string | undefined,
): void {
  for (const [label, reference] of Object.entries(adoptVersions)) {
    if (isUnknown(reference) || olds?.adoptVersions?.[label] === reference) continue;
    const { imageId } = parseReference(reference);
    const status = ctx.process.takeovers.statusOf(imageId, resource);
    // A new family's name may be that of the one that it replaces, which has its images until they are adopted.
    const isOfReplaced = status === "held" && olds === undefined;
    if (status === undefined || isOfReplaced) ctx.process.takeovers.record({ imageId, resource, status: "wanted" });
  }
}
