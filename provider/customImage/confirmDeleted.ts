import * as messages from "../messages";
import type { Session } from "../session";
import type { ImageInfo } from "../zenlayer/types";
import { unreadableIn } from "../zenlayer/unreadable";
import type { Context } from "./context";
import type { ImageState } from "./state";
import { isYoungAndUnseen } from "./imageAge";

/** What is known of an image that a list of its zone, or a call, did not find. */
export type Whereabouts = { kind: "there"; image: ImageInfo } | { kind: "young" } | { kind: "gone" };

/**
 * Determines whether an image that one response did not contain is really gone. One response is not enough: the image
 * is also looked up by id. It is gone only if it was seen before or is old enough to be listed, and if this is the
 * endpoint and key it was last seen with. Another key or endpoint may not see the image, so there the key must be known
 * to see every image of the image's account: see {@link seesWholeZone}.
 * @returns `young` for an image that no list has shown yet
 * @throws UserError when this endpoint or key may not see the image, ZenlayerError when a request fails
 */
export async function locateOrConfirmDeleted(ctx: Context, session: Session, state: ImageState): Promise<Whereabouts> {
  if (isYoungAndUnseen(state, session.serviceTime.now())) return { kind: "young" };
  const image = await session.images.find(state.zoneId, state.imageId, ctx.signal);
  if (image !== undefined) return { kind: "there", image };
  const sameEndpoint = state.endpoint === session.settings.endpoint;
  const sameKey = state.__record?.keyFingerprint === session.keyFingerprint;
  if ((sameEndpoint && sameKey) || (await seesWholeZone(ctx, session, state))) return { kind: "gone" };
  throw messages.notVisible(state, session.settings.endpoint, session.credentialSource);
}

/** True only for {@link locateOrConfirmDeleted} `gone`. */
export const confirmDeleted = async (ctx: Context, session: Session, state: ImageState): Promise<boolean> =>
  (await locateOrConfirmDeleted(ctx, session, state)).kind === "gone";

/**
 * Whether this key belongs to the account of the image and sees all custom images of its zone. The source instance in
 * the same zone shows that the account is the same. A key may be limited to a resource group, and see the instance and
 * not the image; so it must also see as many images as the quota counts. An assumption, not documented: the quota
 * counts the images of the whole account, whatever the key may see. The quota is read before and after the list, since
 * an image that is created or deleted in between could hide that one is missing.
 */
async function seesWholeZone(ctx: Context, session: Session, { instanceId, zoneId }: ImageState): Promise<boolean> {
  if (instanceId === undefined) return false;
  const [instance] = await session.api.describeInstances([instanceId], ctx.signal);
  if (instance?.zoneId !== zoneId) return false;
  const before = await countOf(ctx, session, zoneId);
  const images = await session.images.list(zoneId, { maxAgeMs: 0, signal: ctx.signal });
  const listed = images.length + unreadableIn(images).length;
  return before === listed && (await countOf(ctx, session, zoneId)) === listed;
}

async function countOf(ctx: Context, session: Session, zoneId: string): Promise<number | undefined> {
  const quotas = await session.api.describeImageQuota([zoneId], ctx.signal);
  return quotas.find((quota) => quota.zoneId === zoneId)?.count;
}
