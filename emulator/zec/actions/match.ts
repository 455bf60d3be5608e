import type { Labels } from "../types";

/** The filters by tags and group. */
export interface LabelFilter {
  resourceGroupId?: string;
  tagKeys?: string[];
  tags?: { key: string; value?: string }[];
}

/** Whether labels have the group and all of the keys and tags. A tag without a value matches any value. */
export function matchesLabels(labels: Labels, { resourceGroupId, tagKeys = [], tags = [] }: LabelFilter): boolean {
  const has = (key: string, value?: string): boolean =>
    labels.tags.some((own) => own.key === key && (value === undefined || own.value === value));
  return (
    (resourceGroupId === undefined || labels.resourceGroupId === resourceGroupId) &&
    tagKeys.every((key) => has(key)) &&
    tags.every(({ key, value }) => has(key, value))
  );
}

/** Documented as fuzzy: any part of the name, in upper or lower case (GUESS Z8). */
export function matchesName(name: string, part: string | undefined): boolean {
  return part === undefined || name.toLowerCase().includes(part.toLowerCase());
}
