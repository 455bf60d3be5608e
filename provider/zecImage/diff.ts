import {
  adoptionChange,
  compare,
  instanceChange,
  isUnfinished,
  onlyChanges,
  timeoutsChange,
  type Difference,
  type Kind,
} from "../customImage/diff";
import type { Context } from "../customImage/context";
import { isUnknown } from "../customImage/unknown";
import { zecContext } from "./context";
import { isKnownSet, parseRegions } from "./regionSet";
import { asShared, isBorrowed, type DECLARABLE, type ZecInputs, type ZecState } from "./state";

/**
 * What `up` has to do about an image. Exact: no property is named that does not differ.
 * @param olds stored outputs
 * @param news checked inputs; values may be unknown
 */
export function diff(ctx: Context, id: string, olds: ZecState, news: ZecInputs): Difference {
  const shared = asShared(olds);
  const changes = onlyChanges({
    imageName: nameChange(olds, news),
    instanceId: instanceChange(shared, news),
    ...declaredChanges(olds, news),
    adoptImageId: adoptionChange(shared, news),
    __timeouts: timeoutsChange(shared, news),
    imageStatus: isUnfinished(shared) ? "update" : undefined,
  });
  return compare(zecContext(ctx), id, shared, news, changes);
}

/** The name is always changed in place, whether declared anew or changed outside Pulumi. */
function nameChange(olds: ZecState, { imageName, __givenName }: ZecInputs): Kind | undefined {
  if (imageName === undefined) return undefined;
  if (imageName !== olds.imageName) return "update";
  // Not recorded as given by us (after an adoption): an update does so.
  return __givenName === undefined || __givenName === olds.__givenName ? undefined : "update";
}

/** What the image has otherwise than declared, of that which is changed in place without a rename. */
export const declaredChanges = (
  olds: ZecState,
  news: ZecInputs,
): Record<(typeof DECLARABLE)[number], Kind | undefined> => ({
  regions: regionsChange(olds, news),
  tags: tagsChange(olds, news),
  resourceGroupId: groupChange(olds, news),
});

function regionsChange(olds: ZecState, news: ZecInputs): Kind | undefined {
  const { regions } = news;
  if (regions === undefined) return undefined;
  if (!isKnownSet(regions) || (hasMovingRegions(olds) && !isBorrowed(news))) return "update";
  return isSameSet(parseRegions(regions).wanted, olds.regions) ? undefined : "update";
}

/**
 * The list of regions is about to change: a copy is on its way to one that is not in it yet, or one that is in it is being
 * removed. An interrupted run may have begun that.
 */
export const hasMovingRegions = ({ imageStatus }: ZecState): boolean =>
  imageStatus === "SYNCING" || imageStatus === "PROCESSING";

function tagsChange(olds: ZecState, { tags }: ZecInputs): Kind | undefined {
  if (tags === undefined) return undefined;
  if (isUnknown(tags)) return "update";
  return isSameSet(Object.entries(tags).map(String), Object.entries(olds.tags ?? {}).map(String))
    ? undefined
    : "update";
}

function groupChange(olds: ZecState, news: ZecInputs): Kind | undefined {
  const { resourceGroupId } = news;
  // What a borrowed image has is left as it is; the update refuses another one.
  if (resourceGroupId === undefined || (isBorrowed(news) && resourceGroupId === olds.resourceGroupId)) return undefined;
  return resourceGroupId === olds.resourceGroupId ? undefined : "update";
}

const isSameSet = (some: readonly string[], others: readonly string[] = []): boolean =>
  some.length === others.length && some.every((one) => others.includes(one));
