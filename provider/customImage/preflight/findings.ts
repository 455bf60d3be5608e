import * as messages from "../../messages";
import type { Session } from "../../session";
import type { ImageInfo, InstanceInfo, ZoneQuota } from "../../zenlayer/types";
import type { Context } from "../context";
import { findAdoptable, isOfOtherStack, rejectOtherText } from "../adopt";
import { earlierImages, type EarlierImages } from "../earlierRuns";
import { isBusy } from "../imageStatus";
import { canBeStopped, isImaging, isStopped } from "../powerStates";
import type { Replacement } from "../processState";
import type { CheckedInputs, ImageState } from "../state";
import { isUnknown } from "../unknown";
import { parseOwner } from "../workingName";
import type { Facts } from "./facts";
import type { QuotaPlan } from "./quotaPlan";

/** A problem, or something to know, that the preview reports before `up`. */
export interface Finding {
  property: string;
  text: string;
  /** `up` would fail; otherwise the finding is for information. */
  blocks: boolean;
  /** A mistake in the program, which fails whatever the setting `preflight` says. */
  isMistake?: boolean;
}

/** What the caller knows of the resource beside its inputs. */
export interface Hints {
  /** Logical name, for the messages; absent where the host itself names the resource. */
  name?: string;
  /** What the new image replaces, if diff said so. */
  replacement?: Replacement;
  /** The resource option `deleteBeforeReplace`; absent where the host cannot know it. */
  deleteBeforeReplace?: boolean;
}

/** What the process knows for its findings. */
export interface Known {
  facts: Facts;
  plan: QuotaPlan;
  replaced: ReadonlyMap<string, Replacement>;
}

/** Findings about an image that is to be created. None while its instance is unknown. */
export async function imageFindings(known: Known, inputs: CheckedInputs, hints: Hints): Promise<Finding[]> {
  const { instanceId } = inputs;
  if (instanceId === undefined || isUnknown(instanceId)) return [];
  const instance = await known.facts.instance(instanceId);
  if (instance === undefined) return [blocking("instanceId", messages.noSuchInstanceText(instanceId, "zone"))];
  const { zoneId } = instance;
  const quota = await known.facts.quota(zoneId);
  const always = [...powerFindings(instance, inputs), ...diskFindings(instance)];
  // Images of such a zone are not listed: there are none, and the service might reject the request.
  if (quota === undefined) return [...always, blocking("instanceId", messages.zoneWithoutImages(zoneId))];
  // An image without a known name cannot be on a list.
  const images = isUnknown(inputs.imageName) ? [] : await known.facts.images(zoneId);
  const isReplaced = (imageId: string) => known.replaced.has(imageId);
  const { __owner } = inputs;
  const earlier =
    __owner === undefined || isUnknown(__owner) ? undefined : earlierImages(images, parseOwner(__owner), isReplaced);
  // An image that exists already needs no slot, and its instance is not stopped before it is finished.
  if (earlier && earlier.usable.length > 0) return earlierFindings(earlier);
  const isFreed = earlier !== undefined && earlier.failed.length > 0;
  return [
    ...always,
    ...(earlier ? earlierFindings(earlier) : []),
    ...slotFindings(known.plan, quota, hints, isFreed),
    ...nameFindings(images, `zone ${zoneId}`, inputs.imageName, isReplaced),
  ];
}

/** Unfinished images of this resource that earlier runs have left. */
export function earlierFindings({ usable, failed, others }: EarlierImages): Finding[] {
  const [image] = usable;
  return [
    ...(usable.length > 1 ? [blocking("instanceId", messages.severalUnfinishedText(usable))] : []),
    ...(image && usable.length === 1 ? [notice("instanceId", messages.willContinue(image))] : []),
    ...failed.map((each) => notice("instanceId", messages.willDeleteFailed(each))),
    ...(others.length > 0 ? [notice("imageName", messages.otherUnfinished(others))] : []),
  ];
}

/**
 * Findings about an adoption that would fail.
 * @param checkAdopted throws for an image that must not be adopted
 */
export async function adoptionFindings(
  session: Session,
  inputs: CheckedInputs,
  signal: AbortSignal,
  checkAdopted: (image: ImageInfo) => void = () => undefined,
): Promise<Finding[]> {
  if (isUnknown(inputs.adoptImageId)) return [];
  const known = knownOf(inputs);
  try {
    const { image } = await findAdoptable(session, known, signal);
    if (!isBusy(image)) checkAdopted(image);
    return isOfOtherStack(image, known) ? [notice("adoptImageId", messages.otherStacksUnfinished(image))] : [];
  } catch (error) {
    signal.throwIfAborted(); // a cancel is no finding
    if (error instanceof messages.UserError) return [blocking("adoptImageId", error.message)];
    throw error;
  }
}

/**
 * What fails an update of an image that is borrowed already: it is not changed. Needs no request.
 * @param checkBorrowed throws for an image that is not as the program declares
 */
export function borrowedFindings(
  image: ImageState,
  inputs: CheckedInputs,
  checkBorrowed: () => void = () => undefined,
): Finding[] {
  try {
    rejectOtherText(image, knownOf(inputs));
    checkBorrowed();
    return [];
  } catch (error) {
    if (error instanceof messages.UserError) return [blocking("adoptImageId", error.message)];
    throw error;
  }
}

const knownOf = (inputs: CheckedInputs): CheckedInputs =>
  Object.fromEntries(Object.entries(inputs).filter(([, value]) => !isUnknown(value)));

/** Instances that were created from the image that is replaced and deleted afterwards. */
export async function replacedFindings(
  ctx: Context,
  session: Session,
  replacement: Replacement | undefined,
): Promise<Finding[]> {
  if (replacement === undefined) return [];
  const users = await ctx.process.imageUsers.of(ctx, session, replacement);
  return users.length > 0 ? [notice("instanceId", messages.replacedInUse(replacement.imageId, users))] : [];
}

export function powerFindings(instance: InstanceInfo, { stopInstance, forceShutdown }: CheckedInputs): Finding[] {
  const mayStop = stopInstance === true;
  if (isStopped(instance)) return mayStop ? [notice("stopInstance", messages.stoppedAlready(instance))] : [];
  if (isImaging(instance)) return [notice("instanceId", messages.beingImaged(instance))];
  return mayStop && canBeStopped(instance)
    ? [notice("stopInstance", messages.willPowerOff(instance, { forced: forceShutdown === true }))]
    : [blocking("instanceId", messages.notStopped(instance))];
}

export const diskFindings = (instance: InstanceInfo): Finding[] =>
  instance.dataDisks.length > 0 ? [notice("instanceId", messages.dataDisksLeftOut(instance))] : [];

/** @param isFreed a failed image of this resource is deleted first, which frees its slot */
function slotFindings(plan: QuotaPlan, quota: ZoneQuota, hints: Hints, isFreed: boolean): Finding[] {
  const { replacement, deleteBeforeReplace } = hints;
  const replacesHere = replacement?.zoneId === quota.zoneId;
  const oldGoesFirst = replacesHere && (replacement.deleteFirst || deleteBeforeReplace === true);
  const tooMany = plan.add(quota, oldGoesFirst || isFreed ? 0 : 1);
  if (tooMany === undefined) return [];
  // If the old image may be deleted first, the slot may be free after all.
  const isCertain = !replacesHere || deleteBeforeReplace !== undefined;
  return [{ property: "instanceId", text: messages.noFreeSlots(quota, tooMany), blocks: isCertain }];
}

export function nameFindings(
  images: readonly ImageInfo[],
  place: string,
  imageName: string | undefined,
  isReplaced: (imageId: string) => boolean,
): Finding[] {
  if (imageName === undefined || isUnknown(imageName)) return [];
  const strangers = images.filter((image) => image.imageName === imageName && !isReplaced(image.imageId));
  return strangers.length > 0 ? [notice("imageName", messages.namesakes(imageName, place, strangers))] : [];
}

export const blocking = (property: string, text: string): Finding => ({ property, text, blocks: true });
export const notice = (property: string, text: string): Finding => ({ property, text, blocks: false });
