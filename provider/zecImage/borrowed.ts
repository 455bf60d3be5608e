import { isUnknown } from "../customImage/unknown";
import * as messages from "../messages";
import type { ImageInfo } from "../zenlayer/types";
import type { ZecImageInfo } from "../zenlayer/zec/types";
import { isKnownSet, parseRegions } from "./regionSet";
import type { ZecInputs } from "./state";

/** A borrowed image is not changed, so a program that declares other labels or regions cannot be satisfied. */
export function rejectOtherLabels(image: Pick<ImageInfo, "imageId">, inputs: ZecInputs): void {
  const { tags = {}, regions = [], resourceGroupId } = image as Partial<ZecImageInfo>;
  const differing = [
    ...(inputs.tags && !isSame(Object.entries(inputs.tags), Object.entries(tags)) ? ["tags"] : []),
    ...(inputs.regions && !isSame(parseRegions(inputs.regions).wanted, regions) ? ["regions"] : []),
    ...(inputs.resourceGroupId !== undefined && inputs.resourceGroupId !== resourceGroupId ? ["resourceGroupId"] : []),
  ];
  if (differing.length > 0) throw messages.borrowedLabelsDiffer(image.imageId, differing);
}

/** What the program declares of labels and regions, without what is not known yet. */
export const knownLabels = ({ tags, regions, resourceGroupId }: ZecInputs): ZecInputs => ({
  tags: isUnknown(tags) || Object.values(tags ?? {}).some(isUnknown) ? undefined : tags,
  regions: isKnownSet(regions) ? regions : undefined,
  resourceGroupId: isUnknown(resourceGroupId) ? undefined : resourceGroupId,
});

const isSame = (some: readonly unknown[], others: readonly unknown[]): boolean =>
  JSON.stringify(some.map(String).sort()) === JSON.stringify(others.map(String).sort());
