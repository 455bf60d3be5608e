/** Images of Elastic Compute: regions, tags and resource groups. */
import { sanitize } from "../zenlayer/sanitize";
import type { CopyProgress } from "../zenlayer/zec/types";
import { sentence, timeOfDay } from "./parts";
import { UserError } from "./userError";

export function unfitZecName(property: string, name: string): string {
  return sanitize(
    `${property}${name.length > 60 ? "" : ` "${name}"`} is not a valid name: use letters, digits, "-", "_" and ".", ` +
      `beginning ${property === "familyName" ? "" : "and ending "}with a letter or digit.`,
  );
}

export function unfitZecReference(property: string, found: string): string {
  return sanitize(
    `${property}${found.length > 60 ? "" : ` "${found}"`} is not an image id. Copy the id from the console.`,
  );
}

export function unfitTag(key: string, longest: number): string {
  return sanitize(
    `tag "${key.slice(0, longest)}" is invalid: keys and values have 1 to ${longest} characters. Change the tag.`,
  );
}

export function tooManyTags(count: number, most: number): string {
  return `tags has ${count} entries; an image can have at most ${most} tags. Remove some.`;
}

export function noRegion(): string {
  return "regions contains no region to keep the image in. Add at least one, or omit regions.";
}

export function unfitRegion(): string {
  return 'regions contains an entry that is not a region id. Use ids such as "asia-east-1", or "-asia-east-1" to exclude a region.';
}

export function contradictingRegion(region: string): string {
  return sanitize(`regions contains both "${region}" and "-${region}". Remove one of them.`);
}

/** Of a set that would remove the image from where it was created. */
export function withoutSourceRegion(region: string): string {
  return sanitize(
    `regions does not contain ${region}, the region of the source instance, so the image would be removed from it. Add ` +
      `"${region}" to keep the image there, or "-${region}" to remove it.`,
  );
}

export function unknownRegion(region: string, known: string[]): string {
  return sanitize(`there is no region "${region}". Use one of ${known.join(", ")}.`);
}

export function gpuInstance(instanceId: string, instanceType: string): string {
  return sanitize(
    `instance ${instanceId} has a GPU (${instanceType}), and the service creates no images of such instances. ` +
      "Use another instance.",
  );
}

export function copyProgress(
  { imageId, imageName }: { imageId: string; imageName: string },
  copies: CopyProgress[],
  until: number,
): string {
  const each = copies.map(({ regionId, queued, stage, percent, error }) => {
    if (error !== undefined) return `${regionId} failed (${error})`;
    if (queued) return `${regionId} queued`;
    return [regionId, stage?.toLowerCase(), percent !== undefined && `${percent.toFixed(1)} %`]
      .filter(Boolean)
      .join(" ");
  });
  const what = each.length > 0 ? `: ${each.join(", ")}` : "";
  return sanitize(`copying image "${imageName}" (${imageId})${what} (timeout ${timeOfDay(until)})`);
}

export function removingRegions(imageId: string, regions: string[]): string {
  return sanitize(`removing image ${imageId} from ${regions.join(", ")}`);
}

export function regionFailed(imageId: string, region: string, why: string): string {
  return sanitize(
    `Image ${imageId} was not copied to ${region}: ${sentence(why)} It is kept in its other regions. Run \`pulumi up\` again to ` +
      `retry, or remove ${region} from regions.`,
  );
}

export function regionsNotRemoved(imageId: string, regions: string[]): string {
  return sanitize(
    `Image ${imageId} was not removed from ${regions.join(", ")}, because it was not copied to every declared region. ` +
      "The next `pulumi up` removes it after the missing copies.",
  );
}

/** @param left regions that are still to be added, and with a minus those to be removed */
export function regionsUnfinished(imageId: string, left: string[], why: string): string {
  const what = left.length > 0 ? ` (pending: ${left.join(", ")})` : "";
  return sanitize(
    `The regions of image ${imageId} are not as declared yet${what}: ${sentence(why)} Run \`pulumi up\` again to continue.`,
  );
}

/** @param imageStatus of an image that something is still done to */
export const noTimeLeft = (imageStatus?: string): string =>
  `${imageStatus === undefined ? "" : `the image is still ${sanitize(imageStatus)}, and `}the timeout has expired; increase customTimeouts.create`;

export function stillInRegions(regions: string[]): string {
  return sanitize(`the service still lists the image in ${regions.join(", ")}`);
}

/** Of regions in which the image was, and is meant to stay. */
export function copiesGone(regions: string[]): string {
  return sanitize(
    `the image disappeared from ${regions.join(", ")} in the meantime, so it is not removed from any other region`,
  );
}

export function notChangedTo(imageId: string, what: string, why: string): string {
  return sanitize(
    `Could not set ${what} of image ${imageId}: ${sentence(why)} Run \`pulumi up\` again once that is corrected.`,
  );
}

export function borrowedLabelsDiffer(imageId: string, properties: string[]): UserError {
  return new UserError(
    `Image ${imageId} is borrowed (adoptImageId is set) and is not changed, but the program declares different ` +
      `${properties.join(" and ")}. Omit ${properties.length > 1 ? "these inputs" : "this input"}, or remove adoptImageId to own the image.`,
  );
}
