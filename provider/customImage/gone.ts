import * as messages from "../errors";
import type { Session } from "../zenlayer/session";
import type { Context } from "./context";
import type { ImageState } from "./state";
import { isYoungAndUnseen } from "./wait";

/**
 * Whether an image that the service does not know is really gone. It is taken for gone only if it was seen before or is old
 * enough to be seen, and this is the endpoint and key it was last seen with, or at least the machine it was made of
 * is visible to this key. Otherwise the answer says more about us than about the image.
 * @returns `false` for a young image that no list has shown yet
 * @throws UserError when this endpoint or key may simply not see the image
 */
export async function isGone(ctx: Context, session: Session, state: ImageState): Promise<boolean> {
  if (isYoungAndUnseen(state, session.serviceTime.now())) return false;
  const sameEndpoint = state.endpoint === session.settings.endpoint;
  const sameKey = state.__record?.keyFingerprint === session.keyFingerprint;
  if (sameEndpoint && sameKey) return true;
  if (state.instanceId !== undefined) {
    const [instance] = await session.api.describeInstances([state.instanceId], ctx.signal);
    if (instance?.zoneId === state.zoneId) return true;
  }
  throw messages.notVisible(state, session.settings.endpoint, session.credentialSource, sameEndpoint);
}
