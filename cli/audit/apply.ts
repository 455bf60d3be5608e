import { presentable, UserError } from "../../provider/messages";
import type { Session } from "../../provider/session";
import { DeadlineExceeded, hasCode, isImageNotFound, ZenlayerError } from "../../provider/zenlayer/apiError";
import type { Clock } from "../../provider/zenlayer/clock";
import { Timeout } from "../../provider/zenlayer/zoneImages";
import type { AuditedImage } from "./audit";
import { classify } from "./classify";
import type { Plan, PlannedDelete } from "./plan";
import type { Product } from "../stackState";
import type { AccountImage } from "./accountView";
import type { StackView } from "./stacks";

/** How long a deleted image may still be listed. One of Elastic Compute is deleted in all of its regions first. */
const GONE_WITHIN_MS: Record<Product, number> = { vm: 2 * 60_000, zec: 30 * 60_000 };
/** A delete is sent within this time after the checks: a run may begin meanwhile. */
const SEND_WITHIN_MS = 5_000;
/**
 * Where it is not known whether a run has the stack, an image that is usable and unfinished for so long belongs to a run
 * that has ended. A live one renames it within moments, but it may have to start the instance first (10 minutes), ride out
 * an outage, and wait for the rate limit (10 minutes). In Elastic Compute it makes copies before that, which end with the
 * create timeout (60 minutes by default).
 */
const UNLOCKED_AFTER_MINUTES: Record<Product, number> = { vm: 30, zec: 90 };

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
      "The plan was created for another endpoint or with another access key. Create a new plan with the ones you use now.",
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
  const { imageId, product = "vm", zoneId = "" } = entry;
  const stacks = await Promise.all(plan.stacks.map((name) => context.readStack(name)));
  const other = stacks.find(({ backend }) => backend !== plan.backend);
  if (other) return `stack ${other.name} is read from another backend than when the plan was created`;
  const { api, images } = sessionOf(session, product);
  const [instances, image] = await Promise.all([api.listInstanceOrigins(), images.find(zoneId, imageId)]);
  if (!image) return "it is already gone";
  const found: AccountImage = { ...image, product, ...(product === "vm" && { zoneId }) };
  const changed = whatChanged(entry, found);
  if (changed !== undefined) return changed;
  const time = session.serviceTime.now();
  const view = {
    endpoint: session.settings.endpoint,
    keyFingerprint: session.keyFingerprint,
    products: [product],
    time,
    images: [found],
    instances: instances.map((instance) => ({ ...instance, product })),
    quotas: [],
    wholeZones: [],
    isZecWhole: false,
    incomplete: [],
  };
  return whyOwned(entry, classify(view, stacks).images[0]) ?? whyTooEarly(plan, entry, stacks, time);
}

const sessionOf = (session: Session, product: Product): Pick<Session, "api" | "images"> =>
  product === "zec" ? session.zec() : session;

function whatChanged(planned: PlannedDelete, image: AccountImage): string | undefined {
  if (image.imageName !== planned.imageName) return `its name has changed to ${image.imageName}`;
  if (image.imageStatus !== planned.imageStatus) return `its status has changed to ${image.imageStatus}`;
  if (image.imageType !== "CUSTOM_IMAGE") return "it is not a custom image";
  if (image.imageDescription !== planned.imageDescription) return "its description has changed";
  if (String(image.regions) !== String(planned.regions)) return "its regions have changed";
  if (entriesOf(image.tags) !== entriesOf(planned.tags)) return "its tags have changed";
  return image.resourceGroupId === planned.resourceGroupId ? undefined : "its resource group has changed";
}

const entriesOf = (tags: Record<string, string> = {}): string => JSON.stringify(Object.entries(tags).sort());

function whyOwned({ stack }: PlannedDelete, found: AuditedImage | undefined): string | undefined {
  if (found?.ownership !== "orphaned") return `it is ${found?.ownership ?? "not known"}: ${found?.evidence.join("; ")}`;
  if (found.workingFor?.stack !== stack) return `it belongs to stack ${found.workingFor?.stack} now`;
  if (found.usedBy.length === 0) return undefined;
  return `instances were created from it: ${found.usedBy.map((user) => user.instanceId).join(", ")}`;
}

function whyTooEarly(plan: Plan, { stack, product = "vm" }: PlannedDelete, stacks: StackView[], now: number) {
  const minutes = UNLOCKED_AFTER_MINUTES[product];
  const isUnlocked = stacks.find(({ name }) => name === stack)?.locked === false;
  const earliest = Date.parse(plan.time) + minutes * 60_000;
  if (isUnlocked || now >= earliest) return undefined;
  return (
    "this backend does not tell whether a run of its stack is in progress, so it is deleted only if it stays like this " +
    `for ${minutes} minutes: apply the plan again after ${new Date(earliest).toISOString().slice(11, 19)} UTC`
  );
}

/** Deletes an image; one of Elastic Compute in all regions. */
async function remove(
  { session, clock }: ApplyContext,
  { imageId, product = "vm", zoneId = "" }: PlannedDelete,
): Promise<Applied> {
  const { api, images } = sessionOf(session, product);
  try {
    await api.deleteImage({ imageId, zoneId }, undefined, clock.now() + SEND_WITHIN_MS);
  } catch (error) {
    if (error instanceof DeadlineExceeded) return notSent(imageId, error);
    if (!(error instanceof ZenlayerError)) throw error;
    const isRejected = error.outcome === "rejected" && !error.afterAmbiguous;
    if (isRejected && (hasCode(error, "INVALID_IMAGE_STATUS") || !isImageNotFound(error))) {
      return { imageId, outcome: "failed", text: presentable(error, session.credentialSource).message };
    }
    // Gone, or the response was lost: what the service shows decides.
  } finally {
    images.noteWrite(zoneId);
  }
  const now = clock.now();
  const end = await images.watchImage<true>(zoneId, {
    imageId,
    since: now,
    deadline: now + GONE_WITHIN_MS[product],
    change: "deletion",
    signal: new AbortController().signal,
    evaluate: (image) => (image === undefined ? { done: true, value: true } : { done: false }),
  });
  if (end === Timeout) return { imageId, outcome: "failed", text: "it is still listed: apply the plan again" };
  return { imageId, outcome: "deleted", text: "deleted" };
}

const notSent = (imageId: string, { last }: DeadlineExceeded): Applied => ({
  imageId,
  outcome: "failed",
  text: `the request could not be sent in time${last ? ` (${last.message})` : ""}: apply the plan again`,
});
