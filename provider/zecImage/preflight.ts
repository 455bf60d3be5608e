import type { Context } from "../customImage/context";
import { earlierImages } from "../customImage/earlierRuns";
import {
  adoptionFindings,
  blocking,
  borrowedFindings,
  diskFindings,
  earlierFindings,
  nameFindings,
  powerFindings,
  replacedFindings,
  type Finding,
  type Hints,
} from "../customImage/preflight/findings";
import { deliverFindings } from "../customImage/preflight/preflight";
import { isUnknown } from "../customImage/unknown";
import { parseOwner } from "../customImage/workingName";
import * as messages from "../messages";
import type { Failure } from "../schemaValidation";
import type { ZecSession } from "../session";
import type { ZecInstanceInfo } from "../zenlayer/zec/types";
import { knownLabels, rejectOtherLabels } from "./borrowed";
import { zecContext, type ZecContext } from "./context";
import { hasMovingRegions } from "./diff";
import { missingSourceRegionIn, isKnownSet, parseRegions } from "./regionSet";
import { sourceRegionOfImage } from "./sourceRegion";
import { asShared, isBorrowed, type ZecInputs, type ZecState } from "./state";

/**
 * Looks, during a preview, for everything that would make the creation fail or that the user should know before. The quota
 * cannot be known: the service has no action for it.
 */
export function preflight(ctx: Context, inputs: ZecInputs, hints: Hints): Promise<Failure[]> {
  const zec = zecContext(ctx);
  return deliverFindings(zec, inputs, hints, async (session) => {
    const found = isBorrowed(inputs)
      ? await adoptionFindings(session, inputs, ctx.signal, (image) => rejectOtherLabels(image, knownLabels(inputs)))
      : await creationFindings(zec, inputs);
    return [...found, ...(await replacedFindings(zec, session, hints.replacement))];
  });
}

/** {@link preflight} of an image that exists: of a change of its regions, or of a borrowed one. */
export function preflightUpdate(ctx: Context, olds: ZecState, news: ZecInputs): Promise<Failure[]> {
  const zec = zecContext(ctx);
  if (isBorrowed(news)) {
    const checkLabels = (): void => {
      // Its owner is changing it: the update waits, and compares then.
      if (!hasMovingRegions(olds)) rejectOtherLabels(olds, knownLabels(news));
    };
    const found = borrowedFindings(asShared(olds), news, checkLabels);
    return found.length > 0 ? deliverFindings(zec, news, {}, () => Promise.resolve(found)) : Promise.resolve([]);
  }
  if (news.regions === undefined || !isKnownSet(news.regions)) return Promise.resolve([]);
  const { regions } = news;
  const isThere = (region: string): boolean => (olds.regions ?? []).includes(region);
  if (parseRegions(regions).wanted.every(isThere) && olds.regions.length === parseRegions(regions).wanted.length)
    return Promise.resolve([]);
  return deliverFindings(zec, news, {}, async () => {
    const source = await sourceRegionOfImage(zec, olds);
    return regionFindings(zec, news, source !== undefined && isThere(source) ? source : undefined);
  });
}

async function creationFindings(ctx: ZecContext, inputs: ZecInputs): Promise<Finding[]> {
  const { instanceId, imageName, __owner } = inputs;
  if (instanceId === undefined || isUnknown(instanceId)) return [];
  const session = ctx.session();
  const facts = ctx.process.preflight.facts(session, ctx.signal);
  const instance = await facts.instance(instanceId);
  if (instance === undefined) return [blocking("instanceId", messages.noSuchInstanceText(instanceId, session.scope))];
  const source = await session.regionOf(instance.zoneId, ctx.signal);
  const always = [
    ...(await gpuFindings(session, instance, ctx.signal)),
    ...powerFindings(instance, inputs),
    ...diskFindings(instance),
    ...(await regionFindings(ctx, inputs, source)),
  ];
  const images = await facts.images(instance.zoneId);
  const isReplaced = (imageId: string): boolean => ctx.process.replaced.has(imageId);
  const isOwned = __owner !== undefined && !isUnknown(__owner);
  const earlier = isOwned ? earlierImages(images, parseOwner(__owner), isReplaced) : undefined;
  // The instance of an image that is there already is not touched before that one is finished.
  if (earlier && earlier.usable.length > 0) return earlierFindings(earlier);
  const place = messages.placeOf(session.scope, instance.zoneId);
  return [
    ...always,
    ...(earlier ? earlierFindings(earlier) : []),
    ...nameFindings(images, place, imageName, isReplaced),
  ];
}

/** Images of instances with a GPU are not supported. Types with a GPU are listed by zone; nothing of an instance itself says that it has one. */
export async function gpuFindings(
  session: ZecSession,
  instance: ZecInstanceInfo,
  signal: AbortSignal,
): Promise<Finding[]> {
  const { instanceId, instanceType, zoneId } = instance;
  // Ids of types seen so far have a part "g" where there is a GPU, so that the others cost no call (our guess).
  if (instanceType === undefined || !/\bg\b/.test(instanceType)) return [];
  const types = await session.api.describeGpuTypes(zoneId, signal).catch(() => [instanceType]);
  return types.includes(instanceType) ? [blocking("instanceId", messages.gpuInstance(instanceId, instanceType))] : [];
}

export async function regionFindings(
  ctx: ZecContext,
  { regions }: Pick<ZecInputs, "regions">,
  sourceRegion: string | undefined,
): Promise<Finding[]> {
  if (!isKnownSet(regions)) return [];
  const missing = missingSourceRegionIn(regions, sourceRegion);
  const known = await ctx.session().api.describeRegions(ctx.signal);
  const unknown = parseRegions(regions).wanted.filter((region) => !known.includes(region));
  return [
    ...(missing === undefined ? [] : [{ property: "regions", text: missing, blocks: true, isMistake: true }]),
    ...unknown.map((region) => blocking("regions", messages.unknownRegion(region, known))),
  ];
}
