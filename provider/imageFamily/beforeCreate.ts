import { earlierImages, type EarlierImages } from "../customImage/earlierRuns";
import { deleteImage } from "../customImage/delete";
import { hasFailed } from "../customImage/imageStatus";
import { POWER_MS } from "../customImage/instanceLease";
import { REFUSED_MS } from "../customImage/rename";
import { observe } from "../customImage/state";
import { deleteFailed, watchAbandoned, type Fate } from "../customImage/continueImage";
import { timeoutMs } from "../customImage/timeouts";
import { waitUntilCreated } from "../customImage/wait";
import { reportUnreadable } from "../customImage/reportUnreadable";
import { parseOwner, parseWorkingName, workingPrefix, type Owner } from "../customImage/workingName";
import * as messages from "../messages";
import type { Session } from "../session";
import type { ImageInfo } from "../zenlayer/types";
import type { FamilyContext } from "./kind";
import { imageNameOf } from "./labels";
import { planPruning } from "./pruning";
import type { FamilyInputs, Version } from "./state";
import { keepOf } from "./versions";

/** A list that all who begin within seconds share is good enough. */
const SHARED_FOR_MS = 5_000;

/** What is known of the family before a version of it is created. */
export interface FamilyBefore extends FamilyInputs {
  zoneId?: string;
  versions: readonly Version[];
  current?: string;
}

/** The version that is to be created. */
export interface NewVersion {
  family: FamilyBefore;
  label: string;
  /** The owner, as in its working name. */
  owner: string;
  /** The source instances that runs of this family may have stopped: the declared one and the one before. */
  instances: (string | undefined)[];
}

/**
 * Makes sure that a version can be created, before anything is touched: its instance is in the family's zone, no image
 * stands for the version already, and the zone has a free slot. What killed runs of this family have left of other
 * versions is deleted.
 * @returns the zone; an empty one where lists cover the account
 * @throws UserError when the version cannot be created
 */
export async function makeRoom(ctx: FamilyContext, session: Session, wanted: NewVersion): Promise<string> {
  const { family } = wanted;
  const zoneId = await zoneOf(ctx, session, family);
  const maxAgeMs = Math.min(SHARED_FOR_MS, session.settings.settleMs);
  const images = await session.images.list(zoneId, { maxAgeMs, signal: ctx.signal });
  reportUnreadable(ctx, session, zoneId);
  rejectNamesakes(images, wanted, messages.placeOf(session.scope, zoneId));
  const isKnown = (imageId: string) => family.versions.some(({ image }) => image.imageId === imageId);
  const owner = parseOwner(wanted.owner);
  const earlier = earlierImages(images, owner, isKnown);
  for (const image of earlier.others.filter((each) => mayBeOf(family, owner, each)))
    await deleteAbandoned(ctx, session, { image, zoneId, instances: wanted.instances });
  if (ctx.kind.hasQuota && earlier.usable.length === 0) await requireSlot(ctx, session, wanted, zoneId, earlier);
  return zoneId;
}

/**
 * The hashes in a working name may be the same for two resources by chance. What is deleted must begin like the name of a
 * version, too.
 */
const mayBeOf = ({ familyName }: FamilyBefore, owner: Owner, { imageName }: ImageInfo): boolean =>
  imageName.startsWith(workingPrefix(imageNameOf(familyName, ""), owner));

async function zoneOf(ctx: FamilyContext, session: Session, family: FamilyBefore): Promise<string> {
  const { instanceId = "", familyName, zoneId } = family;
  const [instance] = await session.api.describeInstances([instanceId], ctx.signal);
  if (instance === undefined) throw messages.noSuchInstance(instanceId, session.scope);
  if (session.scope === "account") return "";
  if (zoneId !== undefined && instance.zoneId !== zoneId) {
    throw messages.familyError(messages.otherZone(familyName, zoneId, `instance ${instanceId}`, instance.zoneId));
  }
  return instance.zoneId;
}

/**
 * The image of the label may exist: from a run that was killed after it had finished the image, or from outside Pulumi.
 * @throws UserError that names it and the way out
 */
export function rejectNamesakes(images: readonly ImageInfo[], { family, label }: NewVersion, place: string): void {
  const found = namesakesOf(images, family, label);
  if (found[0]) throw messages.familyError(messages.versionExists(family.familyName, label, place, found));
}

/** Finished images that have the name of the label's image and are not among the family's versions. */
export const namesakesOf = (
  images: readonly ImageInfo[],
  { familyName, versions }: Pick<FamilyBefore, "familyName" | "versions">,
  label: string,
): ImageInfo[] =>
  images.filter(
    ({ imageId, imageName }) =>
      imageName === imageNameOf(familyName, label) && !versions.some(({ image }) => image.imageId === imageId),
  );

/**
 * An unfinished image of another version of this family: the run that created it was killed, and the program has changed
 * since. Nobody can have used it. It is deleted once that run is known to be dead.
 * @throws UserError when that run is alive
 */
async function deleteAbandoned(
  ctx: FamilyContext,
  session: Session,
  { image, zoneId, instances }: { image: ImageInfo; zoneId: string; instances: NewVersion["instances"] },
): Promise<void> {
  if (hasFailed(image)) return deleteFailed(ctx, session, image, zoneId);
  const state = observe({ __record: { workingName: image.imageName } }, image, zoneId, session);
  ctx.report.progress(messages.waitingForAbandoned(image));
  const outcome = await waitUntilCreated(ctx, session, state, timeoutMs("create", undefined));
  if (outcome.kind === "vanished") return;
  if (outcome.kind === "failed") return deleteFailed(ctx, session, image, zoneId);
  if (outcome.kind === "undetermined") throw messages.earlierStillCreating(outcome.image ?? image, outcome.reason);
  const hasStopped = parseWorkingName(image.imageName)?.hasStopped === true;
  // A live run renames the image only after it has started the instance again that it has stopped.
  const stopped = hasStopped ? [...new Set(instances)] : [undefined];
  // Which one that is, this run cannot know for sure. The service may refuse the rename for a while, too.
  const longerMs = REFUSED_MS + (hasStopped ? POWER_MS : 0);
  let fate: Fate | undefined;
  for (const stoppedInstance of outcome.kind === "continuedElsewhere" ? [] : stopped) {
    fate = await watchAbandoned(ctx, session, { image, zoneId, stoppedInstance, longerMs });
    if (fate.kind !== "abandoned") break;
  }
  if (fate?.kind === "gone") return;
  const seenName = fate?.kind === "renamed" ? fate.imageName : (outcome.image?.imageName ?? image.imageName);
  if (fate?.kind !== "abandoned") throw messages.finishedByOther(image, seenName);
  ctx.report.warn(messages.deletesAbandoned(image, { hasStopped }));
  await deleteImage(ctx, session, outcome.state);
}

/** Nothing is deleted in advance to make a slot: until the new version is usable, every other one may be needed. */
async function requireSlot(
  ctx: FamilyContext,
  session: Session,
  { family, label }: NewVersion,
  zoneId: string,
  earlier: EarlierImages,
): Promise<void> {
  const quotas = await session.api.describeImageQuota([zoneId], ctx.signal);
  const quota = quotas.find((each) => each.zoneId === zoneId);
  if (quota === undefined) throw messages.familyError(messages.zoneWithoutImages(zoneId));
  // Failed images of this version are deleted before it is created.
  if (quota.count - earlier.failed.length < quota.maxCount) return;
  const images = await session.images.list(zoneId, { maxAgeMs: 0, signal: ctx.signal });
  throw messages.familyError(messages.noSlotForVersion(family.familyName, label, quota, slotsOf(images, family)));
}

/** What holds the slots of a zone, and which of it a lower `keep` would free. */
export function slotsOf(images: readonly ImageInfo[], family: FamilyBefore): messages.Slots {
  const { versions, version: declared, current } = family;
  const mine = new Set(versions.map(({ image }) => image.imageId));
  const keep = Math.max(1, keepOf(family) - 1);
  const { pruned } = planPruning(versions, { keep, current, declared, isInUse: () => false });
  return {
    versions: namesOf(images.filter(({ imageId }) => mine.has(imageId))),
    others: namesOf(images.filter(({ imageId }) => !mine.has(imageId))),
    keep,
    freed: pruned.map(({ image }) => image.imageName),
  };
}

const namesOf = (images: readonly ImageInfo[]): string[] => images.map(({ imageName }) => imageName).sort();
