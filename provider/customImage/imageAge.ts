import type { ProviderContext } from "../resource";
import type { Session } from "../session";
import type { ImageState } from "./state";

/** How long the service may take to list a new image. An assumption, not documented. */
const UNSEEN_MS = 2 * 60_000;

/** When the image was created, by the monotonic clock; now, where that is not known. */
export function creationTime(
  ctx: ProviderContext,
  session: Session,
  { createdAt }: Pick<ImageState, "createdAt">,
): number {
  const age = session.serviceTime.ageOf(Date.parse(createdAt ?? "")) || 0;
  return ctx.clock.now() - Math.max(0, age);
}

/**
 * An image that no list has shown yet, and that was requested so recently that the service may not list it yet.
 * @param now by the service's clock, as `createdAt` is: another computer may have written that
 */
export function isYoungAndUnseen(state: Pick<ImageState, "createdAt" | "__record">, now: number): boolean {
  if (state.__record?.seen || state.createdAt === undefined) return false;
  return now - Date.parse(state.createdAt) < UNSEEN_MS;
}
