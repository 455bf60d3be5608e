/** Images of Elastic Compute: regions, tags and resource groups. */
import { sanitize } from "../zenlayer/sanitize";
import type { CopyProgress } from "../zenlayer/zec/types";
import { sentence, timeOfDay } from "./parts";
import { UserError } from "./userError";

export function unfitZecName(name: string): string {
  return sanitize(
    `imageName${name.length > 60 ? "" : ` "${name}"`} is not allowed: a name has 2 to 63 letters, digits, "-", "_" and ".", and ` +
      "starts and ends with a letter or digit. Choose another name.",
  );
}

export function unfitZecReference(property: string, found: string): string {
  return sanitize(
    `${property}${found.length > 60 ? "" : ` "${found}"`} is no image id; write it as the console shows it.`,
  );
}

export function unfitTag(key: string, longest: number): string {
  return sanitize(`tag "${key.slice(0, longest)}": keys and values have 1 to ${longest} characters. Change the tag.`);
}

export function tooManyTags(count: number, most: number): string {
  return `${count} tags are given; an image can have at most ${most}. Leave some out.`;
}

export function noRegion(): string {
  return "regions names no region that holds the image, and it has to be in one at least. Name one, or leave regions out.";
}

export function unfitRegion(): string {
  return 'regions has an entry that is no region id. Write ids such as "asia-east-1", or "-asia-east-1" for a region that is left out on purpose.';
}

export function contradictingRegion(region: string): string {
  return sanitize(`regions has both "${region}" and "-${region}". Give one of them.`);
}

/** Of a set that would remove the image from where it was created. */
export function withoutSourceRegion(region: string): string {
  return sanitize(
    `regions lacks ${region}, the region of the source instance, so the image would be removed from there. Add "${region}"; ` +
      `or, if the image is meant not to be there, add "-${region}".`,
  );
}

export function unknownRegion(region: string, known: string[]): string {
  return sanitize(`there is no region ${region}. Regions are: ${known.join(", ")}.`);
}

export function gpuInstance(instanceId: string, instanceType: string): string {
  return sanitize(
    `instance ${instanceId} has a GPU (${instanceType}), and the service creates no images of such instances. ` +
      "Create the image from another instance.",
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
  return sanitize(
    `copying image "${imageName}" (${imageId}): ${each.join(", ")}; waiting until ${timeOfDay(until)} at the latest`,
  );
}

export function removingRegions(imageId: string, regions: string[]): string {
  return sanitize(`removing image ${imageId} from ${regions.join(", ")}`);
}

export function regionFailed(imageId: string, region: string, why: string): string {
  return sanitize(
    `Image ${imageId} was not copied to ${region}: ${sentence(why)} It is kept in its other regions: run \`pulumi up\` again to ` +
      `try once more, or take ${region} out of regions.`,
  );
}

export function regionsNotRemoved(imageId: string, regions: string[]): string {
  return sanitize(
    `Image ${imageId} was not removed from ${regions.join(", ")}, since a copy is missing. \`pulumi up\` does it after that.`,
  );
}

/** @param left regions that are still to be added, and with a minus those to be removed */
export function regionsUnfinished(imageId: string, left: string[], why: string): string {
  const what = left.length > 0 ? ` (left: ${left.join(", ")})` : "";
  return sanitize(
    `The regions of image ${imageId} are not finished${what}: ${sentence(why)} Run \`pulumi up\` again to go on.`,
  );
}

export const noTimeLeft = (): string => "the time for it is up; allow more with customTimeouts.create";

export function stillInRegions(regions: string[]): string {
  return sanitize(`the service still lists it in ${regions.join(", ")}`);
}

/** Of regions in which the image was, and is meant to stay. */
export function copiesGone(regions: string[]): string {
  return sanitize(`meanwhile it has disappeared from ${regions.join(", ")}, so it is removed from no other region`);
}

export function notChangedTo(imageId: string, what: string, why: string): string {
  return sanitize(
    `Image ${imageId} was not given ${what}: ${sentence(why)} Run \`pulumi up\` again once that is put right.`,
  );
}

export function borrowedLabelsDiffer(imageId: string, properties: string[]): UserError {
  return new UserError(
    `Image ${imageId} is adopted as it is, and the program declares other ${properties.join(" and ")} than it has. Leave that ` +
      "out, or remove adoptImageId to own the image, which is then changed.",
  );
}
