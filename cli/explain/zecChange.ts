import { parseRegions } from "../../provider/zecImage/regionSet";
import { textIn, textsIn, type ResourceState, type StoredImage } from "../stackState";

/** What happens to an image of Elastic Compute beside its creation or deletion. Absent: nothing, or it is not known. */
export interface ZecChange {
  /** It gets another name, in place. */
  renamed?: { from: string; to: string };
  /** Regions that it is copied to; of an image that is created, all that it will be in. */
  regionsAdded: string[];
  /** Regions that it is removed from; of an image that is deleted, all that it is in. */
  regionsRemoved: string[];
  /** Some of its regions are not known before the run. */
  hasUnknownRegions: boolean;
  /** Keys of tags that are set or changed, and of those that are deleted. */
  tagsSet: string[];
  tagsRemoved: string[];
  /** Resource group that it is moved to. */
  resourceGroupId?: string;
}

/**
 * What a run would change of an image: from what it is to what the program declares. What is not declared stays.
 * @param outputs of the image; empty for one that is created
 */
export function zecChange(outputs: ResourceState["outputs"], news: ResourceState | undefined): ZecChange {
  const inputs = news?.inputs ?? {};
  const found = textsIn(outputs, "regions") ?? [];
  const declared = textsIn(inputs, "regions");
  const wanted = declared && parseRegions(declared).wanted;
  const [from, to] = [textIn(outputs, "imageName"), textIn(inputs, "imageName")];
  const group = textIn(inputs, "resourceGroupId");
  return {
    ...(from !== undefined && to !== undefined && from !== to && { renamed: { from, to } }),
    regionsAdded: without(wanted ?? [], found),
    regionsRemoved: wanted === undefined ? [] : without(found, wanted),
    hasUnknownRegions: inputs.regions !== undefined && declared === undefined,
    ...tagChange(outputs.tags, inputs.tags),
    ...(group !== undefined && group !== outputs.resourceGroupId && { resourceGroupId: group }),
  };
}

/** What happens to images that are all deleted. */
export const zecDeletion = (images: StoredImage[]): ZecChange => ({
  regionsAdded: [],
  regionsRemoved: [...new Set(images.flatMap(({ regions = [] }) => regions))].sort(),
  hasUnknownRegions: false,
  tagsSet: [],
  tagsRemoved: [],
});

/** What happens to images that are changed together, as the versions of a family are. */
export function together(changes: ZecChange[]): ZecChange {
  const all = (pick: (change: ZecChange) => string[]): string[] => [...new Set(changes.flatMap(pick))].sort();
  const resourceGroupId = changes.find((change) => change.resourceGroupId !== undefined)?.resourceGroupId;
  return {
    regionsAdded: all(({ regionsAdded }) => regionsAdded),
    regionsRemoved: all(({ regionsRemoved }) => regionsRemoved),
    hasUnknownRegions: changes.some(({ hasUnknownRegions }) => hasUnknownRegions),
    tagsSet: all(({ tagsSet }) => tagsSet),
    tagsRemoved: all(({ tagsRemoved }) => tagsRemoved),
    ...(resourceGroupId !== undefined && { resourceGroupId }),
  };
}

const without = (some: string[], others: string[]): string[] => some.filter((one) => !others.includes(one));

/** Tags are never shown with their values, which may be secrets. */
function tagChange(found: unknown, declared: unknown): Pick<ZecChange, "tagsSet" | "tagsRemoved"> {
  const news = mapIn(declared);
  if (news === undefined) return { tagsSet: [], tagsRemoved: [] };
  const olds = mapIn(found) ?? {};
  return {
    tagsSet: Object.keys(news).filter((key) => news[key] !== olds[key]),
    tagsRemoved: Object.keys(olds).filter((key) => !Object.hasOwn(news, key)),
  };
}

const mapIn = (found: unknown): Record<string, unknown> | undefined =>
  typeof found === "object" && found !== null && !Array.isArray(found) ? { ...found } : undefined;
