import { parseRegions } from "../../provider/zecImage/regionSet";
import { textIn, textsIn, type ResourceState } from "../stackState";

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
 * @param old absent for an image that is created
 * @param news absent for an image that is deleted
 */
export function zecChange(old: ResourceState | undefined, news: ResourceState | undefined): ZecChange {
  const outputs = old?.outputs ?? {};
  const inputs = news?.inputs ?? {};
  const found = textsIn(outputs, "regions") ?? [];
  const declared = textsIn(inputs, "regions");
  const wanted = declared && parseRegions(declared).wanted;
  const [from, to] = [textIn(outputs, "imageName"), textIn(inputs, "imageName")];
  const group = textIn(inputs, "resourceGroupId");
  return {
    ...(from !== undefined && to !== undefined && from !== to && { renamed: { from, to } }),
    regionsAdded: without(wanted ?? [], found),
    regionsRemoved: news === undefined ? found : wanted === undefined ? [] : without(found, wanted),
    hasUnknownRegions: inputs.regions !== undefined && declared === undefined,
    ...tagChange(outputs.tags, inputs.tags),
    ...(group !== undefined && group !== outputs.resourceGroupId && { resourceGroupId: group }),
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
