import * as messages from "../messages";
import type { Session } from "../session";
import type { Context } from "./context";
import type { ImageState } from "./state";

/** Names the instances that were created from an image that is about to be deleted. Never fails. */
export async function reportImageUsers(ctx: Context, session: Session, state: ImageState): Promise<void> {
  // No instance can have been created from an image that was never usable.
  if (!state.__record?.wasAvailable) return;
  const users = await ctx.process.imageUsers.of(ctx, session, state);
  if (users.length > 0) ctx.report.warn(messages.deletedInUse(state.imageId, state.imageName, users));
}
