import { presentable, UserError } from "../../provider/messages";
import type { Session } from "../../provider/session";
import { DeadlineExceeded, hasCode, isImageNotFound, ZenlayerError } from "../../provider/zenlayer/apiError";
import type { Clock } from "../../provider/zenlayer/clock";
import { Timeout } from "../../provider/zenlayer/zoneImages";
import { classify } from "./classify";
import type { Plan, PlannedDelete } from "./plan";
import type { AccountView } from "./readAccount";
import type { StackView } from "./stacks";

/** How long a deleted image may still be listed. */
const GONE_WITHIN_MS = 2 * 60_000;
/** A delete is sent only so long after the look that has shown it to be due: a run may begin meanwhile. */
const SEND_WITHIN_MS = 5_000;
/**
 * Where it is not known whether a run has the stack, an image that is usable and unfinished for so long belongs to a run
 * that is dead. A live one renames it within moments, but it may have to start the instance first (10 minutes), ride out
 * an outage, and wait for the rate limit (10 minutes).
 */
const UNLOCKED_AFTER_MINUTES = 30;

/** What became of one entry of a plan. */
export interface Applied {
  imageId: string;
  /**
   * `deleted`; `kept`: it is no longer what it was, so nothing was done; `failed`: the service did not delete it;
   * `unknown`: something could not be read, so nothing was done, or whether it is deleted is not known.
   */
  outcome: "deleted" | "kept" | "failed" | "unknown";
  text: string;
}

/** What an apply needs. */
export interface ApplyContext {
  session: Session;
  clock: Clock;
  /** Reads a stack through Pulumi, each time afresh. */
  readStack(name: string): Promise<StackView>;
}

/**
 * Deletes what the plan names, one after the other. Right before each delete, image, instances and stacks are read again:
 * an image that is not exactly what it was, is in use, or may belong to a run, is left alone.
 * @throws UserError for a plan of another account
 */
export async function* apply(context: ApplyContext, plan: Plan): AsyncGenerator<Applied> {
  const { settings, keyFingerprint } = context.session;
  if (plan.endpoint !== settings.endpoint || plan.keyFingerprint !== keyFingerprint) {
    throw new UserError(
      "The plan was made for another endpoint or with another access key. Make a new plan with the ones you use now.",
    );
  }
  for (const entry of plan.delete) yield await applyOne(context, plan, entry);
}

async function applyOne(context: ApplyContext, plan: Plan, entry: PlannedDelete): Promise<Applied> {
  const { session } = context;
  const { imageId } = entry;
  let isDue = false;
  try {
    const kept = await whyKept(context, plan, entry);
    if (kept !== undefined) return { imageId, outcome: "kept", text: kept };
    isDue = true;
    return await remove(context, entry);
  } catch (error) {
    const { message } = presentable(error, session.credentialSource);
    const text = isDue ? `Could not determine whether it was deleted: ${message}` : `Nothing was done: ${message}`;
    return { imageId, outcome: "unknown", text };
  }
}

/**
 * Why an image stays; undefined if everything is still as planned. The stacks are read first: that takes seconds, which
 * is also the least that a run needs from its beginning until it touches an image.
 */
async function whyKept(context: ApplyContext, plan: Plan, entry: PlannedDelete): Promise<string | undefined> {
  const { session } = context;
  const { imageId, zoneId, imageName, imageStatus, imageDescription } = entry;
  const stacks = await Promise.all(plan.stacks.map((name) => context.readStack(name)));
  const other = stacks.find(({ backend }) => backend !== plan.backend);
  if (other) return `stack ${other.name} is read from another backend than when the plan was made`;
  const [instances, image] = await Promise.all([
    session.api.listInstanceOrigins(),
    session.images.find(zoneId, imageId),
  ]);
  if (!image) return "it is already gone";
  if (image.imageName !== imageName) return `its name has changed to ${image.imageName}`;
  if (image.imageStatus !== imageStatus) return `its status has changed to ${image.imageStatus}`;
  if (image.imageDescription !== imageDescription) return "its description has changed";
  if (image.imageType !== "CUSTOM_IMAGE") return "it is not a custom image";
  const view: AccountView = {
    endpoint: session.settings.endpoint,
    keyFingerprint: session.keyFingerprint,
    time: session.serviceTime.now(),
    images: [{ ...image, zoneId }],
    instances,
    quotas: [],
    wholeZones: [],
    incomplete: [],
  };
  const [found] = classify(view, stacks).images;
  if (found?.ownership !== "orphaned") return `it is ${found?.ownership ?? "not known"}: ${found?.evidence.join("; ")}`;
  if (found.workingFor?.stack !== entry.stack) return `it belongs to stack ${found.workingFor?.stack} now`;
  if (found.usedBy.length > 0)
    return `instances were created from it: ${found.usedBy.map((user) => user.instanceId).join(", ")}`;
  const isUnlocked = stacks.find(({ name }) => name === entry.stack)?.locked === false;
  const earliest = Date.parse(plan.time) + UNLOCKED_AFTER_MINUTES * 60_000;
  if (isUnlocked || view.time >= earliest) return undefined;
  return (
    "this backend does not tell whether a run of its stack is in progress, so it is deleted only if it stays like this " +
    `for ${UNLOCKED_AFTER_MINUTES} minutes: apply the plan again after ` +
    `${new Date(earliest).toISOString().slice(11, 19)} UTC`
  );
}

async function remove({ session, clock }: ApplyContext, { imageId, zoneId }: PlannedDelete): Promise<Applied> {
  try {
    await session.api.deleteImage({ imageId, zoneId }, undefined, clock.now() + SEND_WITHIN_MS);
  } catch (error) {
    if (error instanceof DeadlineExceeded) return notSent(imageId, error);
    if (!(error instanceof ZenlayerError)) throw error;
    const isRejected = error.outcome === "rejected" && !error.afterAmbiguous;
    if (isRejected && (hasCode(error, "INVALID_IMAGE_STATUS") || !isImageNotFound(error))) {
      return { imageId, outcome: "failed", text: presentable(error, session.credentialSource).message };
    }
    // Gone, or the response was lost: what the service shows decides.
  } finally {
    session.images.noteWrite(zoneId);
  }
  const now = clock.now();
  const end = await session.images.watchImage<true>(zoneId, {
    imageId,
    since: now,
    deadline: now + GONE_WITHIN_MS,
    change: "deletion",
    signal: new AbortController().signal,
    judge: (image) => (image === undefined ? { done: true, value: true } : { done: false }),
  });
  if (end === Timeout) return { imageId, outcome: "failed", text: "it is still listed: apply the plan again" };
  return { imageId, outcome: "deleted", text: "deleted" };
}

const notSent = (imageId: string, { last }: DeadlineExceeded): Applied => ({
  imageId,
  outcome: "failed",
  text: `the request could not be sent in time${last ? ` (${last.message})` : ""}: apply the plan again`,
});
