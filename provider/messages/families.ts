import { sanitize } from "../zenlayer/sanitize";
import type { ImageInfo, InstanceOrigin, Scope, ZoneQuota } from "../zenlayer/types";
import { UserError } from "./userError";
import { capitalize, instancesNamed, keepRunning, listedWithRest, otherProduct, placeOf, sentence } from "./parts";

export { resourceNamed } from "./parts";

/** A finding of the preview that `up` runs into. */
export const familyError = (text: string): UserError => new UserError(sentence(text));

/** An image of a family, as far as messages name it. */
type Named = Pick<ImageInfo, "imageId" | "imageName">;

// ---- Inputs ----

export const versionNeeded = (): string =>
  'version is required: the label of the version, for example "2026-10". Another label creates another image.';

export const familyNameNeeded = (): string =>
  "familyName is required, because the resource's name is not known here. Set it to the first part of the images' names.";

export const familyRenamed = (olds: string, news: string): string =>
  sanitize(
    `familyName was "${olds}" and cannot become "${news}". Set it back; or declare another family with that name, ` +
      "whose adoptVersions adopts the images, in place of this one.",
  );

export const unfitZecLabel = (label: string): string =>
  sanitize(
    `"${label}" is not a label: only letters, digits, "-", "_" and "." are allowed, with a letter or digit at the end. ` +
      "Choose another one.",
  );

export const unfitLabel = (label: string): string =>
  sanitize(`"${label}" is not a label: only letters, digits, "-" and "_" are allowed. Choose another one.`);

/** @param most characters of a label of this family; the image's name may have `longest` */
export const labelTooLong = (familyName: string, label: string, most: number, longest: number): string =>
  sanitize(
    `label "${label}" has ${[...label].length} characters; the maximum for family "${familyName}" is ${most}, because the ` +
      `image's name "${familyName}-…" may have ${longest}. Choose a shorter label, or for a new family a shorter familyName.`,
  );

export const keepTooLow = (version: string, current: string): string =>
  sanitize(
    `keep is 1, and version "${version}" is declared while "${current}" is to stay current. ` +
      "Set keep to 2 or more, or remove currentVersion.",
  );

export const versionNeedsInstance = (version: string): string =>
  sanitize(
    `instanceId is required to create version "${version}". Set it to the instance to create it from, or name an existing image in adoptVersions.`,
  );

// ---- What cannot be done ----

/** Why an update is not possible. */
export type FamilyRefusal =
  | { kind: "forgotten"; label: string }
  | { kind: "unknown"; label: string; known: string[] }
  | { kind: "unusable"; version: { version: string; image: Named & { imageStatus: string } } }
  | { kind: "otherImage"; version: { version: string; image: Named }; reference: string }
  | { kind: "otherLabel"; version: { version: string; image: Named }; label: string }
  | { kind: "noInstance"; label: string };

export function familyRefused(familyName: string, refusal: FamilyRefusal): string {
  return sanitize(refusalText(familyName, refusal));
}

function refusalText(familyName: string, refusal: FamilyRefusal): string {
  switch (refusal.kind) {
    case "forgotten":
      return (
        `version "${refusal.label}" of family "${familyName}" was pruned, or deleted outside Pulumi, and a label never ` +
        "changes its image. Choose a label that was not used before, or one that is kept."
      );
    case "unknown":
      return (
        `currentVersion is "${refusal.label}", and family "${familyName}" has no such version. It has ` +
        `${refusal.known.length > 0 ? refusal.known.join(", ") : "none yet"}. Set one of these, or declare it as version.`
      );
    case "unusable":
      return (
        `version "${refusal.version.version}" of family "${familyName}" (image ${refusal.version.image.imageId}) is ` +
        `${refusal.version.image.imageStatus} and cannot become current. Choose another version.`
      );
    case "otherImage":
      return (
        `adoptVersions names ${refusal.reference} as version "${refusal.version.version}", which is image ` +
        `${refusal.version.image.imageId} already. A label never changes its image: choose another label.`
      );
    case "otherLabel":
      return (
        `adoptVersions names image ${refusal.version.image.imageId} as version "${refusal.label}", but it is version ` +
        `"${refusal.version.version}" already. Remove the entry.`
      );
    default:
      return (
        `there is no instance to create version "${refusal.label}" from. Give instanceId, or name an existing image in ` +
        "adoptVersions."
      );
  }
}

export const otherZone = (familyName: string, zoneId: string, what: string, other: string): string =>
  sanitize(
    `family "${familyName}" is in zone ${zoneId}, and ${what} is in zone ${other}. An image can only be used in its own ` +
      "zone: declare a family of its own for that zone.",
  );

/**
 * A run was killed after it had finished the image and before its state was saved, or the image is not from this
 * program.
 */
export function versionExists(familyName: string, label: string, place: string, images: readonly Named[]): string {
  const ids = images.map(({ imageId }) => imageId).join(", ");
  return sanitize(
    `${place} already has an image named "${familyName}-${label}" that is not a version of this family: ${ids}. An ` +
      "interrupted run may have created it, or it was created outside Pulumi. No other one is created. If it is this " +
      `version, adopt it with adoptVersions: { "${label}": "${images[0]?.imageId ?? ""}" }; otherwise choose another label, or delete it.`,
  );
}

/** What holds the slots of a zone. */
export interface Slots {
  versions: string[];
  others: string[];
  /** The number to set `keep` to, and the versions that are deleted then. */
  keep: number;
  freed: string[];
}

export function noSlotForVersion(familyName: string, label: string, quota: ZoneQuota, slots: Slots): string {
  const { zoneId, count, maxCount } = quota;
  const own = slots.versions.length > 0 ? `versions of this family: ${slots.versions.join(", ")}` : undefined;
  const others = slots.others.length > 0 ? `others: ${listedWithRest(slots.others, 10)}` : undefined;
  const way =
    slots.freed.length > 0
      ? `Setting keep to ${slots.keep}, with the version unchanged, deletes ${slots.freed.join(", ")} first. Or delete`
      : "Delete";
  return sanitize(
    `zone ${zoneId} has ${count} of ${maxCount} custom images and no free slot for "${familyName}-${label}" ` +
      `(${[own, others].filter(Boolean).join("; ")}). Nothing is deleted before the new version is usable. ` +
      `${way} an image that is not needed, or ask Zenlayer support to raise the quota.`,
  );
}

export const importFamily = (name: string, type: string): string =>
  sanitize(
    `${type} "${name}" has the option import, which Pulumi does not support for dynamic resources. Name the existing ` +
      "images in adoptVersions, or use the plugin's SDK and `pulumi import`.",
  );

export const versionNotAdopted = (familyName: string, label: string, imageId: string, why: string): string =>
  sanitize(`Image ${imageId} was not adopted as version "${label}" of family "${familyName}": ${sentence(why)}`);

export const noImageForVersion = (imageId: string, zoneId: string | undefined, scope: Scope): string =>
  sanitize(
    `there is no image ${imageId} in ${scope === "account" ? "Elastic Compute" : placeOf(scope, zoneId)} that this account can see. ` +
      "Check the id in adoptVersions, and that the credentials belong to the account of the image." +
      otherProduct("image", scope),
  );

export const failedForVersion = (imageId: string): string =>
  sanitize(`image ${imageId} is UNAVAILABLE, and cannot be a version. Remove its entry from adoptVersions.`);

export const familyIdIncomplete = (id: string): string =>
  sanitize(`"${id}" does not name a zone. The id of a family is ZONE/familyName, for example "HKG-A/web".`);

export const noSuchFamily = (place: string, familyName: string): string =>
  sanitize(
    `${capitalize(place)} has no usable custom image that is named "${familyName}-<label>", so there is no family to read. ` +
      "Check its id, and that the credentials belong to the account of the images.",
  );

// ---- Preview ----

export const willMovePointer = (familyName: string, label: string, before: string | undefined): string =>
  sanitize(
    `version "${label}" of family "${familyName}" becomes current${before === undefined ? "" : ` in place of "${before}"`}. ` +
      "No image is created, changed or deleted.",
  );

/** What an update will do. */
export interface Outlook {
  creates?: { imageName: string; instanceId: string };
  adopts: string[];
  /** Inputs that hold for all versions, and the images in which they are changed. */
  changes?: { names: readonly string[]; imageNames: string[] };
  /** Versions whose images are not as the family gave them. */
  restores?: Restored[];
  current: { imageName: string; before?: string };
  prunes: string[];
  keeps: { imageName: string; reason: "current" | "declared" | "inUse" }[];
  slots?: { zoneId: string; maxCount: number; before: number; during: number; after: number };
  /** An earlier run has left something to do. */
  hasLeftovers: boolean;
}

/** A version whose image is not as the family gave it. */
interface Restored {
  /** The family's name for it. */
  imageName: string;
  image: Named;
  properties: readonly ("name" | "description")[];
  /** The program names its image, which may not have been renamed yet. */
  isAdopted: boolean;
}

const REASONS = { current: "current", declared: "declared", inUse: "instances were created from it" };

export function familyOutlook(outlook: Outlook): string {
  const { creates, adopts, changes, restores = [], current, prunes, keeps, slots, hasLeftovers } = outlook;
  const isNews = current.imageName !== current.before;
  const parts = [
    creates && `creates ${creates.imageName} from instance ${creates.instanceId}`,
    adopts.length > 0 && `takes in ${adopts.join(", ")}`,
    changes && `changes ${changes.names.join(", ")} of ${changes.imageNames.join(", ")}`,
    ...restores.map(restoration),
    isNews && `${current.imageName} becomes current${current.before ? ` in place of ${current.before}` : ""}`,
    prunes.length > 0 && `deletes ${prunes.join(", ")}`,
    keeps.length > 0 &&
      `keeps ${keeps.map(({ imageName, reason }) => `${imageName} (${REASONS[reason]})`).join(", ")} beyond keep`,
    slots && `uses ${steps(slots).join(", then ")} of ${slots.maxCount} slots in zone ${slots.zoneId}`,
  ];
  const said = parts.filter((part) => typeof part === "string");
  if (said.length > 0) return sanitize(`${said.join("; ")}.`);
  return hasLeftovers ? "finishes what an earlier run has left undone." : "creates, changes and deletes no image.";
}

function restoration({ imageName, image, properties, isAdopted }: Restored): string {
  const [property] = properties;
  if (isAdopted && property === "name" && properties.length === 1) {
    return `gives image ${image.imageId} ("${image.imageName}") the name ${imageName}`;
  }
  const verb = properties.length === 1 ? "was" : "were";
  return `restores the ${properties.join(" and ")} of ${imageName}, which ${verb} changed outside Pulumi`;
}

/** Slots in use, without steps at which nothing changes. */
const steps = ({ before, during, after }: NonNullable<Outlook["slots"]>): number[] =>
  [before, during, after].filter((count, at, all) => count !== all[at - 1]);

export const willDeleteAbandoned = ({ imageId, imageStatus }: ImageInfo): string =>
  sanitize(
    `image ${imageId} (${imageStatus}) was being created for another version of this family by a run that ended early. ` +
      "`pulumi up` deletes it: it was never usable.",
  );

// ---- Progress and results ----

export const creatingVersion = (imageName: string, instanceId: string): string =>
  sanitize(`creating ${imageName} from instance ${instanceId}`);
export const adoptingVersion = (imageId: string, imageName: string): string =>
  sanitize(`adopting image ${imageId} as ${imageName}`);
export const finishingVersion = (imageName: string): string => sanitize(`finishing ${imageName}`);
/**
 * A version that is complete, and not as it is declared.
 * @param change.properties of its image, which are not as the family gave them
 * @param change.inputs which hold for all versions
 */
export function repairingVersion(
  imageName: string,
  image: Named,
  { properties, inputs }: { properties: readonly ("name" | "description")[]; inputs: readonly string[] },
): string {
  const parts = [
    properties.includes("name") && `renaming "${image.imageName}" to ${imageName}`,
    properties.includes("description") && `restoring the description of ${imageName}`,
    inputs.length > 0 && `changing ${inputs.join(", ")} of ${imageName}`,
  ];
  return sanitize(parts.filter((part) => typeof part === "string").join("; "));
}
export const pruningVersion = (imageName: string): string => sanitize(`pruning ${imageName}`);
export const deletingFailed = (imageName: string): string => sanitize(`deleting ${imageName}, which failed`);
export const deletingVersion = (imageName: string, at: number, of: number): string =>
  sanitize(`deleting ${imageName} (${at} of ${of})`);
export const waitingForAbandoned = ({ imageId, imageStatus }: ImageInfo): string =>
  sanitize(`image ${imageId} (${imageStatus}) was left by a run that ended early; making sure that it has ended`);

/** @param run.hasStopped that run had stopped its instance */
export const deletesAbandoned = ({ imageId }: ImageInfo, run: { hasStopped: boolean }): string =>
  sanitize(
    `image ${imageId} was created for another version of this family by a run that ended early, and is deleted: it ` +
      `was never usable.${run.hasStopped ? " That run had stopped its instance: if it is still stopped, start it." : ""}`,
  );

export const keptInUse = ({ imageId, imageName }: Named, users: readonly InstanceOrigin[]): string =>
  sanitize(
    `${imageName} (${imageId}) is kept, although it is beyond keep: it was used to create ${instancesNamed(users)}. It is ` +
      `deleted by a later pruning, once ${users.length === 1 ? "this instance is" : "these instances are"} gone.`,
  );

export const notPruned = (familyName: string, why: string): string =>
  sanitize(
    `no version of family "${familyName}" is pruned: which instances were created from them could not be read completely. ` +
      `${sentence(why)} The next pruning tries again.`,
  );

/** The declared or current version is gone or has failed: what is left may be all that there is to go back to. */
export const notPrunedWithout = (imageName: string): string =>
  sanitize(
    `no version is pruned: ${imageName}, which is declared or current, is no longer usable. Run \`pulumi refresh\`, then ` +
      "declare another version.",
  );

export const versionDeletedInUse = (familyName: string, image: Named, users: readonly InstanceOrigin[]): string =>
  sanitize(
    `${image.imageName} (${image.imageId}) is deleted with family "${familyName}", although it was used to create ` +
      `${instancesNamed(users)}. ${keepRunning(users)}`,
  );

export const familyNotDeleted = (familyName: string, label: string, why: string, left: string[]): string =>
  sanitize(
    `Version "${label}" of family "${familyName}" was not deleted: ${sentence(why)} Versions ${left.join(", ")} are left. ` +
      "The family stays in state: run the same command again once that is corrected.",
  );

export const versionGone = (familyName: string, { version, image }: { version: string; image: Named }): string =>
  sanitize(
    `version "${version}" of family "${familyName}" (image ${image.imageId}) is gone: it is dropped from state. Its label ` +
      "cannot be used again.",
  );

export const versionUnfinished = ({ imageId, imageName }: Named): string =>
  sanitize(`${imageName} (${imageId}) is not finished. The next \`pulumi up\` continues with it.`);

export const pruningDue = (familyName: string): string =>
  sanitize(`family "${familyName}" has more versions than \`keep\` allows. The next \`pulumi up\` deletes them.`);
