import { compact } from "../customImage";
import { hasFailed } from "../customImage/imageStatus";
import type { Declarable, FamilyImage, FamilyInputs, FamilyState, Version } from "./state";

/** Usable versions that are kept if the program does not say how many. */
export const DEFAULT_KEEP = 3;

export const keepOf = ({ keep }: Pick<FamilyInputs, "keep">): number => keep ?? DEFAULT_KEEP;

/** The label that the program wants to be current. */
export const targetOf = ({ version, currentVersion }: Pick<FamilyInputs, "version" | "currentVersion">): string =>
  currentVersion ?? version;

/** An image that is copied to another region, or changed, stays usable where it is. */
const BUSY_AND_USABLE = ["SYNCING", "PROCESSING"];

/** Instances can be created from it, wherever the program wants them. */
export const isUsable = ({ image: { imageStatus, __record: record }, isIncomplete }: Version): boolean =>
  record?.workingName === undefined &&
  isIncomplete !== true &&
  (imageStatus === "AVAILABLE" || (BUSY_AND_USABLE.includes(imageStatus) && record?.wasAvailable === true));

/** Never usable, and never will be. */
export const isFailed = ({ image }: Version): boolean => hasFailed(image) && !image.__record?.wasAvailable;

/** Usable once, and being deleted now: by a run that was killed, or outside Pulumi. */
export const isBeingDeleted = ({ image }: Version): boolean =>
  image.imageStatus === "DELETING" && image.__record?.wasAvailable === true;

/** Usable once, and not any more. */
export const isBroken = (version: Version): boolean =>
  isBeingDeleted(version) || (hasFailed(version.image) && version.image.__record?.wasAvailable === true);

/** Its creation has not come to its end: an interrupted run has left something to do. */
export const isUnfinished = (version: Version): boolean =>
  (!isUsable(version) && !isFailed(version) && !isBroken(version)) ||
  version.image.__record?.stoppedInstance !== undefined;

export const findVersion = (versions: readonly Version[], label: string | undefined): Version | undefined =>
  versions.find(({ version }) => version === label);

/** Versions from the oldest to the newest. */
export const inSequence = (versions: readonly Version[]): Version[] =>
  [...versions].sort((a, b) => a.sequence - b.sequence);

/** Versions, and the number of the next one. */
export interface Sequence {
  versions: Version[];
  nextSequence: number;
}

/** The versions with a new one, or with what is known of one by now. */
export function withVersion({ versions, nextSequence }: Sequence, label: string, image: FamilyImage): Sequence {
  const known = findVersion(versions, label);
  const others = withoutVersions(versions, [label]);
  if (known) return { versions: inSequence([...others, { ...known, image }]), nextSequence };
  const { imageDescription } = image;
  const added = compact<Version>({ version: label, sequence: nextSequence, imageDescription, image });
  return { versions: [...inSequence(others), added], nextSequence: nextSequence + 1 };
}

export const withoutVersions = (versions: readonly Version[], labels: readonly string[]): Version[] =>
  versions.filter(({ version }) => !labels.includes(version));

/** What is current, and what was current before. */
export type Pointer = Pick<FamilyState, "currentVersion" | "previousVersion">;

/**
 * Moves the pointer.
 * @returns the same pointer if `label` is current already: what was current before stays what it was
 */
export function movePointer(pointer: Pointer, label: string): Pointer {
  const { currentVersion } = pointer;
  if (currentVersion === label) return pointer;
  return { currentVersion: label, previousVersion: currentVersion };
}

/** Outputs that follow from the versions and the pointer. A version that is gone is neither current nor previous. */
export function pointed(
  versions: readonly Version[],
  { currentVersion, previousVersion }: Pointer,
): Pick<
  FamilyState,
  "imageId" | "imageName" | "currentVersion" | "previousImageId" | "previousVersion" | "versions" | Declarable
> {
  const current = findVersion(versions, currentVersion);
  const previous = findVersion(versions, previousVersion);
  return {
    imageId: current?.image.imageId,
    imageName: current?.image.imageName,
    currentVersion: current?.version,
    previousImageId: previous?.image.imageId,
    previousVersion: previous?.version,
    versions: inSequence(versions).reverse().map(describe),
    regions: current?.image.regions,
    tags: current?.image.tags,
    resourceGroupId: current?.image.resourceGroupId,
  };
}

function describe({ version, image }: Version): FamilyState["versions"][number] {
  const { imageId, imageName, imageStatus, imageSize, createdAt, regions } = image;
  return compact({ version, imageId, imageName, imageStatus, imageSize, createdAt, regions });
}
